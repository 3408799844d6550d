"""Which row each entry of a log was before: by its lines, its words, what stands here, else by likeness."""

import difflib
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from datetime import date
from itertools import groupby
from typing import TypeVar

from notes.models import Entry
from passages.merging import as_remembered

from .growing import ids_of
from .pages import LogEntry
from .site import hash_of

T = TypeVar("T")
KeyOf = Callable[[T], Hashable]

SIMILAR_ON_ITS_DAY = 0.6
SIMILAR_ON_ANOTHER_DAY = 0.8
MOST_PAIRS = 4_000
READ_AT_MOST = 2_000
SAME_BEGINNING = 20


def match_entries(
    items: Sequence[LogEntry], rows: Sequence[Entry], *, is_whole: bool = True
) -> list[Entry | None]:
    """For each item of a log its row, or None.

    Rows that had vanished from the log come back for their own lines only. Where the items are not the whole
    log, a row that is none of them may still stand in it, so that likeness says nothing, but only the ids of
    what an entry holds.
    """
    matching = Matching(items, rows)
    matching.by(hash_of, lambda row: row.source_hash)
    if not is_whole:
        matching.by(lambda item: ids_of(item.besides) or object(), lambda row: ids_of_row(row) or object())
        return matching.found
    matching.forget_vanished()
    matching.by(words_on_day, lambda row: (said(row, "body"), row.read_on))
    matching.by(words, lambda row: said(row, "body"))
    matching.by(words_on_day, lambda row: (as_remembered("body", row.body), row.read_on))
    matching.by_likeness()
    return matching.found


class Matching:
    """Items and rows that have not found each other yet."""

    def __init__(self, items: Sequence[LogEntry], rows: Sequence[Entry]) -> None:
        self.items = items
        self.left = list(rows)
        self.found: list[Entry | None] = [None] * len(items)

    def by(
        self, key_of_item: Callable[[LogEntry], Hashable], key_of_row: Callable[[Entry], Hashable]
    ) -> None:
        """Match what has the same key, in order."""
        rows: dict[Hashable, list[Entry]] = defaultdict(list)
        for row in reversed(self.left):
            rows[key_of_row(row)].append(row)
        for place in self.unmatched():
            same = rows.get(key_of_item(self.items[place]))
            if same:
                self.found[place] = same.pop()
        self.drop_found()

    def by_likeness(self) -> None:
        """Match the most alike: first those of one day, then, if they are few, all that are left."""
        days: dict[Hashable, list[int]] = defaultdict(list)
        for place in self.unmatched():
            days[self.items[place].read_on].append(place)
        for day, rows in groupby(sorted(self.left, key=day_of), key=day_of):
            self.pair(days[day], list(rows), SIMILAR_ON_ITS_DAY)
        self.drop_found()
        if len(self.left) * len(self.unmatched()) <= MOST_PAIRS:
            self.pair(self.unmatched(), self.left, SIMILAR_ON_ANOTHER_DAY)
            self.drop_found()

    def pair(self, places: Iterable[int], rows: Sequence[Entry], threshold: float) -> None:
        taken: list[Entry] = []
        for place in places:
            candidates = [
                (likeness(self.items[place], row, threshold), row) for row in rows if row not in taken
            ]
            best = max(candidates, key=lambda pair: pair[0], default=(0.0, None))
            if best[1] and best[0] >= threshold:
                self.found[place] = best[1]
                taken.append(best[1])

    def unmatched(self) -> list[int]:
        return [place for place, row in enumerate(self.found) if row is None]

    def drop_found(self) -> None:
        found = {row.pk for row in self.found if row}
        self.left = [row for row in self.left if row.pk not in found]

    def forget_vanished(self) -> None:
        self.left = [row for row in self.left if not row.source_values.get("gone")]


def day_of(row: Entry) -> date:
    return row.read_on


def ids_of_row(row: Entry) -> frozenset[str]:
    return ids_of(row.source_values.get("besides", ()))


def words(item: LogEntry) -> Hashable:
    return as_remembered("body", item.body)


def words_on_day(item: LogEntry) -> Hashable:
    return words(item), item.read_on


def said(row: Entry, name: str) -> Hashable:
    """What the log said of a row when it was imported last."""
    return row.source_values.get("said", {}).get(name)


def likeness(item: LogEntry, row: Entry, threshold: float) -> float:
    """From 0 to 1: how alike the item is to what the log said last, 1 also for a text that has grown."""
    text, before = (
        item.body.strip()[:READ_AT_MOST],
        str(row.source_values.get("text", row.body)).strip()[:READ_AT_MOST],
    )
    if goes_on(text, before):
        return 1.0
    texts = difflib.SequenceMatcher(None, text, before, autojunk=False)
    return texts.ratio() if texts.quick_ratio() >= threshold else 0.0


def goes_on(text: str, other: str) -> bool:
    """Whether one text goes on where the other ends."""
    short, long = sorted((text, other), key=len)
    return len(short) >= SAME_BEGINNING and long.startswith(short)
