"""Which entries everybody may see in a tag or topic, in the order of the timeline.

Months are counted and pages cut from these rows alone: to look up each entry of a frequent tag is to read a
table that holds all texts. What is not public has no row, so that nobody can be told of it. The rows are
brought in line at the end of the sitting that touches or derives an entry, as its version is written there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import chain
from typing import Any, ClassVar, Self

from django.db import models, transaction
from django.db.models import Exists, F, OuterRef, Q, Value
from django.db.models.functions import Coalesce

from history.rows import insert_rows, update_rows
from notes.months import numbers_of_months
from notes.periods import Period
from passages.filters import Filter
from passages.models import Tag, Tagging
from passages.models.kinds import type_id
from passages.paging import Column, Keyset, Page, to_number
from passages.visibility import Reader, Visibility, visibilities_for
from topics.models import Topic

from .entry import Entry
from .entry_query import TIMELINE
from .entry_relations import show_relations

CHUNK = 500
PLACE = ["read_on", "position"]
# Where an entry stands in one list, in another.
SAME_PLACE = {name: OuterRef(name) for name in (*PLACE, "entry")}
# Lists are counted up to this, to tell which is the shortest: SQLite counts so many in 2 ms.
LONG = 50_000
# As the timeline, of which the last column is the key of an entry.
ORDER = Keyset((*TIMELINE.columns[:-1], Column("entry_id", to_number)), TIMELINE.parameter)


class StandingQuerySet(models.QuerySet[Any]):
    def visible_to(self, reader: Reader) -> Self:
        """All of them, for whoever may see what is public."""
        return self if visibilities_for(reader, at_address=False) else self.none()

    def in_all(self, lists: Sequence[Q]) -> Self:
        """The rows in the shortest of the lists of entries that stand in the others as well.

        They are gone through in the order of the timeline, until there are enough of them, and looked up in
        the index of the others, which is in that order as well.
        """
        first, *others = self.shortest_first(lists)
        rows = self.filter(first)
        for other in others:
            rows = rows.filter(Exists(self.model.objects.filter(other, **SAME_PLACE)))
        return rows

    def shortest_first(self, lists: Sequence[Q]) -> list[Q]:
        if len(lists) < 2:
            return list(lists)
        return sorted(lists, key=lambda one: self.filter(one).order_by()[:LONG].count())

    def read_in(self, year: int) -> Self:
        period = Period(year)
        return self.filter(read_on__gte=period.first, read_on__lte=period.last)

    def per_month(self) -> dict[date, int]:
        return numbers_of_months(self)

    def printed(self, asked: Filter) -> Page:
        """As that of entries, which are looked up for one page only."""
        keys = ORDER.rows_of(self, asked).values("entry")
        entries = Entry.objects.visible_to(asked.reader).without_source().filter(pk__in=keys)
        page = TIMELINE.cut(list(entries.order_by(*TIMELINE.ordering)), asked)
        show_relations(asked.reader, page.items)
        return page

    def bring_in_line(self, keys: Sequence[int]) -> None:
        """Let the rows of these entries be as these are."""
        in_order = sorted(keys)  # as everybody locks them
        for start in range(0, len(in_order), CHUNK):
            bring_in_line(in_order[start : start + CHUNK])

    def out_of_line(self) -> int:
        """How many rows are missing, or are not as they should be."""
        wanted = (
            taggings().filter(is_public("object_id")).count() + places().filter(is_public("entry")).count()
        )
        right = self.filter(is_public("entry", *PLACE)).filter(is_tagged() | is_in_topic()).count()
        return (wanted - right) + (self.count() - right)


class Standing(models.Model):
    """That a public entry carries a tag, or stands in a topic, with its place on the timeline."""

    # What is counted where these rows are; see `passages.models.counting`.
    stands_for: ClassVar[type[Entry]] = Entry

    entry = models.ForeignKey(Entry, models.CASCADE, related_name="standings", db_index=False)
    tag = models.ForeignKey(Tag, models.CASCADE, null=True, related_name="+", db_index=False)
    topic = models.ForeignKey(Topic, models.CASCADE, null=True, related_name="+", db_index=False)
    read_on = models.DateField()
    position = models.PositiveIntegerField()

    entry_id: int
    tag_id: int | None
    topic_id: int | None

    objects = StandingQuerySet.as_manager()

    class Meta:
        ordering = ["-read_on", "position", "entry_id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(tag__isnull=False, topic__isnull=True) | Q(tag__isnull=True, topic__isnull=False),
                name="standing_tag_or_topic",
            ),
            # The entry comes first, so that its rows are found by this as well.
            models.UniqueConstraint(
                F("entry"), Coalesce("tag", Value(0)), Coalesce("topic", Value(0)), name="standing_once"
            ),
        ]
        indexes = [
            models.Index(
                fields=["tag", "-read_on", "position", "entry"],
                condition=Q(tag__isnull=False),
                name="standing_tag",
            ),
            models.Index(
                fields=["topic", "-read_on", "position", "entry"],
                condition=Q(topic__isnull=False),
                name="standing_topic",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.entry} in {self.tag or self.topic}"


def taggings() -> models.QuerySet:
    return Tagging.objects.filter(content_type=type_id(Entry))


def places() -> models.QuerySet:
    """The rows that say which entry stands in which topic."""
    return Entry.topics.through.objects.order_by()


def is_public(key: str, *names: str) -> Exists:
    """Rows whose `key` is that of a public entry, which has the same values of these names."""
    same = {name: OuterRef(name) for name in names}
    return Exists(Entry.objects.public().filter(pk=OuterRef(key), **same))


def is_tagged() -> Exists:
    return Exists(taggings().filter(object_id=OuterRef("entry"), tag=OuterRef("tag")))


def is_in_topic() -> Exists:
    return Exists(places().filter(entry=OuterRef("entry"), topic=OuterRef("topic")))


# Entry, tag and topic.
Key = tuple[int, int | None, int | None]


@transaction.atomic(savepoint=False)
def bring_in_line(keys: Sequence[int]) -> None:
    wanted = {to_key(row): row for row in wanted_for(keys)}
    there = {to_key(row): row for row in Standing.objects.filter(entry__in=keys).order_by()}
    Standing.objects.filter(pk__in=[row.pk for key, row in there.items() if key not in wanted]).delete()
    moved = [row for key, row in there.items() if key in wanted and take_place(row, wanted[key])]
    update_rows(moved, PLACE)
    insert_rows([row for key, row in wanted.items() if key not in there])


def wanted_for(keys: Sequence[int]) -> Iterator[Standing]:
    # All are locked, so that of two who change an entry the second sees what the first has written.
    entries = Entry.objects.filter(pk__in=keys).order_by("pk").select_for_update()
    rows = entries.values_list("pk", "visibility", *PLACE)
    place = {key: values for key, visibility, *values in rows if visibility == Visibility.PUBLIC}
    tagged = taggings().filter(object_id__in=list(place)).values_list("object_id", "tag")
    standing = places().filter(entry__in=list(place)).values_list("entry", "topic")
    tags: Iterable[Key] = ((key, tag, None) for key, tag in tagged)
    topics: Iterable[Key] = ((key, None, topic) for key, topic in standing)
    for key, tag, topic in chain(tags, topics):
        read_on, position = place[key]
        yield Standing(entry_id=key, tag_id=tag, topic_id=topic, read_on=read_on, position=position)


def to_key(row: Standing) -> Key:
    return row.entry_id, row.tag_id, row.topic_id


def take_place(row: Standing, wanted: Standing) -> bool:
    """Have the place of the other; whether it was not so before."""
    before = [getattr(row, name) for name in PLACE]
    for name in PLACE:
        setattr(row, name, getattr(wanted, name))
    return before != [getattr(row, name) for name in PLACE]
