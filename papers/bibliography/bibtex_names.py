"""Lists of names as BibTeX has them, taken apart by its rules and written so that it reads them again. Pure.

The rules: Oren Patashnik, "BibTeXing" (1988), section 4; "Tame the BeaST", chapter 11. A list with only
commas between persons, which BibTeX cannot read, becomes persons where that is plain, else a literal name.
"""

import re
from collections.abc import Iterable, Iterator

from papers.names import Name, to_name

from .latex import decode, encode

LONGEST_SUFFIX = 20
OTHERS = {"others", "et al.", "et al"}
SUFFIX = re.compile(r"(?:jr|sr|esq|ph\.? ?d|m\.? ?d|[ivx]{1,5}|\d(?:st|nd|rd|th))\.?", re.IGNORECASE)
BLANK = " \t\r\n\f\v~"
PIECE = re.compile(r"\\.|[{}]|,|[\s~]+and(?=[\s~])|[\s~]+|[^\\{},\s~]+", re.DOTALL | re.IGNORECASE)
SPECIAL_CHARACTER = re.compile(r"\\(?:[A-Za-z]+|.)\s*\{?\s*(\w?)", re.DOTALL)
UNSAFE = re.compile(r",|(?i:\band\b)")


def read_names(text: str) -> tuple[tuple[Name, ...], bool]:
    """The names in order, and whether the list ends in "and others"."""
    if not text:
        return (), False
    persons = [person.strip() for person in split(text, "and")]
    names = [name for person in persons if person.lower() not in OTHERS for name in read_person(person)]
    return tuple(names), any(person.lower() in OTHERS for person in persons)


def write_names(names: Iterable[Name], *, has_others: bool = False) -> str:
    return " and ".join([*map(write_name, names), *(["others"] if has_others else [])])


def split(text: str, at: str) -> list[str]:
    """Cut a text outside of braces at each comma, at each word "and", or (`at` a space) between words."""
    parts: list[list[str]] = [[]]
    depth = 0
    for piece in PIECE.findall(text):
        depth = max(depth + (piece == "{") - (piece == "}"), 0)
        if depth == 0 and (piece.strip(BLANK).lower() or " ") == at:
            parts.append([])
        else:
            parts[-1].append(piece)
    return ["".join(part) for part in parts]


def read_person(text: str) -> Iterator[Name]:
    if is_one_group(text):
        yield from literal(text)
        return
    parts = [part.strip() for part in split(text, ",")]
    if len(parts) == 1:
        yield from given_first(text)
    elif len(parts) == 2 or (len(parts) == 3 and is_suffix(parts[1])):
        yield from family_first(parts)
    else:
        yield from many_in_one(text, parts)


def is_one_group(text: str) -> bool:
    """Whether one pair of braces holds all of it, so that it is a name as it stands."""
    if not (text.startswith("{") and text.endswith("}")):
        return False
    depth = 0
    for place, piece in enumerate(pieces := re.findall(r"\\.|[{}]|[^\\{}]+|\\", text, re.DOTALL)):
        depth += (piece == "{") - (piece == "}")
        if depth == 0 and place < len(pieces) - 1:
            return False
    return not re.fullmatch(r"\{\\\S*\}", text)  # {\'E} is a letter


def is_suffix(text: str) -> bool:
    return not text or bool(SUFFIX.fullmatch(clean(text)))


def family_first(parts: list[str]) -> Iterator[Name]:
    """“von Last, First” and “von Last, Jr, First”."""
    family, suffix, given = clean(parts[0]), clean(parts[1]) if len(parts) == 3 else "", clean(parts[-1])
    if family:
        yield Name(given, family, suffix=suffix[:LONGEST_SUFFIX])
    else:
        yield from literal(f"{given} {suffix}".strip())


def given_first(text: str) -> Iterator[Name]:
    """“First von Last”: what begins small comes before the family name and belongs to it here."""
    words = [word for word in split(text, " ") if word]
    small = [place for place, word in enumerate(words[:-1]) if begins_small(word)]
    start = small[0] if small else len(words) - 1
    family, given = clean(" ".join(words[max(start, 0) :])), clean(" ".join(words[: max(start, 0)]))
    if family:
        yield Name(given, family)
    elif given:
        yield from literal(given)


def begins_small(word: str) -> bool:
    if word.startswith("{"):
        special = SPECIAL_CHARACTER.match(word, 1)
        return bool(special and special[1].islower())
    letter = next((character for character in decode(word) if character.isalpha()), "")
    return letter.islower()


def many_in_one(text: str, parts: list[str]) -> Iterator[Name]:
    """Persons with commas between them: taken apart where each has two words and looks like one."""
    names = [to_name(clean(part)) for part in parts if part]
    if all(name.family and name.given for name in names):
        yield from names
    else:
        yield from literal(text)


def literal(text: str) -> Iterator[Name]:
    words = clean(text)
    if words:
        yield Name(literal=words)


def clean(text: str) -> str:
    return " ".join(decode(text).split())


def write_name(name: Name) -> str:
    if name.literal:
        words = encode(name.literal)
        return f"{{{{{words}}}}}" if words.startswith("\\") else f"{{{words}}}"
    family, given, suffix = (protected(part) for part in (name.family, name.given, name.suffix))
    return f"{family}, {suffix}, {given}" if suffix else f"{family}, {given}"


def protected(part: str) -> str:
    return f"{{{encode(part)}}}" if UNSAFE.search(part) else encode(part)
