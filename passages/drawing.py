"""Parts of pages that come again and again: each is drawn once for what it shows, and remembered.

What is shown are values that are compared, no rows of the database; so nothing stale is ever drawn.
"""

from collections.abc import Callable, Hashable
from functools import lru_cache
from typing import NamedTuple

from django.template.loader import render_to_string
from django.urls import get_script_prefix
from django.utils.translation import get_language


class Led(NamedTuple):
    """Something that a part of a page leads to, by what it is called there."""

    url: str
    name: str
    year: str = ""


def drawing(template: str, most: int) -> Callable[..., str]:
    """A function that draws the template with what it is told by name, and remembers the last `most`."""

    @lru_cache(maxsize=most)
    def draw(_language: str | None, _prefix: str, **shown: Hashable) -> str:
        return render_to_string(template, shown)

    return lambda **shown: draw(get_language(), get_script_prefix(), **shown)
