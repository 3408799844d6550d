"""What entries stand with, fetched for those of one page by SQL that is made once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import F, QuerySet

from papers.models import Paper
from passages.models.kinds import type_id
from passages.models.prepared import fill, prepared, show
from passages.models.tags_of import tags_on
from passages.visibility import Reader
from topics.models import Topic


def show_relations(reader: Reader, entries: Sequence[Any]) -> None:
    """Give entries `shown_tags`, and `shown_topics` and `shown_papers` of what the reader may see."""
    keys = [entry.pk for entry in entries]
    if keys:
        show(entries, "shown_tags", tags_on(kind=type_id(type(entries[0])), keys=keys))
        show(entries, "shown_topics", topics_of(reader, keys=keys))
        show(entries, "shown_papers", papers_of(reader, keys=keys))


def fill_topics(entries: Sequence[Any]) -> None:
    """Give entries the topics that they stand in, and of each only what it is called."""
    fill(entries, "topics", topics_named(keys=[entry.pk for entry in entries]))


def fill_public_papers(entries: Sequence[Any]) -> None:
    """Give entries the works that they touch and everybody may see."""
    fill(entries, "papers", public_papers_of(keys=[entry.pk for entry in entries]))


@prepared
def topics_named(*, keys: list[int]) -> QuerySet:
    rows = Topic.objects.only("slug", "title").filter(entries__pk__among=keys).order_by()
    return rows.annotate(owner_key=F("entries__pk"))


@prepared
def public_papers_of(*, keys: list[int]) -> QuerySet:
    rows = Paper.objects.public().without_text().filter(entries__pk__among=keys)
    return rows.annotate(owner_key=F("entries__pk"))


@prepared
def topics_of(reader: Reader, *, keys: list[int]) -> QuerySet:
    rows = Topic.objects.visible_to(reader).without_text().filter(entries__pk__among=keys)
    return rows.annotate(owner_key=F("entries__pk"))


@prepared
def papers_of(reader: Reader, *, keys: list[int]) -> QuerySet:
    rows = Paper.objects.visible_to(reader).without_text().filter(entries__pk__among=keys)
    return rows.annotate(owner_key=F("entries__pk")).order_by("slug")
