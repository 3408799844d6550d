"""What the pages and files of works ask, by SQL that is made once."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any

from django.db.models import F, QuerySet

from passages.filters import Filter
from passages.models import fill_tags
from passages.models.kinds import related
from passages.models.prepared import fill, first, paged, prepared
from passages.paging import START_SIZE
from passages.visibility import Reader
from topics.models import Topic

from .paper import Paper
from .paper_query import PaperQuerySet
from .paper_relations import fill_byline, fill_identifiers
from .reading_event import ReadingEvent

# Rows in memory at a time; their texts may be long.
CHUNK = 1_000


def exported(papers: PaperQuerySet) -> Iterator[Paper]:
    """Works as `for_export` has them, any number of them."""
    rows = papers.for_export().prefetch_related(None).iterator(chunk_size=CHUNK)
    while chunk := list(islice(rows, CHUNK)):
        yield from with_relations(chunk)


def exported_at(reader: Reader, slug: str) -> list[Paper]:
    """The one work at that address as `for_export` has it; none if the reader sees none there."""
    return with_relations(whole_at(reader, slug=slug))


def with_relations(works: list[Any]) -> list[Any]:
    """The works with byline, tags and identifiers."""
    if works:
        fill_tags(works)
        fill_byline(works)
        fill_identifiers(works)
    return works


def paper_at(reader: Reader, slug: str) -> Paper | None:
    """The work at that address as its page prints it, None if the reader sees none there."""
    found = with_relations(printed_at(reader, slug=slug))
    if found:
        fill(found, "topics", topics_of(reader, keys=[work.pk for work in found]))
    return first(found)


def paper_without_text_at(reader: Reader, slug: str) -> Paper | None:
    """The same without its texts, with its byline."""
    found = bare_at(reader, slug=slug)
    fill_byline(found)
    return first(found)


def paper_for_preview_at(reader: Reader, slug: str) -> Paper | None:
    paper = paper_without_text_at(reader, slug)
    fill_tags([paper] if paper else [])
    return paper


def paper_for_notes_at(reader: Reader, slug: str) -> Paper | None:
    found = read_at(reader, slug=slug)
    fill_byline(found)
    return first(found)


# The queries


def at(reader: Reader, slug: str) -> Any:
    return Paper.objects.visible_to(reader, at_address=True).filter(slug=slug)


@prepared
def whole_at(reader: Reader, *, slug: str) -> QuerySet:
    return at(reader, slug).for_export().prefetch_related(None)


@prepared
def printed_at(reader: Reader, *, slug: str) -> QuerySet:
    return at(reader, slug).without_source().with_reading(reader)


@prepared
def bare_at(reader: Reader, *, slug: str) -> QuerySet:
    return at(reader, slug).without_text()


@prepared
def read_at(reader: Reader, *, slug: str) -> QuerySet:
    return at(reader, slug).for_notes(reader)


@prepared
def topics_of(reader: Reader, *, keys: list[int]) -> QuerySet:
    rows = Topic.objects.visible_to(reader).without_text().filter(papers__pk__among=keys)
    return rows.annotate(owner_key=F("papers__pk"))


@paged
def trail_of(asked: Filter, *, key: int) -> QuerySet:
    """The entries on a work, each with its `context`."""
    entries = related(Paper, "entries").visible_to(asked.reader).matching(asked)
    return entries.filter(papers=key).without_text().with_context(Paper, key)


@prepared
def topics_mentioning(reader: Reader, *, key: int) -> QuerySet:
    topics = Topic.objects.visible_to(reader).mentioning(Paper, key)
    return topics.without_text().with_context(Paper, key)[: START_SIZE + 1]


@prepared
def papers_mentioning(reader: Reader, *, key: int) -> QuerySet:
    papers = Paper.objects.visible_to(reader).mentioning(Paper, key)
    return papers.without_text().with_context(Paper, key)[: START_SIZE + 1]


@prepared
def events_of(reader: Reader, *, key: int) -> QuerySet:
    return ReadingEvent.objects.visible_to(reader).filter(paper=key).for_page()
