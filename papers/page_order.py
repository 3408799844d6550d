"""The notes on a work in the order of its pages rather than of writing. Pure."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import takewhile
from typing import NamedTuple

from django.http import QueryDict
from django.utils.translation import gettext as _

from markup import BlockKind, Locator, ends_of_key, place_of
from passages.addresses import is_tracking
from passages.filters import BadFilter

SIZE = 200
LONGEST = 100
# Sorts after every digit.
UNPLACED = "~"

Key = tuple[str, str, int, int, int]


class Place(NamedTuple):
    """Where a note stands: in the work, by `sort` (empty if unknown), and in the text that it is part of."""

    pk: int
    parent: int | None
    owner_type: int
    owner_id: int
    position: int
    kind: str
    is_empty: bool
    sort: str
    dated_on: date

    @property
    def key(self) -> Key:
        sort = self.sort or UNPLACED
        return sort, self.dated_on.isoformat(), self.owner_type, self.owner_id, self.position


@dataclass(frozen=True)
class Asked:
    """What was asked of the notes on a work: those at a place, and those after a row of the list."""

    at: str = ""
    place: Locator | None = None
    after: Key | None = None

    @classmethod
    def from_query(cls, query: QueryDict) -> "Asked":
        for name, values in query.lists():
            if name not in {"at", "after"} and not is_tracking(name):
                raise BadFilter(
                    _("There is no filter called “%(name)s” here; there is at.") % {"name": name[:40]}
                )
            if len(values) > 1 and not is_tracking(name):
                raise BadFilter(_("The filter %(name)s can be given once only.") % {"name": name})
        at = query.get("at", "").strip()
        after = query.get("after", "")
        return cls(at, to_place(at) if at else None, to_key(after) if after else None)


@dataclass(frozen=True)
class NotesPage:
    """The primary keys of the notes of one page, and the cursor of the next one, empty on the last."""

    keys: list[int]
    next_cursor: str


def in_page_order(own: Iterable[Place], others: Iterable[Place], mentioning: set[int]) -> list[Place]:
    """All of `own`, and of `others` those that mention the work and what is under them.

    `others` stand in the order of their texts. Headings and blocks without words are no notes. Unplaced notes
    come last.
    """
    notes = list(own)
    under = set(mentioning)
    for place in others:
        if place.pk in under or place.parent in under:
            under.add(place.pk)
            notes.append(place)
    notes = [place for place in notes if place.kind != BlockKind.HEADING and not place.is_empty]
    return sorted(notes, key=lambda place: place.key)


def page_after(notes: Sequence[Place], after: Key | None) -> NotesPage:
    start = bisect_right(notes, after, key=lambda place: place.key) if after else 0
    shown = notes[start : start + SIZE]
    has_more = len(notes) > start + SIZE
    return NotesPage([place.pk for place in shown], cursor(shown[-1]) if has_more else "")


def nearest(notes: Sequence[Place], asked: Locator) -> int | None:
    """The index of the first note at the place: at that one, in a range that holds it, or the last before.

    Only places of the same kind can be compared.
    """
    kind, (begin, _end) = asked.sort_key[0], asked.ends
    before = takewhile(lambda pair: pair[1].sort and pair[1].sort <= begin + UNPLACED, enumerate(notes))
    candidates = [(index, *ends_of_key(place.sort)) for index, place in before if place.sort[0] == kind]
    candidates = [each for each in candidates if each[1] <= begin]
    best = max(candidates, key=lambda each: (each[2] >= begin, each[1], each[2], -each[0]), default=None)
    return best[0] if best else None


def page_start(notes: Sequence[Place], index: int) -> str:
    """The cursor of the page that the note at this index stands on, empty for the first page."""
    start = index // SIZE * SIZE
    return cursor(notes[start - 1]) if start else ""


def cursor(place: Place) -> str:
    return ",".join(map(str, place.key))


def to_place(text: str) -> Locator:
    place = place_of(text) if len(text) <= LONGEST else None
    if place is None:
        example = _("A place is a page such as 56 or xii, 32r, 3:30, ch. 4 or fig. 2.")
        raise BadFilter(_("“%(text)s” is no place in a work.") % {"text": text[:40]} + f" {example}")
    return place


def to_key(text: str) -> Key:
    try:
        sort, day, *numbers = text.split(",")
        owner_type, owner_id, position = map(int, numbers)
        return sort, date.fromisoformat(day).isoformat(), owner_type, owner_id, position
    except ValueError:
        raise BadFilter(_("%(place)s is no place in this list.") % {"place": f"after={text[:40]}"}) from None
