"""Sort keys of locators: digits in fields of fixed width, so that any collation gives the reading order."""

import re

ROMAN_DIGITS = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}
DASHES = re.compile(r"-{1,3}|[\u2010-\u2015\u2212]|\b(?:to|bis)\b")
PAGE = re.compile(r"(?P<series>[a-z]?)(?P<number>[0-9]{1,6})(?P<suffix>[a-eg-z]?)(?:\s?(?P<following>ff?))?")
FOLIO = re.compile(r"(?P<number>[0-9]{1,6})\s?(?P<side>[rv]?)")
FOLLOWING = {"f": 1, "ff": 2}
SECTION_PARTS = 5


def to_page_key(place: str) -> str:
    """Key of pages "21", "xii", "S3", "12a", "121-5", "98f": roman ones first, lettered series last."""
    return page_key(*ends_of(place, r"(?i:pp?|pgs?|pages?|seiten?|s)\b\.?"))


def to_location_key(place: str) -> str:
    """Key of locations in an electronic book: "1203", "1203-4"."""
    return page_key(*ends_of(place, r"(?i:locs?|locations?)\b\.?"))


def page_key(start: str, end: str) -> str:
    """Key of what stands between two pages."""
    first, last = page_of(start), page_of(end)
    return page_field(*first) + page_field(*completed(first, last, end))


def ends_of(place: str, keyword: str) -> tuple[str, str]:
    """The two ends of a range, the same one twice if it is none; lower case, without the keyword."""
    numbers = re.sub(rf"\A\W*{keyword}", "", place).lower()
    ends = [part.strip() for part in DASHES.split(numbers)]
    return ends[0], ends[-1]


def page_of(text: str) -> tuple[str, int, str]:
    """Series ("" for roman numerals), number and suffix of a page."""
    match = PAGE.match(text)
    if match is None:
        return "", from_roman(text), ""
    return match["series"] or "1", int(match["number"]), match["suffix"]


def completed(first: tuple[str, int, str], last: tuple[str, int, str], end: str) -> tuple[str, int, str]:
    """The last page in full: "121-5" ends on 125, "98f" on 99."""
    series, number, suffix = last
    match = PAGE.match(end)
    if match and match["following"]:
        return series, number + FOLLOWING[match["following"]], suffix
    digits, start_digits = str(number), str(first[1])
    if series == first[0] == "1" and number < first[1] and len(digits) < len(start_digits):
        return series, int(start_digits[: -len(digits)] + digits), suffix
    return last


def page_field(series: str, number: int, suffix: str) -> str:
    """One page as text of fixed width."""
    rank = {"": "00", "1": "01"}.get(series) or f"{2 + letter(series):02}"
    return f"{rank}{number:07}{letter(suffix):02}"


def letter(text: str) -> int:
    """Place of a letter in the alphabet, 0 for none."""
    return ord(text) - ord("a") + 1 if text else 0


def from_roman(text: str) -> int:
    """The number that a lower-case roman numeral is, 0 for anything else."""
    digits = [ROMAN_DIGITS.get(character, 0) for character in re.sub(r"[^a-z].*", "", text)]
    following = [*digits[1:], 0]
    return max(
        0, sum(-digit if digit < after else digit for digit, after in zip(digits, following, strict=False))
    )


def to_folio_key(place: str) -> str:
    """Key of leaves "32r", "32v", "33": front before back."""
    start, end = ends_of(place, r"(?i:fols?|folios?|ff?|blatt|bl)\b\.?")
    return folio_field(start) + folio_field(end)


def folio_field(text: str) -> str:
    """One side of a leaf as text of fixed width."""
    match = FOLIO.match(text)
    if match is None:
        return "0" * 8
    return f"{int(match['number']):07}{ {'': 0, 'r': 1, 'v': 2}[match['side']] }"


def to_time_key(place: str) -> str:
    """Key of time stamps "3:30" and "1:02:03", by seconds."""
    return "".join(f"{to_seconds(end):08}" for end in ends_of(place, ""))


def to_seconds(text: str) -> int:
    """Seconds of "minutes:seconds" or "hours:minutes:seconds"."""
    seconds = 0
    for part in text.split(":"):
        seconds = seconds * 60 + int(part)
    return seconds


def to_section_key(place: str) -> str:
    """Key of numbered parts "4", "4.1.2", "IV", "8-10"."""
    start, end = ends_of(place, r"(?:§+|[^\W\d_]{2,}\.?\s|[^\W\d_]{2,}\.|(?i:sec|fig|tab)(?=[0-9]))")
    return section_field(start) + section_field(end)


def section_field(text: str) -> str:
    """One number with its parts as text of fixed width."""
    numbers = [int(number) for number in re.findall(r"[0-9]{1,4}", text)] or [from_roman(text)]
    suffix = re.search(r"[0-9]([a-z])\Z", text)
    parts = (numbers + [0] * SECTION_PARTS)[:SECTION_PARTS]
    return "".join(f"{part:04}" for part in parts) + f"{letter(suffix[1] if suffix else ''):02}"
