"""What a result can be narrowed by, each with how many rows of it would be left.

The rows of the result are made once, as the common table expression `hits`, and counted in one query, by what
the reader may see: each kind of document says what that is (`by_facet`). What has a key is counted by that,
and named once.
"""

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
from django.core.exceptions import EmptyResultSet
from django.db import connections, models
from django.db.models import F, Value
from django.db.models.functions import Cast, Substr
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from passages.filters import CHOSEN, KIND_WORDS, Filter, values_of
from passages.visibility import Reader

from .document import Document
from .excerpt import Excerpt
from .kinds import document_models, type_id
from .passage import Passage
from .tag import Tag, Tagging

# The text of a query and its parameters.
Sql = tuple[str, list[Any]]
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

# What stands in the same rows is looked up once: databases keep what is read more than once. SQLite takes
# the sides of a CROSS JOIN as they stand (https://www.sqlite.org/optoverview.html): the rows are looked up
# for each hit, rather than the hit for each of a million rows.
FOUND = """
{table} (hit, {columns}) AS (
SELECT hits.id, {columns} FROM hits CROSS JOIN ({rows}) AS found
WHERE found.document_id = hits.owner_id AND hits.owner_type_id = %s)
"""
COUNTED = """
SELECT {column} AS value, COUNT({what}) AS number FROM {table} WHERE {column} IS NOT NULL GROUP BY {column}
"""
UNNAMED = """
SELECT %s AS facet, CAST(value AS text) AS slug, CAST(value AS text) AS label, number
FROM ({counted}) AS counted
"""
NAMED = """
SELECT %s AS facet, named.slug, named.label, number
FROM ({counted}) AS counted CROSS JOIN ({named}) AS named WHERE named.id = counted.value
"""
HITS = "SELECT * FROM ({hits}) AS hits"
DAYS = """
SELECT SUBSTR(CAST(day AS text), 1, 4) AS value, COUNT(*) AS number FROM hits
WHERE hits.owner_type_id = %s GROUP BY value
"""
TOTAL = """
SELECT 'total' AS facet, CAST(MIN(id) AS text) AS slug, '' AS label, COUNT(*) AS number FROM hits
"""
KINDS = "SELECT 'kind', kind, kind, COUNT(*) FROM hits GROUP BY kind"
QUOTATIONS = "SELECT 'kind', %s, %s, COUNT(*) FROM ({rows}) AS quoted"
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
    """What can be asked for besides. `total` is the number of hits, at most `MOST_HITS`.

    `oldest` is the key of the last of them in the order of keys.
    """

    total: int = 0
    oldest: int = 0
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


@dataclass(frozen=True)
class Counted:
    """What is counted of the documents of one kind: `rows` with the `key` of a document and a `value`.

    Where values are keys, `named` are rows of these with a slug and a `label`; others are their own labels.
    `are_single` says that no document has a value twice. No `rows` are the years of the days that the hits
    themselves have.
    """

    rows: models.QuerySet | None = None
    key: str = ""
    value: Any = None
    named: models.QuerySet | None = None
    are_single: bool = False


@dataclass(frozen=True)
class Counts:
    """SQL that counts the hits: `tables` of what was found for them, and what `selects` from these."""

    tables: Sequence[Sql]
    selects: Sequence[Sql]


def facets_of(result: models.QuerySet, asked: Filter, *, without: Collection[str] = ()) -> Facets:
    """Count a result: documents of one kind, or passages or excerpts of all kinds.

    `without` are facets that the page has in another form.
    """
    if not asked.is_narrowable:
        return Facets()
    kinds = KIND_LABELS if result.model is Excerpt else KIND_WORDS
    return to_facets(count([result], counts_of(result.model, asked.reader, without), asked), asked, kinds)


# What is counted: name of the facet, content type of the documents, rows


def counts_of(model: type[models.Model], reader: Reader, without: Collection[str]) -> Counts:
    """What is counted in a result of that model. Whoever has not signed in sees the same as all others."""
    if reader.is_authenticated:
        return to_counts(each for each in counted_in(model, reader) if each[0] not in without)
    types = tuple(map(type_id, document_models()))
    return counts_for_strangers(model, frozenset(without), settings.SITE_PRIVATE, types)


@lru_cache(maxsize=64)
def counts_for_strangers(model: type[models.Model], without: Collection[str], *_state: Any) -> Counts:
    """Django takes longer to make this SQL than the database needs for most results."""
    return to_counts(each for each in counted_in(model, AnonymousUser()) if each[0] not in without)


@lru_cache(maxsize=16)
def counts_of_tags(*kinds: tuple[type[models.Model], int]) -> Counts:
    """The tags of documents of these models, each with its content type; everybody sees the same of them."""
    return to_counts(("tag", kind, tags_of(model)) for model, kind in kinds)


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


# Counting


