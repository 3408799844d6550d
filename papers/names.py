"""Bylines taken apart into names as BibTeX and CSL have them: given and family, or a literal."""

import re
from dataclasses import dataclass

_OTHERS = re.compile(r"(?:,|;|\band\b|&)?\s*\b(?:et\.?\s?al\b\.?|and others\b\.?)\s*$", re.I)
_AND = re.compile(r"\s*,?\s+(?:and|&|und)\s+")
_INITIALS = re.compile(r"(?:[^\W\d_]\.[ -]?){1,4}|[A-Z]{1,2}")
_WORD = re.compile(r"[^\W\d_][\w.’'‐-]*")
_UNSPACED_SCRIPT = re.compile(r"[぀-ヿ㐀-鿿가-힣]")
_PARTICLES = re.compile(
    r"van|von|der|den|de|del|della|di|da|du|dos|das|la|le|les|el|al|ten|ter|te|zu|zur|zum|af|av|bin|ibn|st\.?",
    re.I,
)
_GROUP_WORDS = re.compile(
    r"team|group|university|institute|labs?|inc\.?|ltd\.?|gmbh|foundation|collaboration|consortium|project"
    r"|corporation|company|committee|council|department|cent(?:er|re)|museum|the|of|for|press|staff|editors",
    re.I,
)
_MOST_WORDS = 5


@dataclass(frozen=True)
class Name:
    """A person as `family` and perhaps `given`, or a `literal` such as an organisation; '' is unknown.

    `family` includes particles ("van der Berg"); `suffix` is "Jr." or "III".
    """

    given: str = ""
    family: str = ""
    literal: str = ""
    suffix: str = ""


def to_names(byline: str, *, is_one_person: bool = False) -> tuple[tuple[Name, ...], bool]:
    """The names in order, and whether others are left out ("et al.").

    Takes "Bommasani, Hudson, von Arx" as family names, "Vaswani, Ashish; Shazeer, Noam" and BibTeX's
    "Vaswani, Ashish and Shazeer, Noam" as names turned round, all else as given name before family name.
    `is_one_person` settles "Benjamin, Walter", which could be two.
    """
    text = " ".join(byline.split())
    bare = _OTHERS.sub("", text)
    parts = _persons(bare.strip(" ,;"), is_one_person=is_one_person)
    return tuple(to_name(part) for part in parts if part.strip()), bare != text


def to_name(text: str) -> Name:
    """One name: "Family, Given", "Given Family", a family name alone, or a literal."""
    text = text.strip(" ,;")
    if text.startswith("{") and text.endswith("}"):
        return Name(literal=text.strip("{}"))
    family, comma, given = (part.strip() for part in text.partition(","))
    if comma and given and _is_person(f"{given} {family}") and "," not in given:
        return Name(given=given, family=family)
    return _given_first(text) if _is_person(text) else Name(literal=text)


def _persons(text: str, *, is_one_person: bool) -> list[str]:
    if ";" in text:
        return text.split(";")
    around_and = _AND.split(text)
    if len(around_and) > 1 and all(part.count(",") == 1 for part in around_and):
        return around_and
    items = [item.strip() for part in around_and for item in part.split(",")]
    if len(items) == 2 and len(around_and) == 1 and (is_one_person or _INITIALS.fullmatch(items[1])):
        return [text]
    return _with_initials(items)


def _with_initials(items: list[str]) -> list[str]:
    """Puts "Bommasani, R., Hudson, D. A." back together, two by two."""
    if len(items) % 2 or not all(_INITIALS.fullmatch(initials) for initials in items[1::2]):
        return items
    return [f"{family}, {given}" for family, given in zip(items[::2], items[1::2], strict=True)]


def _is_person(text: str) -> bool:
    words = text.split()
    return (
        0 < len(words) <= _MOST_WORDS
        and all(_WORD.fullmatch(word) for word in words)
        and not any(_GROUP_WORDS.fullmatch(word) for word in words)
        and not _UNSPACED_SCRIPT.search(text)
        and any(word[0].isupper() for word in words)
    )


def _given_first(text: str) -> Name:
    words = text.split()
    start = len(words) - 1
    while start > 0 and _PARTICLES.fullmatch(words[start - 1]) and (start > 1 or words[0].islower()):
        start -= 1
    return Name(given=" ".join(words[:start]), family=" ".join(words[start:]))
