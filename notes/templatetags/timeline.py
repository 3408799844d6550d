"""What the archives print hundreds of times a page: each is said once in each language and remembered.

So is a month of the calendar with its days: of a year all months but one stay as they are after most saves.
"""

from datetime import date
from functools import lru_cache

from django import template
from django.template.loader import render_to_string
from django.utils.formats import date_format, number_format
from django.utils.translation import get_language, ngettext

from notes.calendar import Month

register = template.Library()


@register.filter
def in_full(day: date) -> str:
    return day_in(get_language(), day)


@register.filter
def entries(number: int) -> str:
    """ "1 entry" or "3 entries"."""
    return number_in(get_language(), number)


@register.simple_tag
def squares_of(month: Month, suffix: str) -> str:
    return drawn("notes/_squares.html", get_language(), month, suffix)


@register.simple_tag
def dates_of(month: Month, suffix: str) -> str:
    return drawn("notes/_dates.html", get_language(), month, suffix)


@lru_cache(maxsize=2**8)  # of some 5 KB each
def drawn(name: str, _language: str | None, month: Month, suffix: str) -> str:
    return render_to_string(name, {"month": month, "suffix": suffix})


@lru_cache(maxsize=2**14)
def day_in(_language: str | None, day: date) -> str:
    return date_format(day, "DATE_FORMAT")


@lru_cache(maxsize=2**10)
def number_in(_language: str | None, number: int) -> str:
    return ngettext("%(n)s entry", "%(n)s entries", number) % {"n": number_format(number)}
