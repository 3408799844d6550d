"""Slugs: the last part of an address, made once from words and kept."""

from collections.abc import Collection
from itertools import count

from django.db import models
from django.utils.text import slugify

LONGEST = 80


def to_slug(text: str, default: str = "untitled") -> str:
    """Words of a text as a slug of at most 80 characters, cut between words; in ASCII where that says it.

    A text in another script keeps its letters.
    """
    is_ascii = text.isascii() or has_mostly_ascii(text)
    slug = slugify(text, allow_unicode=not is_ascii)
    if len(slug) > LONGEST:
        slug = slug[: LONGEST + 1].rpartition("-")[0] or slug[:LONGEST]
    return slug.strip("-_") or default


def has_mostly_ascii(text: str) -> bool:
    words, letters = slugify(text).replace("-", ""), slugify(text, allow_unicode=True).replace("-", "")
    return len(words) * 2 > len(letters)


def free_slug(
    rows: models.QuerySet | models.Manager,
    text: str,
    default: str = "untitled",
    reserved: Collection[str] = (),
) -> str:
    """The slug of a text, numbered where a row has it already or the address is that of another page."""
    slug = to_slug(text, default)
    if slug not in reserved and not rows.filter(slug=slug).exists():
        return slug
    return numbered(slug, set(rows.filter(slug__startswith=f"{slug}-").values_list("slug", flat=True)))


def free_among(taken: Collection[str], text: str, default: str = "untitled") -> str:
    """The same, where the slugs that are taken are known."""
    slug = to_slug(text, default)
    return numbered(slug, taken) if slug in taken else slug


def numbered(slug: str, taken: Collection[str]) -> str:
    """The slug with the first number from 2 on that nothing has."""
    candidates = (f"{slug}-{number}" for number in count(2))
    return next(candidate for candidate in candidates if candidate not in taken)
