"""The path of a named URL, remembered: a page asks for hundreds, most of them many times."""

from functools import lru_cache

from django.urls import get_script_prefix, reverse

MOST_REMEMBERED = 2**15


def path_to(name: str, *args: object) -> str:
    """As `reverse` gives it."""
    return remembered(get_script_prefix(), name, args)


@lru_cache(maxsize=MOST_REMEMBERED)
def remembered(prefix: str, name: str, args: tuple[object, ...]) -> str:
    """`prefix` is a part of every path that is reversed, and may differ by thread."""
    return reverse(name, args=args)
