"""The picture that stands for a page where a link to it is shared: PNG, 1200 × 630 pixels (Open Graph). Pure.

Text in, bytes out. What none of the faces can draw is left out rather than drawn as empty boxes; a title of
which that is true leaves the site's name and the note.
"""

import hashlib
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageColor, ImageDraw, ImageFont, features

SIZE = WIDTH, HEIGHT = 1200, 630
MARGIN = 84
MEASURE = WIDTH - 2 * MARGIN
TITLE_TOP, TITLE_HEIGHT = 150, 350
TITLE_SIZES = (76, 64, 54, 46, 40)
LINE = 1.25  # of the size
SMALL = 28
LONGEST = 500
MOST_KEPT = 256  # pictures in the memory of a process, of 5 to 20 kB each
# The inks, each on a sheet of its own in as many steps, so that with the paper there are 16 colours and a
# picture has half a byte a pixel.
INKS = ("ink", "accent", "ink-quiet")
FULL = 5
# Most of a picture is paper: runs of one byte are all that zlib looks for. To look for more at its level 3
# makes the picture a tenth larger and takes half as long again.
COMPRESSION = {"compress_level": 1, "compress_type": 3}  # Z_RLE
VERSION = 4  # raised when the same words are drawn otherwise

STATIC = Path(__file__).parent.parent / "static"
FONTS = Path(__file__).parent / "fonts"
TEXT = str(STATIC / "fonts" / "charis-regular.woff2")  # the face of the pages, for what it has
SERIF, SANS = str(FONTS / "DejaVuSerif.ttf"), str(FONTS / "DejaVuSans.ttf")
# Too large to come along, and used where the machine has one (Debian: fonts-noto-cjk, fonts-droid-fallback).
INSTALLED = ("NotoSerifCJK-Regular.ttc", "NotoSansCJK-Regular.ttc", "DroidSansFallbackFull.ttf")
BACKWARDS = {"R", "AL"}
JOINERS = "\u200c\u200d"
MISSING = "\U0010ffff"

Font = ImageFont.FreeTypeFont


