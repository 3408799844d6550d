"""What a result can be narrowed by, each with how many rows of it would be left."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import chain
from operator import itemgetter
from typing import Any
from urllib.parse import quote_plus

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import F
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from passages.filters import CHOSEN, KIND_WORDS, Filter, values_of
from passages.visibility import Reader

from . import counting
from .counting import Counted, Counts, count, kind_of, to_counts
from .document import Document
from .excerpt import Excerpt
from .kinds import document_models, type_id
from .passage import Passage
from .tag import Tag, Tagging

MOST_CHOICES = 50
TITLES: dict[str, str | Promise] = {
    "kind": _("Kind"),
    "topic": _("Topic"),
    "tag": _("Tag"),
    "author": _("Author"),
    "year": _("Read in"),
    "issued": _("Published in"),
    "status": _("Status"),
    "type": _("Type"),
}
YEARS = {"year", "issued"}
TELLING_KINDS = [Passage.Kind.QUOTATION, Passage.Kind.CODE, Passage.Kind.TABLE, Passage.Kind.MATH]
KIND_LABELS: dict[str, str | Promise] = {
    Excerpt.Kind.ENTRY: _("entries"),
    Excerpt.Kind.SECTION: _("sections"),
    Excerpt.Kind.QUOTATION: _("quotations"),
    Excerpt.Kind.PAPER: _("papers"),
    Excerpt.Kind.TOPIC: _("topics"),
    Excerpt.Kind.MARGIN: _("private margins"),
}


@dataclass(frozen=True)
class Choice:
    """A filter that narrows the result to `count` rows by its `value`, and the query string that adds it."""

    label: str
    count: int
    value: str
    query: str


@dataclass(frozen=True)
class Facet:
    """One thing that the result can be narrowed by."""

    name: str
    title: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True)
class Facets:
    """What can be asked for besides. `total` is the number of hits, at most `counting.MOST_HITS`.

    Where there are as many, `counting.SAMPLE` of the newest are counted for the choices.
    `oldest` is the key of the last of them in the order of keys. `numbers` holds how many hits have each
    value, by the name of the facet.
    """

    total: int = 0
    oldest: int = 0
    facets: Sequence[Facet] = ()
    labels: Mapping[tuple[str, str], str] = field(default_factory=dict)
    numbers: Mapping[str, Mapping[str, int]] = field(default_factory=dict)

    def __iter__(self) -> Iterator[Facet]:
        return iter(self.facets)

    def __len__(self) -> int:
        return len(self.facets)

    @property
    def is_capped(self) -> bool:
        return self.total >= counting.MOST_HITS

    @property
    def counted(self) -> int:
        """How many hits the choices are counted in."""
        return counted_of(self.total)

    def without(self, name: str) -> Facets:
        """These without one that the page has in another form."""
        facets = [facet for facet in self.facets if facet.name != name]
        labels = {key: label for key, label in self.labels.items() if key[0] != name}
        return replace(self, facets=facets, labels=labels)

    def rows_of(self, name: str) -> list[tuple[str, str, str, int]]:
        """Name, value, label and number of one facet, as they were counted."""
        numbers = self.numbers.get(name, {})
        return [(name, value, self.labels[name, value], number) for value, number in numbers.items()]

    def name(self, asked: Filter) -> Filter:
        """The filters with what things are called."""
        return replace(asked, labels=self.labels)


NOTHING = Facets()


def facets_of(result: models.QuerySet, asked: Filter, *, without: Collection[str] = ()) -> Facets:
    """Count a result: documents of one kind, or passages or excerpts of all kinds.

    `without` are facets that the page has in another form.
    """
    if not asked.is_narrowable:
        return NOTHING
    kinds = KIND_LABELS if result.model is Excerpt else KIND_WORDS
    counts = counts_of(kind_of(result.model), asked.reader, without)
    return to_facets(count([result], counts, asked), asked, kinds)


def counts_of(model: type[models.Model], reader: Reader, without: Collection[str]) -> Counts:
    """What is counted in a result of that model. Whoever has not signed in sees the same as all others."""
    if reader.is_authenticated:
        return counts_in(model, reader, without)
    types = tuple(map(type_id, document_models()))
    return counts_for_strangers(model, frozenset(without), settings.SITE_PRIVATE, types)


@lru_cache(maxsize=64)
def counts_for_strangers(model: type[models.Model], without: Collection[str], *_state: Any) -> Counts:
    """Django takes longer to make this SQL than the database needs for most results."""
    return counts_in(model, AnonymousUser(), without)


def counts_in(model: type[models.Model], reader: Reader, without: Collection[str]) -> Counts:
    counted = (each for each in counted_in(model, reader) if each[0] not in without)
    return to_counts(counted, are_mixed=not issubclass(model, Document))


@lru_cache(maxsize=16)
def counts_of_tags(*kinds: tuple[type[models.Model], int]) -> Counts:
    """The tags of documents of these models, each with its content type; everybody sees the same of them."""
    counted = [("tag", kind, tags_of(model)) for model, kind in kinds]
    return to_counts(counted, are_mixed=len(kinds) > 1)


def counted_in(model: type[models.Model], reader: Reader) -> Iterator[tuple[str, int, Counted]]:
    """What is counted in a result of that model."""
    kinds: list[Any] = [model] if issubclass(model, Document) else document_models()
    for kind in kinds:
        facets = {"tag": tags_of(kind)} | kind.objects.by_facet(reader)
        yield from ((name, type_id(kind), counted) for name, counted in facets.items())
    if issubclass(model, Document):
        yield "kind", type_id(model), blocks_of(model)


def tags_of(model: type[models.Model]) -> Counted:
    rows = Tagging.objects.filter(content_type=type_id(model))
    return Counted(rows, "object_id", F("tag_id"), Tag.objects.annotate(label=F("name")), are_single=True)


def blocks_of(model: type[models.Model]) -> Counted:
    """Kinds of block that not nearly every text has."""
    rows = Passage.objects.filter(owner_type=type_id(model), kind__in=TELLING_KINDS)
    return Counted(rows, "owner_id", F("kind"))


def to_facets(
    rows: Iterable[tuple[str, str, str, int]], asked: Filter, kinds: Mapping[str, str | Promise]
) -> Facets:
    """Numbers of one value from several kinds of document are added up; `kinds` names kinds."""
    names = {"kind": kinds, **{name: values_of(name) for name in CHOSEN}}
    numbers: dict[str, dict[str, int]] = {name: {} for name in ("total", *TITLES)}
    labels: dict[tuple[str, str], str] = {}
    for facet, value, label, number in rows:
        if value:
            numbers[facet][value] = numbers[facet].get(value, 0) + number
            labels[facet, value] = str(names.get(facet, {}).get(value, label))
    [(oldest, hits)] = numbers.pop("total").items() or [("0", 0)]
    facets = [to_facet(name, own, labels, asked, counted_of(hits)) for name, own in numbers.items()]
    return Facets(hits, int(oldest), [facet for facet in facets if facet.choices], labels, numbers)


def counted_of(hits: int) -> int:
    return hits if hits < counting.MOST_HITS else counting.SAMPLE


def to_facet(
    name: str,
    numbers: Mapping[str, int],
    labels: Mapping[tuple[str, str], str],
    asked: Filter,
    hits: int,
) -> Facet:
    """The choices of one facet, the largest first, years from the last; what all hits share is no choice."""
    offered = [
        (-number, labels[name, value], value)
        for value, number in numbers.items()
        if 0 < number != hits and is_offered(name, value, asked)
    ]
    kept = sorted(offered)[:MOST_CHOICES]
    if name in YEARS:
        kept.sort(key=itemgetter(1), reverse=True)
    query = adding(name, asked)
    choices = tuple(Choice(label, -number, value, query(value)) for number, label, value in kept)
    return Facet(name, str(TITLES[name]), choices)


def tags_in(
    results: Sequence[models.QuerySet], asked: Filter, most: int, counted: Facets = NOTHING
) -> list[Choice]:
    """The tags that most documents carry besides those asked for; each result is of one kind.

    The tags of another result may be `counted` already.
    """
    kinds = [kind_of(result.model) for result in results]
    counts = counts_of_tags(*((kind, type_id(kind)) for kind in kinds))
    numbers: dict[tuple[str, str], int] = {}
    for facet, slug, label, number in chain(counted.rows_of("tag"), count(results, counts, asked)):
        if facet == "tag" and slug not in asked.tags:
            numbers[slug, label] = numbers.get((slug, label), 0) + number
    found = sorted((-number, label, slug) for (slug, label), number in numbers.items())
    query = adding("tag", asked)
    return [Choice(label, -n, slug, query(slug)) for n, label, slug in found[:most]]


def is_offered(name: str, value: str, asked: Filter) -> bool:
    """Whether the value can still be asked for: one of each, but any number of tags."""
    if name in YEARS:
        return not asked.holds(name) and value.isdigit() and len(value) == 4
    return value not in asked.tags if name == "tag" else not asked.holds(name)


def adding(name: str, asked: Filter) -> Callable[[str], str]:
    """The query string that asks for a value of that filter as well, by the value.

    A null stands for it, which no value holds but that of `q`, the last.
    """
    added: dict[str, Any] = {name: "\0"}
    wider = asked.also(tags=["\0"]) if name == "tag" else asked.also(**added)
    before, _null, after = wider.to_query().partition(quote_plus("\0"))
    return lambda value: f"{before}{quote_plus(value)}{after}"
