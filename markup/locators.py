"""Locators: where in a work a passage stands ("p. 21 - 25", "at 3:30", "Chapter 5", "fol. 32r", in German
"S. 21 f.")."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from .reading_order import to_folio_key, to_location_key, to_page_key, to_section_key, to_time_key


@dataclass(frozen=True)
class Locator:
    """A place in a work.

    `text` is what the owner wrote, `kind` one of page, chapter, section, figure, table, timestamp, folio,
    location (of an electronic book).
    `sort_key` holds only digits, in fields of fixed width: it sorts in reading order under any collation.
    After the digit of the kind come two fields of one width, where the place begins and where it ends.
    `start` is where its words begin in the text that it was found in.
    """

    text: str
    kind: str
    sort_key: str
    start: int = field(default=0, compare=False)

    @property
    def ends(self) -> tuple[str, str]:
        """Keys of where the place begins and where it ends, to be compared with those of the same kind."""
        return ends_of_key(self.sort_key)


@dataclass(frozen=True)
class Form:
    """One way to write a locator.

    With `is_plain`, or where its pattern finds the group `plain`, it counts wherever it is. Otherwise only
    where it stands apart, or in a heading: "Figure 3" in the middle of a sentence is what that is about.
    """

    kind: str
    pattern: re.Pattern[str]
    to_key: Callable[[str], str]
    is_plain: bool = False
    is_for_headings: bool = False


ROMAN = r"(?=[ivxlc])c{0,3}(?:xc|xl|l?x{0,3})(?:ix|iv|v?i{0,3})"
CAPITAL_ROMAN = r"(?=[IVXLC]{2})C{0,3}(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})"
DASH = r"\s?(?:-{1,3}|[\u2010-\u2015\u2212]|to\b|bis\b)\s?"
START = r"(?<![A-Za-z\u00c0-\u024f0-9_.@/#$&=-])"
END = r"(?![A-Za-z0-9_]|[.:,][0-9])"
PAGE = rf"(?:[A-Za-z]?[0-9]{{1,6}}[a-eg-z]?|{ROMAN}|{CAPITAL_ROMAN})"
PAGES = rf"{PAGE}(?:{DASH}{PAGE})?(?:\s?ff?\b)?{END}"
SIDE = r"[0-9]{1,5}[rv]"
LEAF = r"[0-9]{1,5}\s?[rv]?"
PART = r"[0-9]{1,4}(?:\.[0-9]{1,4}){0,4}[a-z]?"
PARTS = rf"(?:{PART}(?:{DASH}{PART})?|{ROMAN}|{CAPITAL_ROMAN}|[IVX]){END}"
TIME = r"[0-9]{1,3}:[0-5][0-9](?::[0-5][0-9])?"
NOT_CLOCK = r"(?!\s?(?:[ap]\.?m\b|uhr\b|o['’]clock|h\b|gmt\b|utc\b))"
TIMES = rf"{TIME}(?:{DASH}{TIME})?{END}(?i:{NOT_CLOCK})"
PAGE_WORD = r"(?i:pp?\.|pgs?\.|pp\s|pages\s|(?:page|seiten?)\s(?!i\s[a-z]))\s?"
LEAF_WORD = r"(?i:fols?\.|folios?\s)\s?"
GERMAN_LEAF_WORD = r"(?i:bl\.|blatt\s)\s?"
FIGURE_WORD = r"(?i:figures?\s|figs?\.?\s?|abb\.\s?|abbildung(?:en)?\s)"
TABLE_WORD = r"(?i:tables?\s|tab\.\s?|tabellen?\s)"
SECTION_WORD = r"(?i:sections?\s|secs?\.\s?|abschnitte?\s)"
CHAPTER_WORD = r"(?i:chapters?\s|chaps?\.\s?|chs?\.\s?|kapiteln?\s|kap\.\s?)"
# An S with a full stop may be the end of a name as well, and have a year after it.
BEFORE_GERMAN_PAGE = r"(?i:\b(?:ab|auf|bis|siehe|to|vgl\.|von|zu)\s)"
NO_YEAR = r"(?!(?:1[5-9]|20)[0-9]{2}[a-z]?\b)"
BEFORE_TIME = r"(?i:\b(?:at|to|from|until|till|around|about|by|since|minute|min|timestamp)\s|@\s?)"


def form(kind: str, pattern: str, to_key: Callable[[str], str], **flags: bool) -> Form:
    """A form whose pattern holds the locator in its group `place`."""
    return Form(kind, re.compile(pattern), to_key, **flags)


# A number, without which no locator does; most blocks have none. Each begins with a set of characters, which
# Python looks for faster than for one of several words.
DIGIT = re.compile(r"[0-9]")
ROMAN_NUMBER = re.compile(r"[.\s§gGsS][ivxlcIVXLC]+(?:ff?|to)?(?![A-Za-z0-9_])")
# Places of different kinds cannot be compared; their keys keep them apart in this order.
KINDS = ("folio", "page", "timestamp", "chapter", "section", "figure", "table", "location")
# The more exact kind first.
FORMS = (
    form("page", rf"{START}(?P<place>{PAGE_WORD}{PAGES})", to_page_key, is_plain=True),
    form(
        "page", rf"(?:(?P<plain>{BEFORE_GERMAN_PAGE})|{START})(?P<place>S\.\s?{NO_YEAR}{PAGES})", to_page_key
    ),
    form("page", rf"{START}(?P<place>[Pp]\s?[0-9]{{1,6}}(?:{DASH}[0-9]{{1,6}})?{END})", to_page_key),
    form(
        "folio", rf"{START}(?P<place>(?i:ff?\.)\s?{SIDE}(?:{DASH}{SIDE})?{END})", to_folio_key, is_plain=True
    ),
    form("folio", rf"{START}(?P<place>{LEAF_WORD}{LEAF}(?:{DASH}{LEAF})?{END})", to_folio_key, is_plain=True),
    form("folio", rf"{START}(?P<place>{GERMAN_LEAF_WORD}{LEAF}(?:{DASH}{LEAF})?{END})", to_folio_key),
    form("folio", rf"{START}(?P<place>{SIDE}(?:{DASH}{SIDE})?{END})", to_folio_key),
    form("timestamp", rf"{BEFORE_TIME}(?P<place>{TIMES})", to_time_key, is_plain=True),
    form("timestamp", rf"{START}(?P<place>{TIMES})", to_time_key),
    form("figure", rf"{START}(?P<place>{FIGURE_WORD}{PARTS})", to_section_key),
    form("table", rf"{START}(?P<place>{TABLE_WORD}{PARTS})", to_section_key),
    form("section", rf"(?P<place>(?:§+\s?|{START}{SECTION_WORD}){PARTS})", to_section_key),
    form("location", rf"{START}(?P<place>(?i:locations?\s|locs?\.\s?){PAGES})", to_location_key),
    form("chapter", rf"{START}(?P<place>{CHAPTER_WORD}{PARTS})", to_section_key),
    form(
        "section",
        r"\A(?P<place>[0-9]{1,3}(?:\.[0-9]{1,3}){1,4})(?=\.?\s+[^\W\d_])",
        to_section_key,
        is_for_headings=True,
    ),
)


def find_locator(text: str, *, in_heading: bool) -> Locator | None:
    """The locator in a block's plain text, or None.

    The more exact kind wins ("Chapter 5 (p. 21 - 25)" is a page). Among several of a kind it is the one in
    brackets at the end of the text, else the first.
    """
    if not DIGIT.search(text) and not ROMAN_NUMBER.search(text):
        return None
    for each in FORMS:
        places = list(places_of(each, text, in_heading))
        if places:
            match = places[-1] if ends_in_bracket(text, places[-1]) else places[0]
            place = match["place"].strip()
            key = f"{KINDS.index(each.kind)}{each.to_key(place)}"
            return Locator(place, each.kind, key, match.start("place"))
    return None


def after_locator(text: str) -> str:
    """What follows a locator that a text opens with (“p. 20: …”), the text itself where there is none."""
    start = 1 if text[:1] in {"(", "["} else 0
    for each in FORMS:
        match = each.pattern.match(text, start)
        if match:
            return text[match.end("place") :].lstrip(" :.,;)]\u2013\u2014-")
    return text


def ends_of_key(sort_key: str) -> tuple[str, str]:
    """The two fields of a sort key, each with the digit of the kind before it."""
    kind, middle = sort_key[:1], (len(sort_key) + 1) // 2
    return kind + sort_key[1:middle], kind + sort_key[middle:]


def place_of(text: str) -> Locator | None:
    """The place that a reader asks for and nothing else: "p. 56", "56", "xii", "32r", "3:30", "ch. 4"."""
    words = " ".join(text.split()).strip("()[]")
    found = (find_locator(said, in_heading=True) for said in (words, f"p. {words}", f"§ {words}"))
    return next((place for place in found if place and place.text.endswith(words)), None)


def places_of(each: Form, text: str, in_heading: bool) -> Iterator[re.Match[str]]:
    """The locators in a text that are written in one form."""
    if each.is_for_headings and not in_heading:
        return
    for match in each.pattern.finditer(text):
        if in_heading or (
            (each.is_plain or match.groupdict().get("plain") or stands_apart(text, match))
            and not is_of_another_work(text, match)
        ):
            yield match


def stands_apart(text: str, match: re.Match[str]) -> bool:
    """Whether a place opens the text, is in brackets, or ends the text after a punctuation mark."""
    before = text[max(0, match.start("place") - 10) : match.start("place")]
    after = text[match.end("place") : match.end("place") + 10]
    if not re.search(r"\w", before) and match.start("place") < 5:
        return re.match(r"\s*[:.,;)\]\u2013\u2014-]|\Z", after) is not None
    if re.search(r"[(\[](?i:see |in |from |cf\. |siehe |s\. |vgl\. )?\Z", before):
        return re.match(r"[)\],;:]", after) is not None
    return (
        re.fullmatch(r"\W{0,9}", after) is not None
        and re.search(r"[,;:.\u2013\u2014-] \Z", before) is not None
    )


def ends_in_bracket(text: str, match: re.Match[str]) -> bool:
    """Whether nothing follows a place but the bracket around it."""
    return re.fullmatch(r"\s?[)\]]\W{0,9}", text[match.end("place") : match.end("place") + 12]) is not None


def is_of_another_work(text: str, match: re.Match[str]) -> bool:
    """Whether a place belongs to a citation in the text: "(Latour and Lowe 2011, p.283)"."""
    before = text[max(0, match.start("place") - 10) : match.start("place")]
    return re.search(r"\b[12][0-9]{3}[a-z]?\)?[,:]\s?\Z", before) is not None
