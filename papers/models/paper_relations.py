"""What works stand with, fetched for those of a page or a change by SQL that is made once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.apps import apps
from django.db.models import F, QuerySet

from passages.models import related
from passages.models.prepared import fill, prepared
from topics.models import Topic


def fill_byline(papers: Sequence[Any]) -> None:
    """Give works their bylines with the authors."""
    if papers:
        fill(papers, "authorships", bylines_of(keys=[paper.pk for paper in papers]), key="paper_id")


def fill_identifiers(papers: Sequence[Any]) -> None:
    fill(papers, "identifiers", identifiers_of(keys=[paper.pk for paper in papers]), key="paper_id")


def fill_topics(papers: Sequence[Any]) -> None:
    """Give works the topics that they stand in, and of each only what it is called."""
    fill(papers, "topics", topics_named(keys=[paper.pk for paper in papers]))


def related_to_papers(name: str) -> Any:
    """What leads to works by that reverse name, whose models stand above theirs."""
    return related(apps.get_model("papers", "Paper"), name)


def works_at(keys: Iterable[tuple[str, str]]) -> Iterator[Any]:
    """Works with one of these identifiers, as `identified_by` finds them."""
    by_scheme: dict[str, list[str]] = {}
    for scheme, value in keys:
        by_scheme.setdefault(scheme, []).append(value)
    for scheme, values in by_scheme.items():
        yield from works_with(scheme=scheme, values=values)


@prepared
def works_with(*, scheme: str, values: list[str]) -> QuerySet:
    works = apps.get_model("papers", "Paper").objects.without_text()
    names = {"scheme": F("identifiers__scheme"), "value": F("identifiers__value")}
    return works.filter(identifiers__scheme=scheme, identifiers__value__among=values).annotate(**names)


@prepared
def bylines_of(*, keys: list[int]) -> QuerySet:
    return related_to_papers("authorships").filter(paper__pk__among=keys).select_related("author")


@prepared
def identifiers_of(*, keys: list[int]) -> QuerySet:
    return related_to_papers("identifiers").filter(paper__pk__among=keys)


@prepared
def topics_named(*, keys: list[int]) -> QuerySet:
    rows = Topic.objects.only("slug", "title").filter(papers__pk__among=keys).order_by()
    return rows.annotate(owner_key=F("papers__pk"))
