"""What the style sheets promise: contrast in every palette, colours named once, few bytes."""

import re
import zlib
from pathlib import Path

from django.conf import settings
from django.test import SimpleTestCase

STATIC = settings.BASE_DIR / "static"
SHEETS = sorted((STATIC / "css").rglob("*.css"))
THEME = STATIC / "css" / "desk" / "theme.css"
# What a reader is sent, in one; the others are for the writing desk.
OF_THE_SITE = re.findall(r'@import "([^"]+)"', (STATIC / "css" / "all.css").read_text())
HEX = re.compile(r"#(?:[0-9a-f]{3}|[0-9a-f]{6})\b")
FACES = STATIC / "css" / "fonts.css"
RANGES = re.compile(r"unicode-range: ([^;]+);")


def palettes() -> list[dict[str, str]]:
    """The colours by name, of each block of tokens that sets the paper."""
    blocks = re.findall(r":root \{([^}]*)\}", (STATIC / "css/tokens.css").read_text())
    found = [dict(re.findall(r"--([\w-]+): (#[0-9a-f]+);", block)) for block in blocks]
    light = next(palette for palette in found if "paper" in palette)
    return [light | palette for palette in found if "paper" in palette]


def desk_palettes() -> list[dict[str, str]]:
    """The colours of the desk by name, light and dark."""
    pairs = re.findall(r"--desk-([\w-]+): light-dark\((#[0-9a-f]+), (#[0-9a-f]+)\);", THEME.read_text())
    return [{name: colours[i] for name, *colours in pairs} for i in (0, 1)]


def luminance(colour: str) -> float:
    """Relative luminance (WCAG 2.2)."""
    digits = colour[1:] if len(colour) == 7 else "".join(digit * 2 for digit in colour[1:])
    parts = [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


class PaletteTests(SimpleTestCase):
    def test_text_stands_out_from_the_paper_in_every_palette(self):
        self.assertEqual(len(palettes()), 4)
        for palette in palettes():
            for name, least in (("ink", 7), ("ink-quiet", 4.5), ("accent", 4.5), ("edge", 3)):
                with self.subTest(name, palette=palette):
                    self.assertGreaterEqual(contrast(palette[name], palette["paper"]), least)

    def test_text_stands_out_from_a_mark(self):
        for palette in palettes():
            self.assertGreaterEqual(contrast(palette["ink"], palette["mark"]), 7)

    def test_the_desk_can_be_read_as_well(self):
        pairs = [("ink", name, 7) for name in ("paper", "shade", "mark", "good", "bad")]
        pairs += [("quiet", "paper", 4.5), ("quiet", "shade", 4.5), ("edge", "paper", 3)]
        pairs += [(name, "paper", 4.5) for name in ("accent", "accent-deep", "fault")]
        pairs += [("on-accent", name, 4.5) for name in ("accent", "accent-deep", "fault")]
        for palette in desk_palettes():
            for one, other, least in pairs:
                with self.subTest(one, on=other, palette=palette):
                    self.assertGreaterEqual(contrast(palette[one], palette[other]), least)

    def test_the_desk_has_the_colours_of_the_site(self):
        for site, desk in zip(palettes()[:2], desk_palettes(), strict=True):
            for name in ("paper", "ink", "rule", "edge", "accent", "mark"):
                self.assertEqual(site[name], desk[name], name)

    def test_a_colour_is_named_in_the_tokens_only(self):
        for sheet in SHEETS:
            if sheet.name not in {"tokens.css", "print.css", "theme.css"}:
                self.assertNotRegex(sheet.read_text(), HEX, sheet.name)


class FaceTests(SimpleTestCase):
    def test_each_letter_is_in_one_file_of_a_cut(self):
        """A letter in two ranges would be asked of both, one in none would stand in another face."""
        common, *others, rest = [letters(found) for found in RANGES.findall(FACES.read_text())]
        self.assertEqual(others, [common, common, rest, rest])
        self.assertFalse(common & rest)
        self.assertLessEqual({*range(0x20, 0x7F), *range(0xA0, 0x180)} - {0xAD, 0x149}, common | rest)


class WeightTests(SimpleTestCase):
    def test_style_sheets_are_small(self):
        for sheet in SHEETS:
            self.assertLessEqual(len(sheet.read_text().splitlines()), 250, sheet.name)
        site = [sheet for sheet in SHEETS if sheet.name in OF_THE_SITE]
        self.assertEqual(len(site), len(OF_THE_SITE))
        self.assertLessEqual(sum(weight(sheet) for sheet in site), 13_500)

    def test_fonts_are_small(self):
        fonts = {font.name: font.stat().st_size for font in (STATIC / "fonts").glob("*.woff2")}
        self.assertLessEqual(sum(fonts.values()), 60_000)
        for name in (
            "charis-regular.woff2",
            "charis-italic.woff2",
        ):
            self.assertLessEqual(fonts[name], 9_800)


def letters(ranges: str) -> set[int]:
    ends = [text.strip().removeprefix("U+").split("-") for text in ranges.split(",")]
    return {letter for end in ends for letter in range(int(end[0], 16), int(end[-1], 16) + 1)}


def weight(path: Path) -> int:
    """Bytes of a file as gzip sends it."""
    return len(zlib.compress(path.read_bytes(), 9))
