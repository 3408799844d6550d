"""Draws static/icons (`python desk/capture/icons.py`): an open book on the site's red.

The same as in templates/includes/_icon.html.
"""

from pathlib import Path

from PIL import Image, ImageDraw

RED, PAPER = "#7a2e1d", "#fbf8f1"
UNITS = 32  # the side of the icon's own grid
LEFT = [(7, 8), (14, 8), (16, 10), (16, 24), (14, 22), (7, 22)]
FINER = 4  # drawn so much larger, then made smaller, for smooth edges


def draw(side: int, *, scale: float) -> Image.Image:
    """The book at `scale` of its size in the middle of a square."""
    image = Image.new("RGB", (side * FINER, side * FINER), RED)
    unit = side * FINER / UNITS
    for points in (LEFT, [(UNITS - x, y) for x, y in LEFT]):
        middle = UNITS / 2
        placed = [
            ((middle + (x - middle) * scale) * unit, (middle + (y - middle) * scale) * unit)
            for x, y in points
        ]
        ImageDraw.Draw(image).polygon(placed, fill=PAPER)
    return image.resize((side, side), Image.Resampling.LANCZOS)


if __name__ == "__main__":
    here = Path(__file__).parents[2] / "static" / "icons"
    for side in (192, 512):
        draw(side, scale=1.2).save(here / f"icon-{side}.png", optimize=True)
    draw(512, scale=1.0).save(here / "maskable-512.png", optimize=True)
