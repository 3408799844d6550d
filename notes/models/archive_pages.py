"""What the pages of the log and its archives ask; where nothing narrows them, by SQL that is made once."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Count, QuerySet

from notes.calendar import Calendar
from notes.periods import Around, Period, same_days
from notes.years import YearsQuery, ask_years, query_of_years
from passages.filters import Filter
from passages.models import year_of
from passages.models.prepared import made_once, paged, prepared
from passages.paging import Page, Start, start_of

from .entry import Entry
from .entry_query import TIMELINE
from .entry_relations import show_relations

MOST_REMEMBERED = 10


def timeline_page(asked: Filter) -> Page:
    """A page of the log with what is printed of each entry: see `show_relations`."""
    return shown(asked, printed(asked))


def page_of(asked: Filter, period: Period) -> Page:
    """The same of a year, a month or a day."""
    return shown(asked, printed_between(asked, first=period.first, last=period.last))


def shown(asked: Filter, page: Page) -> Page:
    show_relations(asked.reader, page.items)
    return page


def years_of(asked: Filter) -> list[int]:
    """The years that have entries, the newest first.

    One after the other is looked up in the order of the timeline; of what is not found in that order, all
    of it is looked at once, rather than for each year.
    """
    if Entry.objects.follows_timeline(asked):
        return ask_years(years(asked))
    found = entries_of(asked).order_by().values_list(year_of("read_on"), flat=True).distinct()
    return sorted(map(int, found), reverse=True)


def around(asked: Filter, period: Period) -> Around:
    """The nearest year, month or day on either side of one, by what it is, that has entries."""
    older, newer = days_before(asked, day=period.first), days_after(asked, day=period.last)
    return Around(*(period.at(days[0]) if days else None for days in (older, newer)))


def calendar_of(asked: Filter, year: int) -> Calendar:
    period = Period(year)
    return Calendar(year, tuple(numbers_of_days(asked, first=period.first, last=period.last)))


def memories_of(asked: Filter, day: date, years: Iterable[int]) -> Start:
    """The start of what was read on the same day of other years, given all that have entries."""
    return start_of(newest_of_days(asked, days=same_days(day, years)), MOST_REMEMBERED)


# The queries


def entries_of(asked: Filter) -> Any:
    return Entry.objects.visible_to(asked.reader).matching(asked)


def days_of(asked: Filter) -> Any:
    return entries_of(asked).values_list("read_on", flat=True)


@paged
def printed(asked: Filter) -> QuerySet:
    return entries_of(asked).without_source()


@paged
def printed_between(asked: Filter, *, first: date, last: date) -> QuerySet:
    return entries_of(asked).filter(read_on__gte=first, read_on__lte=last).without_source()


@made_once
def years(asked: Filter) -> YearsQuery:
    return query_of_years(entries_of(asked))


# Asked one by one, since only then each is looked up in the index.
@prepared
def days_before(asked: Filter, *, day: date) -> QuerySet:
    return days_of(asked).filter(read_on__lt=day).order_by("-read_on")[:1]


@prepared
def days_after(asked: Filter, *, day: date) -> QuerySet:
    return days_of(asked).filter(read_on__gt=day).order_by("read_on")[:1]


@prepared
def numbers_of_days(asked: Filter, *, first: date, last: date) -> QuerySet:
    days = entries_of(asked).filter(read_on__gte=first, read_on__lte=last).order_by()
    return days.values_list("read_on").annotate(Count("pk"))


@prepared
def newest_of_days(asked: Filter, *, days: list[date]) -> QuerySet:
    entries = entries_of(asked).filter(read_on__among=days).without_text()
    return entries.order_by(*TIMELINE.ordering)[: MOST_REMEMBERED + 1]