def count(
    results: Sequence[models.QuerySet], counts: Counts, asked: Filter
) -> list[tuple[str, str, str, int]]:
    """Name of facet, value, label and number, in one query over one evaluation of the hits.

    Several results are those of several kinds of document.
    """
    hits = [sql for sql in map(to_sql, map(to_hits, results)) if sql[0]]
    if not hits:
        return []
    tables, selects = counts.tables, [(TOTAL, []), *counts.selects]
    if results[0].model is Excerpt:
        selects += [(KINDS, []), quotations(asked)]
    newest = " UNION ALL ".join(HITS.format(hits=sql) for sql, _ in hits)
    named = [f"hits (id, owner_type_id, owner_id, kind, day) AS MATERIALIZED ({newest})"]
    union = " UNION ALL ".join(sql for sql, _ in selects if sql)
    with connections[results[0].db].cursor() as cursor:
        # The text of the query is Django's own and ours; whatever readers say is in the parameters.
        sql = f"WITH {', '.join(named + [table for table, _ in tables])} {union}"
        cursor.execute(sql, list(chain.from_iterable(params for _, params in [*hits, *tables, *selects])))
        return cursor.fetchall()


def to_hits(result: models.QuerySet) -> models.QuerySet:
    """The newest rows of a result, each with the document that it is or stands in.

    What words were asked for comes in the order of their index, which ends at the last that is wanted.
    """
    is_dated = hasattr(result.model, "read_on")
    if issubclass(result.model, Document):
        day = F("read_on") if is_dated else Cast(Value(None), models.DateField())
        owner = [Value(type_id(result.model)), F("pk"), Value(""), day]
    else:
        owner = [F("owner_type_id"), F("owner_id"), F("kind"), F("dated_on")]
    columns = dict(zip(("hit_type", "hit_owner", "hit_kind", "hit_day"), owner, strict=True))
    newest: Any = result
    if result.model is Excerpt:
        newest = newest.by_key()
    elif issubclass(result.model, Document):
        newest = result.order_by("-read_on" if is_dated else "-pk")
    else:
        newest = result.order_by("-dated_on", "-pk")
    return newest.annotate(**columns).values_list("pk", *columns)[:MOST_HITS]


def to_counts(counted: Iterable[tuple[str, int, Counted]]) -> Counts:
    """One table for all that stands in the same rows."""
    together: dict[tuple[int, int], list[tuple[str, Counted]]] = {}
    for name, kind, each in counted:
        together.setdefault((id(each.rows), kind), []).append((name, each))
    tables, selects = [], []
    for number, ((_rows, kind), facets) in enumerate(together.items()):
        rows = facets[0][1].rows
        if rows is None:
            selects += [(UNNAMED.format(counted=DAYS), [name, kind]) for name, _ in facets]
        elif table := to_table(f"found_{number}", kind, rows, [each for _, each in facets]):
            tables.append(table)
            selects += [
                to_select(name, f"found_{number}", place, each) for place, (name, each) in enumerate(facets)
            ]
    return Counts(tables, selects)


def to_table(table: str, kind: int, rows: models.QuerySet, facets: Sequence[Counted]) -> Sql | None:
    """The hits of that kind with a column of values for each facet; None where there can be no rows."""
    values = {f"value_{number}": each.value for number, each in enumerate(facets)}
    found = rows.order_by().annotate(document_id=F(facets[0].key), **values)
    sql, params = to_sql(found.values_list("document_id", *values))
    return (FOUND.format(table=table, columns=", ".join(values), rows=sql), [*params, kind]) if sql else None


def to_select(name: str, table: str, number: int, counted: Counted) -> Sql:
    is_single = counted.are_single
    sql = COUNTED.format(table=table, column=f"value_{number}", what="*" if is_single else "DISTINCT hit")
    if counted.named is None:
        return UNNAMED.format(counted=sql), [name]
    named, params = to_sql(counted.named.order_by().values_list("id", "slug", "label"))
    return NAMED.format(counted=sql, named=named), [name, *params]


def quotations(asked: Filter) -> Sql:
    """Quotations are no hits where they are not asked for (see `ExcerptQuerySet.matching`), but offered."""
    kind = Excerpt.Kind.QUOTATION
    found = Excerpt.objects.visible_to(asked.reader).matching(asked.also(kind=kind))
    rows, params = to_sql(found.order_by().values_list("pk"))
    return (QUOTATIONS.format(rows=rows), [kind, kind, *params]) if rows else ("", [])


def to_sql(rows: models.QuerySet) -> Sql:
    """The text of the query and its parameters, "" where there can be no rows."""
    try:
        sql, params = rows.query.get_compiler(rows.db).as_sql()
    except EmptyResultSet:
        return "", []
    return sql, list(params)


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
    facets = [to_facet(name, own, labels, asked, hits) for name, own in numbers.items()]
    return Facets(hits, int(oldest), [facet for facet in facets if facet.choices], labels)


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


def tags_in(results: Sequence[models.QuerySet], asked: Filter, most: int) -> list[Choice]:
    """The tags that most documents carry besides those asked for; each result is of one kind."""
    numbers: dict[tuple[str, str], int] = {}
    counts = counts_of_tags(*((result.model, type_id(result.model)) for result in results))
    for facet, slug, label, number in count(results, counts, asked):
        if facet == "tag" and slug not in asked.tags:
            numbers[slug, label] = numbers.get((slug, label), 0) + number
    found = sorted((-number, label, slug) for (slug, label), number in numbers.items())
    query = adding("tag", asked)
    return [Choice(label, -n, slug, query(slug)) for n, label, slug in found[:most]]


def year_of(column: str) -> Substr:
    """The year of a day as text: SQLite takes it off thirty times as fast as it asks Python for a number."""
    return Substr(Cast(column, models.TextField()), 1, 4)


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
