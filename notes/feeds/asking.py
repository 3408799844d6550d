"""What feeds ask; where nothing narrows them, by SQL that is made once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db.models import Max, QuerySet, Value

from notes.models import Entry, EntryQuerySet
from papers.models import Author, Paper
from papers.models.author_pages import entries_on_works_by
from passages.filters import Filter
from passages.models import Document
from passages.models.kinds import type_id
from passages.models.prepared import paged, prepared, show
from passages.models.tags_of import tags_on
from passages.paging import Page
from passages.visibility import Reader
from topics.models import Topic

MOST_TEXTS = 10


@dataclass(frozen=True)
class Told:
    """A page of entries with their texts and `shown_tags`, and when any of all of them was changed last."""

    page: Page
    last_change: datetime | None


def told(entries: EntryQuerySet, asked: Filter) -> Told:
    return Told(entries.for_feed().page(asked), entries.last_change())


def telling(entries: Callable[..., EntryQuerySet]) -> Callable[..., Told]:
    """Makes of a function that gives entries, for a filter and some values, one that tells them."""

    @paged
    def page(asked: Filter, **given: Any) -> QuerySet:
        return entries(asked, **given).without_source()

    @prepared
    def last_change(asked: Filter, **given: Any) -> QuerySet:
        all_of_them = entries(asked, **given).order_by().annotate(all=Value(1)).values("all")
        return all_of_them.annotate(last=Max("updated_at")).values_list("last", flat=True)

    def tell(asked: Filter, **given: Any) -> Told:
        found = page(asked, **given)
        show_tags(found.items)
        [last] = last_change(replace(asked, cursor=""), **given) or [None]
        return Told(found, last)

    return tell


def show_tags(documents: Sequence[Any]) -> None:
    if documents:
        keys = [document.pk for document in documents]
        show(documents, "shown_tags", tags_on(kind=type_id(type(documents[0])), keys=keys))


def text_on(asked: Filter, paper: Paper) -> list[Document]:
    """The commentary on a work, if it has any that the reader may see in lists."""
    return tagged(commentary_on(asked.reader, key=paper.pk))


def texts_on(asked: Filter, author: Author) -> list[Document]:
    """The commentaries on an author's works that were changed last."""
    return tagged(commentaries_on_works_by(asked.reader, author=author.pk))


def texts_in(asked: Filter, topic: Topic) -> list[Document]:
    """A topic's own text, and the commentaries on its works that were changed last."""
    own, papers = text_of(asked.reader, key=topic.pk), commentaries_in(asked.reader, topic=topic.pk)
    return [*tagged(own), *tagged(papers)]


def tagged(documents: list[Any]) -> list[Any]:
    show_tags(documents)
    return documents


# The queries


@telling
def log(asked: Filter) -> Any:
    return Entry.objects.visible_to(asked.reader).matching(asked)


@telling
def log_on(asked: Filter, *, paper: int) -> Any:
    return Entry.objects.visible_to(asked.reader).matching(asked).filter(papers=paper)


@telling
def log_on_works_by(asked: Filter, *, author: int) -> Any:
    return entries_on_works_by(asked, author)


@telling
def log_in(asked: Filter, *, topic: int) -> Any:
    return Entry.objects.visible_to(asked.reader).matching(asked).filter(topics=topic)


@prepared
def commentary_on(reader: Reader, *, key: int) -> QuerySet:
    return Paper.objects.visible_to(reader).filter(pk=key).without_source().changed_last(1)


@prepared
def commentaries_on_works_by(reader: Reader, *, author: int) -> QuerySet:
    return Paper.objects.visible_to(reader).by(author).without_source().changed_last(MOST_TEXTS)


@prepared
def commentaries_in(reader: Reader, *, topic: int) -> QuerySet:
    papers = Paper.objects.visible_to(reader).filter(topics=topic)
    return papers.without_source().changed_last(MOST_TEXTS)


@prepared
def text_of(reader: Reader, *, key: int) -> QuerySet:
    return Topic.objects.visible_to(reader).filter(pk=key).without_source().changed_last(1)
