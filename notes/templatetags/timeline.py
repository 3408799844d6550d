"""What the archives print hundreds of times a page: each is said once in each language and remembered.

So is a month of the calendar with its days: of a year all months but one stay as they are after most saves;
and what stands below an entry.
"""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from django import template
from django.utils.formats import date_format, number_format
from django.utils.translation import get_language, ngettext

from notes.calendar import Calendar, Month
from notes.models import Entry
from passages.drawing import Led, drawing

register = template.Library()
draw_heatmap = drawing("notes/_heatmap.html", most=2**5)  # of some 60 KB each
draw_squares = drawing("notes/_squares.html", most=2**7)  # of some 5 KB each
draw_dates = drawing("notes/_dates.html", most=2**7)
draw_foot = drawing("notes/_entry_foot.html", most=2**11)


@dataclass(frozen=True)
class Foot:
    """What is said of an entry below its text."""

    title: str
    read_on: date
    url: str
    papers: tuple[Led, ...]
    topics: tuple[Led, ...]
    tags: tuple[Led, ...]
    is_date_inherited: bool
    visibility: str


@register.filter
def in_full(day: date) -> str:
    return day_in(get_language(), day)


@register.filter
def month_of(day: date) -> str:
    """The month with its year."""
    return month_in(get_language(), day.replace(day=1))


@register.filter
def entries(number: int) -> str:
    """ "1 entry" or "3 entries"."""
    return number_in(get_language(), number)


@register.simple_tag
def heatmap_of(calendar: Calendar, suffix: str, is_of_period: bool) -> str:
    """A year, which leads to its page unless it stands there."""
    return draw_heatmap(calendar=calendar, suffix=suffix, is_of_period=is_of_period)


@register.simple_tag
def squares_of(month: Month, suffix: str) -> str:
    return draw_squares(month=month, suffix=suffix)


@register.simple_tag
def dates_of(month: Month, suffix: str) -> str:
    return draw_dates(month=month, suffix=suffix)


@register.simple_tag
def foot_of(entry: Entry, site_author: str) -> str:
    """Of an entry that was fetched with what its reader may see of these, see `show_relations`."""
    foot = Foot(
        entry.title,
        entry.read_on,
        entry.get_absolute_url(),
        tuple(Led(paper.get_absolute_url(), paper.title, paper.year) for paper in entry.shown_papers),
        tuple(Led(topic.get_absolute_url(), topic.title) for topic in entry.shown_topics),
        tuple(Led(tag.get_absolute_url(), tag.name) for tag in entry.shown_tags),
        entry.is_date_inherited,
        entry.visibility,
    )
    return draw_foot(entry=foot, site_author=site_author)


@lru_cache(maxsize=2**14)
def day_in(_language: str | None, day: date) -> str:
    return date_format(day, "DATE_FORMAT")


@lru_cache(maxsize=2**10)
def month_in(_language: str | None, first: date) -> str:
    return date_format(first, "YEAR_MONTH_FORMAT")


@lru_cache(maxsize=2**10)
def number_in(_language: str | None, number: int) -> str:
    return ngettext("%(n)s entry", "%(n)s entries", number) % {"n": number_format(number)}
