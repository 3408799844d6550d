"""What the pages of single entries ask: a few rows each, by SQL that is made once."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace
from typing import Any

from django.db.models import QuerySet, prefetch_related_objects

from passages.models import Mention, fill_tags, owners
from passages.models.kinds import type_id
from passages.models.prepared import first, prepared
from passages.paging import START_SIZE, Keyset, Start, start_of
from passages.visibility import Reader

from .entry import Entry
from .entry_query import TIMELINE
from .entry_relations import show_relations


def entry_at(reader: Reader, day: date, slug: str) -> Entry | None:
    """The entry at that address as its page prints it, None if the reader sees none there."""
    found = whole_at(reader, day=day, slug=slug)
    show_relations(reader, found)
    return first(found)


def entry_without_text_at(reader: Reader, day: date, slug: str) -> Entry | None:
    return first(bare_at(reader, day=day, slug=slug))


def entry_for_preview_at(reader: Reader, day: date, slug: str) -> Entry | None:
    entry = entry_without_text_at(reader, day, slug)
    fill_tags([entry] if entry else [])
    return entry


def mentions_of(reader: Reader, entry: Entry) -> Start:
    """The newest mentions of an entry that the reader may see, with what each stands in."""
    found = newest_mentions(reader, key=entry.pk)
    prefetch_related_objects(found, owners("passage__owner"))
    return start_of(found)


def neighbours_of(reader: Reader, entry: Entry) -> dict[str, Entry | None]:
    """The entries just `above` and `below` one on the timeline, None where it ends."""
    place = {"read_on": entry.read_on, "position": entry.position, "pk": entry.pk}
    return {"above": first(entries_above(reader, **place)), "below": first(entries_below(reader, **place))}


# The queries


def at(reader: Reader, day: date, slug: str) -> Any:
    return Entry.objects.visible_to(reader, at_address=True).filter(read_on=day, slug=slug)


@prepared
def whole_at(reader: Reader, *, day: date, slug: str) -> QuerySet:
    return at(reader, day, slug).without_source()


@prepared
def bare_at(reader: Reader, *, day: date, slug: str) -> QuerySet:
    return at(reader, day, slug).without_text()


@prepared
def newest_mentions(reader: Reader, *, key: int) -> QuerySet:
    pointing = Mention.objects.filter(target_type=type_id(Entry), target_id=key)
    return pointing.visible_to(reader).for_list().prefetch_related(None)[: START_SIZE + 1]


@prepared
def entries_above(reader: Reader, *, read_on: date, position: int, pk: int) -> QuerySet:
    return entries_after(
        TIMELINE.reversed(), reader, SimpleNamespace(read_on=read_on, position=position, pk=pk)
    )


@prepared
def entries_below(reader: Reader, *, read_on: date, position: int, pk: int) -> QuerySet:
    return entries_after(TIMELINE, reader, SimpleNamespace(read_on=read_on, position=position, pk=pk))


def entries_after(order: Keyset, reader: Reader, place: Any) -> Any:
    """The next entry of that order after a place in it."""
    entries = Entry.objects.visible_to(reader).without_text().filter(order.after(order.values(place)))
    return entries.order_by(*order.ordering)[:1]
