"""What a result can be narrowed by, each with how many rows of it would be left.

The rows of the result are made once, as the common table expression `hits`, and counted in one query, by what
the reader may see: each kind of document says what that is (`by_facet`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connections, models
from django.db.models import Count, F, Value
from django.db.models.expressions import RawSQL
from django.db.models.functions import Cast, Substr
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from passages.filters import CHOSEN, KIND_WORDS, Filter, values_of
from passages.visibility import Reader

from .document import Document
from .excerpt import Excerpt
from .kinds import document_models, type_id
from .passage import Passage
from .tag import Tagging

# More hits than these are not counted: the newest ones stand for the rest.
MOST_HITS = 5_000
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
HIT = RawSQL("hits.id", [])
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
    """A filter that narrows the result to `count` rows, and the query string that adds it."""

    label: str
    count: int
    query: str


@dataclass(frozen=True)
class Facet:
    """One thing that the result can be narrowed by."""

    name: str
    title: str
    choices: Sequence[Choice]


@dataclass(frozen=True)
class Facets:
    """What can be asked for besides. `total` is the number of hits, at most `MOST_HITS`."""

    total: int = 0
    facets: Sequence[Facet] = ()
    labels: Mapping[tuple[str, str], str] = field(default_factory=dict)

    def __iter__(self) -> Iterator[Facet]:
        return iter(self.facets)

    def __len__(self) -> int:
        return len(self.facets)

    @property
    def is_capped(self) -> bool:
        return self.total >= MOST_HITS

    def name(self, asked: Filter) -> Filter:
        """The filters with what things are called."""
        return replace(asked, labels=self.labels)


class Hit(models.Model):
    """A row of the result; this is the name of a common table expression, there is no such table."""

    owner_type_id = models.IntegerField()
    owner_id = models.BigIntegerField()
    kind = models.CharField(max_length=10)

    class Meta:
        managed = False
        default_permissions = ()
        db_table = "hits"

    def __str__(self) -> str:
        return str(self.pk)


def facets_of(result: models.QuerySet, asked: Filter, *, without: Collection[str] = ()) -> Facets:
    """Count a result: documents of one kind, or passages or excerpts of all kinds.

    `without` are facets that the page has in another form.
    """
    if not asked.is_narrowable:
        return Facets()
    rows = [total(), tags_of_hits(), *documents_of_hits(result.model, asked.reader)]
    if issubclass(result.model, Document):
        rows.append(blocks_of_hits())
    elif result.model is Excerpt:
        rows += [kinds_of_hits(), quotations(asked)]
    kinds = KIND_LABELS if result.model is Excerpt else KIND_WORDS
    facets = to_facets(count(to_hits(result), rows), asked, kinds)
    return replace(facets, facets=[facet for facet in facets if facet.name not in without])


def to_hits(result: models.QuerySet) -> models.QuerySet:
    """The newest rows of a result with the columns of `Hit`."""
    if issubclass(result.model, Document):
        owner = [Value(type_id(result.model)), F("pk"), Value("")]
    else:
        owner = [F("owner_type_id"), F("owner_id"), F("kind")]
    columns = dict(zip(("hit_type", "hit_owner", "hit_kind"), owner, strict=True))
    newest = "-read_on" if hasattr(result.model, "read_on") else "-pk"
    return result.order_by(newest).annotate(**columns).values_list("pk", *columns)[:MOST_HITS]


# What is counted: rows of facet, value, label and number


def total() -> models.QuerySet:
    return to_rows("total", Hit.objects.annotate(value=Value(""), label=Value("")), F("pk"))


def kinds_of_hits() -> models.QuerySet:
    return to_rows("kind", Hit.objects.annotate(value=F("kind"), label=F("kind")), F("pk"))


def quotations(asked: Filter) -> models.QuerySet:
    """Quotations are no hits where they are not asked for (see `ExcerptQuerySet.matching`), but offered."""
    found = Excerpt.objects.visible_to(asked.reader).matching(asked.also(kind=Excerpt.Kind.QUOTATION))
    return to_rows("kind", found.annotate(value=F("kind"), label=F("kind")), F("pk"))


def tags_of_hits() -> models.QuerySet:
    rows = Tagging.objects.annotate(value=F("tag__slug"), label=F("tag__name"))
    return to_rows("tag", of_hits(rows, "content_type_id", "object_id"))


def blocks_of_hits() -> models.QuerySet:
    """Kinds of block that not nearly every text has."""
    rows = Passage.objects.filter(kind__in=TELLING_KINDS).annotate(value=F("kind"), label=F("kind"))
    return to_rows("kind", of_hits(rows, "owner_type_id", "owner_id"))


def documents_of_hits(model: type[models.Model], reader: Reader) -> Iterator[models.QuerySet]:
    for kind in [model] if issubclass(model, Document) else document_models():
        for facet, rows in kind.objects.by_facet(reader).items():
            yield to_rows(facet, of_hits(rows, str(type_id(kind)), "id"))


def of_hits(rows: models.QuerySet, type_column: str, id_column: str) -> models.QuerySet:
    """The rows joined with the hits that their columns of type and key lead to."""
    table = rows.model._meta.db_table
    type_of = type_column if type_column.isdigit() else f"{table}.{type_column}"
    where = [f"hits.owner_type_id = {type_of}", f"hits.owner_id = {table}.{id_column}"]
    return rows.extra(tables=["hits"], where=where)  # noqa: S610


def to_rows(facet: str, rows: models.QuerySet, hit: Any = HIT) -> models.QuerySet:
    """Rows with a `value` and a `label`, counted; what stands twice for one hit counts once."""
    columns: dict[str, Any] = {"facet": Value(facet)}
    columns |= {f"{name}_text": Cast(name, models.TextField()) for name in ("value", "label")}
    named = rows.order_by().annotate(**columns).values_list(*columns)
    return named.annotate(number=Count(hit, distinct=True))


def count(hits: models.QuerySet, rows: Sequence[models.QuerySet]) -> list[tuple[str, str, str, int]]:
    """All rows in one query over one evaluation of the hits."""
    try:
        table, hit_params = hits.query.sql_with_params()
        union, params = rows[0].union(*rows[1:], all=True).query.sql_with_params()
    except EmptyResultSet:
        return []
    with connections[hits.db].cursor() as cursor:
        # The text of the query is Django's own; whatever readers say is in the parameters.
        sql = f"WITH hits (id, owner_type_id, owner_id, kind) AS MATERIALIZED ({table}) {union}"
        cursor.execute(sql, [*hit_params, *params])
        return cursor.fetchall()


def to_facets(
    rows: Sequence[tuple[str, str, str, int]], asked: Filter, kinds: Mapping[str, str | Promise]
) -> Facets:
    """Numbers of one value from several kinds of document are added up; `kinds` names kinds."""
    names = {"kind": kinds, **{name: values_of(name) for name in CHOSEN}}
    numbers: dict[tuple[str, str], int] = {}
    labels: dict[tuple[str, str], str] = {}
    for facet, value, label, number in rows:
        if value is not None:
            numbers[facet, value] = numbers.get((facet, value), 0) + number
            labels[facet, value] = str(names.get(facet, {}).get(value, label))
    hits = numbers.pop(("total", ""), 0)
    facets = [to_facet(name, numbers, labels, asked, hits) for name in TITLES]
    return Facets(hits, [facet for facet in facets if facet.choices], labels)


def to_facet(
    name: str,
    numbers: Mapping[tuple[str, str], int],
    labels: Mapping[tuple[str, str], str],
    asked: Filter,
    hits: int,
) -> Facet:
    """The choices of one facet, the largest first, years from the last; what all hits share is no choice."""
    choices = [
        Choice(labels[key], number, to_query(name, key[1], asked))
        for key, number in numbers.items()
        if key[0] == name and 0 < number != hits and is_offered(name, key[1], asked)
    ]
    choices.sort(key=lambda choice: (-choice.count, choice.label))
    kept = choices[:MOST_CHOICES]
    if name in YEARS:
        kept.sort(key=lambda choice: choice.label, reverse=True)
    return Facet(name, str(TITLES[name]), kept)


def year_of(column: str) -> Substr:
    """The year of a day as text: SQLite takes it off thirty times as fast as it asks Python for a number."""
    return Substr(Cast(column, models.TextField()), 1, 4)


def is_offered(name: str, value: str, asked: Filter) -> bool:
    """Whether the value can still be asked for: one of each, but any number of tags."""
    if name in YEARS:
        return not asked.holds(name) and value.isdigit() and len(value) == 4
    return value not in asked.tags if name == "tag" else not asked.holds(name)


def to_query(name: str, value: str, asked: Filter) -> str:
    if name == "tag":
        return asked.also(tags=[value]).to_query()
    added: dict[str, Any] = {name: int(value) if name in YEARS else value}
    return asked.also(**added).to_query()