def read_colours() -> dict[str, str]:
    """The colours of the pages by name: the light ones, which stand first."""
    tokens = (STATIC / "css" / "tokens.css").read_text()
    return dict(reversed(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", tokens)))


COLOURS = read_colours()


@dataclass(frozen=True)
class Card:
    """What is drawn: a title, with the name of the site above and a note on who and when below."""

    site: str
    title: str = ""
    note: str = ""

    @property
    def digest(self) -> str:
        """Changes whenever the picture does."""
        parts = repr((self, VERSION, COLOURS)).encode("utf-8", "replace")
        return hashlib.sha256(parts).hexdigest()[:32]

    def to_png(self) -> bytes:
        return draw(self)


@lru_cache(maxsize=MOST_KEPT)
def draw(card: Card) -> bytes:
    sheets = {ink: Image.new("L", SIZE) for ink in INKS}
    pens = {ink: ImageDraw.Draw(sheet) for ink, sheet in sheets.items()}
    pens["accent"].rectangle((MARGIN, 56, MARGIN + 64, 60), fill=FULL)
    if draw_title(pens["ink"], card.title):
        draw_line(pens["accent"], card.site, top=78)
    else:
        draw_title(pens["ink"], card.site)
    draw_line(pens["ink-quiet"], card.note, top=HEIGHT - 96)
    png = BytesIO()
    on_paper(list(sheets.values())).save(png, "PNG", **COMPRESSION)
    return png.getvalue()


def on_paper(sheets: list[Image.Image]) -> Image.Image:
    """The sheets in the order of their inks, one over the other, in the colours of a palette."""
    image = sheets[0]
    for number, sheet in enumerate(sheets[1:], start=1):
        if place := sheet.getbbox():
            drawn = sheet.crop(place)
            steps = [value and value + number * FULL for value in range(FULL + 1)]
            shifted = drawn.point([*steps, *[0] * (255 - FULL)])
            image.paste(shifted, place, drawn.point([0] + [255] * 255))
    image.putpalette(palette())
    return image


@lru_cache(maxsize=1)
def palette() -> bytes:
    """The paper, then for each ink what it is on the paper from the faintest to the full, as RGB."""
    paper = ImageColor.getrgb(COLOURS["paper"])
    colours: list[tuple[int, ...]] = [paper]
    for ink in INKS:
        full = ImageColor.getrgb(COLOURS[ink])
        colours += [mix(paper, full, level / FULL) for level in range(1, FULL + 1)]
    return bytes(part for colour in colours for part in colour)


def mix(one: tuple[int, ...], other: tuple[int, ...], share: float) -> tuple[int, ...]:
    return tuple(round(a + (b - a) * share) for a, b in zip(one, other, strict=True))


def draw_title(pen: ImageDraw.ImageDraw, text: str) -> bool:
    """In the largest size in which it fits, else cut; says whether it can be drawn at all."""
    text = to_drawable(text)
    face = find_face(text, (TEXT, SERIF, SANS, *INSTALLED))
    if not face:
        return False
    for size in TITLE_SIZES:
        font, most = load(face, size), int(TITLE_HEIGHT / (size * LINE))
        lines = wrap(text, font, most=most + 1)
        if len(lines) <= most:
            break
    else:
        lines = wrap(text, font, most=most)
    write(pen, lines, font, top=TITLE_TOP)
    return True


def draw_line(pen: ImageDraw.ImageDraw, text: str, *, top: int) -> None:
    text = to_drawable(text)
    face = find_face(text, (SANS, SERIF, *INSTALLED))
    if face:
        font = load(face, SMALL)
        write(pen, wrap(text, font, most=1), font, top=top)


def write(pen: ImageDraw.ImageDraw, lines: list[str], font: Font, *, top: int) -> None:
    backwards = is_right_to_left(" ".join(lines))
    for number, line in enumerate(lines):
        place = (WIDTH - MARGIN if backwards else MARGIN, top + number * font.size * LINE)
        pen.text(place, line, font=font, fill=FULL, anchor="ra" if backwards else "la")


def wrap(text: str, font: Font, *, most: int) -> list[str]:
    """At most so many lines that fit the measure; the last ends in an ellipsis where there is more."""
    lines: list[str] = []
    for piece in pieces(text, font):
        longer = f"{lines[-1]}{piece}" if lines else piece
        if lines and fits(longer.rstrip(), font):
            lines[-1] = longer
        elif len(lines) == most:
            lines[-1] = shorten(lines[-1], font)
            break
        else:
            lines.append(piece)
    return [line.rstrip() for line in lines]


def pieces(text: str, font: Font) -> Iterator[str]:
    """Words with the space after them, and the characters of what is wider than a line or knows no spaces."""
    for word in text.split():
        if fits(word, font):
            yield f"{word} "
        else:
            yield from word
            yield " "


def shorten(line: str, font: Font) -> str:
    line = line.rstrip()
    while line and not fits(f"{line} …", font):
        line = line[:-1].rstrip()
    return f"{line} …"


def fits(text: str, font: Font) -> bool:
    return font.getlength(text) <= MEASURE


def to_drawable(text: str) -> str:
    """Without control characters, and without symbols such as emoji that no face has."""
    kept = (char if char.isprintable() or char in JOINERS else " " for char in text[:LONGEST])
    drawn = (char for char in kept if not is_symbol(char) or find_face(char, (SERIF, SANS)))
    return " ".join("".join(drawn).split())


def is_symbol(char: str) -> bool:
    """A picture, or what only changes how the one before looks."""
    return ord(char) > 0x2000 and unicodedata.category(char) in {"So", "Sk", "Mn"}


def is_right_to_left(text: str) -> bool:
    """By the first character that has a direction (UAX #9, P2)."""
    directions = (unicodedata.bidirectional(char) for char in text)
    return next((way for way in directions if way in {"L", *BACKWARDS}), "L") in BACKWARDS


def find_face(text: str, faces: tuple[str, ...]) -> str:
    """The first face that has every character of the text; empty for no text and for no such face."""
    chars = set(text)
    if any(unicodedata.bidirectional(char) in BACKWARDS for char in chars) and not can_turn():
        return ""
    return next((face for face in faces if chars and all(has(face, char) for char in chars)), "")


@lru_cache(maxsize=1)
def can_turn() -> bool:
    """Whether text from right to left can be put in order, for which libfribidi must be installed."""
    return bool(features.check_feature("raqm") and features.check_feature("fribidi"))


@lru_cache(maxsize=4096)
def has(face: str, char: str) -> bool:
    """Whether it is drawn otherwise than what no face has."""
    try:
        font = load(face, 16, ImageFont.Layout.BASIC)
    except OSError:
        return False
    return char in f" {JOINERS}" or bytes(font.getmask(char)) != bytes(font.getmask(MISSING))


@lru_cache(maxsize=64)
def load(face: str, size: int, layout: ImageFont.Layout | None = None) -> Font:
    return ImageFont.truetype(face, size, layout_engine=layout)
