"""What the archives print hundreds of times a page: each is said once in each language and remembered."""

from datetime import date
from functools import lru_cache

from django import template
from django.utils.formats import date_format, number_format
from django.utils.translation import get_language, ngettext

register = template.Library()


@register.filter
def in_full(day: date) -> str:
    return day_in(get_language(), day)


@register.filter
def entries(number: int) -> str:
    """ "1 entry" or "3 entries"."""
    return number_in(get_language(), number)


@lru_cache(maxsize=2**14)
def day_in(_language: str | None, day: date) -> str:
    return date_format(day, "DATE_FORMAT")


@lru_cache(maxsize=2**10)
def number_in(_language: str | None, number: int) -> str:
    return ngettext("%(n)s entry", "%(n)s entries", number) % {"n": number_format(number)}
