"""Highlights that came in before and stand in no later file, which may hold only a part of a day. Pure."""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from .pages import LogEntry

ITEM = re.compile(r"\n {4}(?=\* )")
QUOTATION = re.compile(r"\* “(.*)”")
NO_LETTERS = re.compile(r"\W+")
# So many letters are the same highlight wherever they stand in a longer one.
ALIKE = 30


@dataclass(frozen=True)
class Item:
    """A highlight as it is written in an entry, and what its service says besides, where that is known."""

    text: str
    besides: Mapping[str, Any]

    @property
    def id(self) -> str:
        return str(self.besides.get("id", ""))

    @property
    def letters(self) -> str:
        first = self.text.partition("\n")[0]
        quotation = QUOTATION.match(first)
        words = quotation[1] if quotation else first
        return NO_LETTERS.sub("", words).casefold() or words


def with_former(
    item: LogEntry,
    text: str,
    tags: Iterable[str],
    besides: Sequence[Mapping[str, Any]],
    told: Collection[str],
) -> LogEntry:
    """The entry with the highlights that its source told before, and that nothing in it is a new form of.

    `text`, `tags` and `besides` are what the source said last; `told` are the ids of all highlights that it
    tells now: one of these that stands in another entry is gone from this one.
    """
    head, *new = items_of(item.body, item.besides)
    _, *old = items_of(text, besides)
    every = joined(old, new, told)
    if len(every) == len(new):
        return item
    return replace(
        item,
        body="\n    ".join(each.text for each in (head, *every)),
        tags=tuple(dict.fromkeys([*tags, *item.tags])),
        besides=tuple(dict(each.besides) for each in every if each.besides),
    )


def items_of(body: str, besides: Sequence[Mapping[str, Any]]) -> list[Item]:
    """The line of the work, then each highlight; what is said besides belongs to it if each has some."""
    head, *texts = ITEM.split(body)
    said = besides if len(besides) == len(texts) else [{}] * len(texts)
    return [Item(head, {}), *map(Item, texts, said)]


def joined(old: Iterable[Item], new: Sequence[Item], told: Collection[str]) -> list[Item]:
    """The new items, and each old one that is none of them behind the one that it was behind."""
    behind: dict[int, list[Item]] = defaultdict(list)
    places = {key: at for at, item in enumerate(new) for key in (item.id, item.letters) if key}
    letters = [item.letters for item in new if not item.id]
    last = -1
    for item in old:
        place = places.get(item.id or item.letters)
        if place is not None:
            last = place
        elif item.id not in told and not any(is_longer(each, item.letters) for each in letters):
            behind[last].append(item)
    return [*behind[-1], *(each for at, item in enumerate(new) for each in (item, *behind[at]))]


def is_longer(letters: str, part: str) -> bool:
    """Whether these letters are those of a highlight that was made anew."""
    return letters.startswith(part) or letters.endswith(part) or (len(part) >= ALIKE and part in letters)


def ids_of(besides: Iterable[Mapping[str, Any]]) -> frozenset[str]:
    """The ids by which a service tells its highlights apart."""
    return frozenset(str(each["id"]) for each in besides if each.get("id"))
