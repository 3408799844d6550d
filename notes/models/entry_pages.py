"""What the pages of single entries and days ask: a few rows each, by SQL that is made once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from types import SimpleNamespace
from typing import Any

from django.db.models import QuerySet, prefetch_related_objects

from notes.periods import Around, Period, same_days
from notes.years import YearsQuery, ask_years, query_of_years
from passages.filters import Filter
from passages.models import Mention, fill_tags, owners
from passages.models.kinds import type_id
from passages.models.prepared import made_once, prepared
from passages.paging import PAGE_SIZE, START_SIZE, Keyset, Page, Start, start_of
from passages.visibility import Reader

from .entry import Entry
from .entry_query import MOST_REMEMBERED, TIMELINE
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


@dataclass(frozen=True)
class Day:
    """A page of the entries of a day, the days around it that have any, and what was read on it before."""

    page: Page
    around: Around
    memories: Start


def day_of(asked: Filter, day: date) -> Day:
    whole = None if asked.is_narrow() or asked.cursor else whole_day_of(asked.reader, day)
    return whole or some_of_day(asked, day)


def whole_day_of(reader: Reader, day: date) -> Day | None:
    """All of a day, None where that is more than a page."""
    found = entries_of_day(reader, day=day)
    if len(found) > PAGE_SIZE:
        return None
    show_relations(reader, found)
    older, newer = first(days_before(reader, day=day)), first(days_after(reader, day=day))
    period, days = Period(day.year, day.month, day.day), same_days(day, ask_years(years(reader)))
    return Day(
        Page(found, ""),
        Around(older and period.at(older), newer and period.at(newer)),
        start_of(entries_of_days(reader, days=days), MOST_REMEMBERED),
    )


def some_of_day(asked: Filter, day: date) -> Day:
    entries = Entry.objects.visible_to(asked.reader).matching(asked)
    return Day(
        entries.read_on(day).printed(asked),
        entries.around(Period(day.year, day.month, day.day)),
        entries.remembered_on(day, entries.years()),
    )


def first(rows: list[Any]) -> Any:
    return rows[0] if rows else None


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


@prepared
def entries_of_day(reader: Reader, *, day: date) -> QuerySet:
    entries = Entry.objects.visible_to(reader).read_on(day).without_source()
    return entries.order_by(*TIMELINE.ordering)[: PAGE_SIZE + 1]


@prepared
def entries_of_days(reader: Reader, *, days: list[date]) -> QuerySet:
    entries = Entry.objects.visible_to(reader).filter(read_on__among=days).without_text()
    return entries.order_by(*TIMELINE.ordering)[: MOST_REMEMBERED + 1]


@prepared
def days_before(reader: Reader, *, day: date) -> QuerySet:
    entries = Entry.objects.visible_to(reader).filter(read_on__lt=day)
    return entries.order_by("-read_on").values_list("read_on", flat=True)[:1]


@prepared
def days_after(reader: Reader, *, day: date) -> QuerySet:
    entries = Entry.objects.visible_to(reader).filter(read_on__gt=day)
    return entries.order_by("read_on").values_list("read_on", flat=True)[:1]


@made_once
def years(reader: Reader) -> YearsQuery:
    return query_of_years(Entry.objects.visible_to(reader))
