"""Names that may be one and the same. Pure."""

import re
from collections.abc import Iterable, Iterator, Sequence

from papers.duplicates import fold

SHORTEST = 4

# Key, family name and given names.
Person = tuple[int, str, str]


def tag_key(name: str) -> str:
    """A name without case, hyphens and spaces, and in the singular that an s makes."""
    words = re.sub(r"[\s_\u2010-\u2015-]+", "", name.casefold())
    if len(words) <= SHORTEST or words.endswith(("ss", "us", "is", "ics")):
        return words
    if words.endswith("ies"):
        return words.removesuffix("ies") + "y"
    if words.endswith(("ches", "shes", "xes", "sses")):
        return words.removesuffix("es")
    return words.removesuffix("s")


def tags_alike(names: Iterable[str]) -> Iterator[list[str]]:
    groups: dict[str, list[str]] = {}
    for name in names:
        groups.setdefault(tag_key(name), []).append(name)
    return (sorted(group) for group in groups.values() if len(group) > 1)


def people_alike(people: Iterable[Person]) -> Iterator[list[int]]:
    """Those of one family name whose given names are the same but for accents, or short for each other.

    Initials that could stand for several people here say nothing.
    """
    families: dict[str, list[Person]] = {}
    for person in people:
        families.setdefault(fold(person[1]), []).append(person)
    for family, members in families.items():
        if family and len(members) > 1:
            yield from groups_in(members)


def groups_in(members: Sequence[Person]) -> Iterator[list[int]]:
    fits = {
        key: {other for other, _family, names in members if other == key or may_be(given, names)}
        for key, _family, given in members
    }
    for key, group in fits.items():
        if len(group) > 1 and key == min(group) and all(fits[each] == group for each in group):
            yield sorted(group)


def may_be(one: str, other: str) -> bool:
    """Whether given names fit word by word: “A. N.” is short for “Ashish Niki”, “Jose” is “José”."""
    first, second = given_parts(one), given_parts(other)
    if not first or not second:
        return False
    if "".join(first) == "".join(second):
        return True
    return all(
        a == b or (1 in {len(a), len(b)} and a[0] == b[0]) for a, b in zip(first, second, strict=False)
    )


def given_parts(given: str) -> list[str]:
    return [folded for part in re.split(r"[\s.-]+", given) if (folded := fold(part))]
