"""What files of works ask, by SQL that is made once."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any

from django.db.models import QuerySet

from passages.models import fill_tags
from passages.models.prepared import fill, prepared
from passages.visibility import Reader

from .author import Author, Authorship
from .identifier import Identifier
from .paper import Paper
from .paper_query import PaperQuerySet

# Rows in memory at a time; their texts may be long.
CHUNK = 1_000


def exported(papers: PaperQuerySet) -> Iterator[Paper]:
    """Works as `for_export` has them, any number of them."""
    rows = papers.for_export().prefetch_related(None).iterator(chunk_size=CHUNK)
    while chunk := list(islice(rows, CHUNK)):
        yield from with_export(chunk)


def exported_at(reader: Reader, slug: str) -> list[Paper]:
    """The one work at that address as `for_export` has it; none if the reader sees none there."""
    return with_export(whole_at(reader, slug=slug))


def with_export(works: list[Any]) -> list[Any]:
    """The works with byline, tags and identifiers."""
    keys = [work.pk for work in works]
    if keys:
        fill_tags(works)
        fill(works, "authorships", bylines_of(keys=keys), key="paper_id")
        fill(works, "identifiers", identifiers_of(keys=keys), key="paper_id")
    return works


def author_at(reader: Reader, slug: str) -> Author | None:
    """The author of that slug, if the reader may see a work of theirs."""
    return next(iter(authors_at(reader, slug=slug)), None)


# The queries


@prepared
def whole_at(reader: Reader, *, slug: str) -> QuerySet:
    papers = Paper.objects.visible_to(reader, at_address=True).filter(slug=slug)
    return papers.for_export().prefetch_related(None)


@prepared
def bylines_of(*, keys: list[int]) -> QuerySet:
    return Authorship.objects.filter(paper__pk__among=keys).select_related("author")


@prepared
def identifiers_of(*, keys: list[int]) -> QuerySet:
    return Identifier.objects.filter(paper__pk__among=keys)


@prepared
def authors_at(reader: Reader, *, slug: str) -> QuerySet:
    return Author.objects.visible_to(reader).filter(slug=slug)
