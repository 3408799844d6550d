"""What entries stand with, fetched for those of one page by SQL that is made once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import F, QuerySet

from papers.models import Paper
from passages.models.kinds import type_id
from passages.models.prepared import prepared, show
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


@prepared
def topics_of(reader: Reader, *, keys: list[int]) -> QuerySet:
    rows = Topic.objects.visible_to(reader).without_text().filter(entries__pk__among=keys)
    return rows.annotate(owner_key=F("entries__pk"))


@prepared
def papers_of(reader: Reader, *, keys: list[int]) -> QuerySet:
    rows = Paper.objects.visible_to(reader).without_text().filter(entries__pk__among=keys)
    return rows.annotate(owner_key=F("entries__pk")).order_by("slug")
