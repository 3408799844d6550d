"""What the pages and feeds of authors ask, by SQL that is made once."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from passages.filters import Filter
from passages.models.kinds import related
from passages.models.prepared import fill, first, paged, prepared
from passages.paging import Start, start_of
from passages.visibility import Reader

from .author import Author, NameVariant
from .paper import Paper
from .paper_relations import fill_byline

MOST_WORKS = 200


def author_at(reader: Reader, slug: str) -> Author | None:
    """The author of that slug, None unless the reader may see a work of theirs."""
    return first(authors_at(reader, slug=slug))


def author_with_variants_at(reader: Reader, slug: str) -> Author | None:
    """The same with the other names that they have been known by."""
    found = authors_at(reader, slug=slug)
    fill(found, "variants", variants_of(keys=[author.pk for author in found]), key="author_id")
    return first(found)


def works_of(asked: Filter, author: Author) -> Start:
    """The first of their works that the reader may see and asked for, with bylines."""
    works = works_by(asked, author=author.pk)
    fill_byline(works)
    return start_of(works, MOST_WORKS)


# The queries


@prepared
def authors_at(reader: Reader, *, slug: str) -> QuerySet:
    return Author.objects.visible_to(reader).filter(slug=slug)


@prepared
def variants_of(*, keys: list[int]) -> QuerySet:
    return NameVariant.objects.filter(author__pk__among=keys)


@prepared
def works_by(asked: Filter, *, author: int) -> QuerySet:
    works = Paper.objects.visible_to(asked.reader).matching(asked).by(author)
    return works.without_text().order_by("slug")[: MOST_WORKS + 1]


@paged
def trail_of(asked: Filter, *, author: int) -> QuerySet:
    """The entries on their works, without texts."""
    return entries_on_works_by(asked, author).without_text()


def entries_on_works_by(asked: Filter, author: Any) -> Any:
    works = Paper.objects.visible_to(asked.reader).by(author)
    return related(Paper, "entries").visible_to(asked.reader).matching(asked).touching(works)
