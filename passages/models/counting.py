"""The SQL that counts the rows of a result by what the documents have in which they stand.

The rows of the result are made once, as the common table expression `hits`, and counted in one query, by what
the reader may see: each kind of document says what that is (`by_facet`). What has a key is counted by that,
and named once.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connections, models
from django.db.models import F, Value
from django.db.models.expressions import RawSQL
from django.db.models.functions import Cast, Substr

from passages.filters import Filter

from .document import Document
from .excerpt import Excerpt
from .kinds import type_id

# The text of a query and its parameters.
Sql = tuple[str, list[Any]]
# So many hits are counted, each of them. Where there are more, some of the newest stand for all: to count
# thousands of them would take longer than all else of a page, and say no more.
MOST_HITS = 5_000
SAMPLE = 1_000
HITS_OF_ONE_KIND = MOST_HITS
# Of entries, works and topics.
ALL_HITS = 3 * MOST_HITS

# What stands in the same rows is looked up once: databases keep what is read more than once. SQLite takes
# the sides of a CROSS JOIN as they stand (https://www.sqlite.org/optoverview.html): the rows are looked up
# for each hit, rather than the hit for each of a million rows. So it is with the tables within these rows, of
# which it would else begin with the last.
# The limit cuts nothing off. It tells SQLite how many hits there are at most: for what it reads a second time
# it thinks of a million, and where an ANALYZE told it that a table has fewer rows it makes a Bloom filter of
# all of these first, which took 210 ms of the processor with 300,000 entries.
FOUND = """
{table} (hit, {columns}) AS (
SELECT hits.id, {columns} FROM (SELECT * FROM hits LIMIT {most}) AS hits CROSS JOIN ({rows}) AS found
WHERE found.document_id = hits.owner_id{and_of_kind})
"""
# What has no value is counted as well, and left out by whoever reads it: a condition on a column that a table
# of the rows is read for makes SQLite read the whole of that for a Bloom filter, too.
COUNTED = "SELECT {column} AS value, COUNT({what}) AS number FROM {table} GROUP BY {column}"
UNNAMED = """
SELECT %s AS facet, CAST(value AS text) AS slug, CAST(value AS text) AS label, number
FROM ({counted}) AS counted
"""
NAMED = """
SELECT %s AS facet, named.slug, named.label, number
FROM ({counted}) AS counted CROSS JOIN ({named}) AS named WHERE named.id = counted.value
"""
MADE = "{name} (id, owner_type_id, owner_id, kind, day) AS MATERIALIZED ({rows})"
# What is materialized is read in the order in which it was made.
SOME = """
SELECT * FROM (SELECT * FROM {newest} LIMIT
(SELECT CASE WHEN COUNT(*) < {most} THEN {most} ELSE {sample} END FROM {newest})) AS counted
"""
KEYS = "SELECT id FROM {newest}"
DAYS = """
SELECT SUBSTR(CAST(day AS text), 1, 4) AS value, COUNT(*) AS number FROM hits
WHERE true{and_of_kind} GROUP BY value
"""
# Said of hits of several kinds only: PostgreSQL takes it for a condition that few of them fulfil, and looks
# up the rows of each, which takes it nearly twice as long.
AND_OF_KIND = " AND hits.owner_type_id = %s"
TOTAL = """
SELECT 'total' AS facet, CAST(MIN(id) AS text) AS slug, '' AS label, COUNT(*) AS number
FROM ({keys}) AS newest
"""
KINDS = "SELECT 'kind', kind, kind, COUNT(*) FROM hits GROUP BY kind"
QUOTATIONS = "SELECT 'kind', %s, %s, COUNT(*) FROM ({rows}) AS quoted"
# The first of the hits that are counted, or of all excerpts where all hits are.
FIRST = """
(SELECT CASE WHEN (SELECT COUNT(*) FROM newest_0) = (SELECT COUNT(*) FROM hits)
THEN (SELECT MIN({column}) FROM passages_excerpt) ELSE (SELECT MIN({hit}) FROM hits) END)
"""
FIRST_KEY = RawSQL(FIRST.format(column="id", hit="id"), (), models.BigIntegerField())  # noqa: S611
FIRST_DAY = RawSQL(FIRST.format(column="dated_on", hit="day"), (), models.DateField())  # noqa: S611


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


def count(
    results: Sequence[models.QuerySet], counts: Counts, asked: Filter
) -> list[tuple[str, str, str, int]]:
    """Name of facet, value, label and number, in one query over one evaluation of the hits.

    Several results are those of several kinds of document.
    """
    hits = [sql for sql in map(to_sql, map(to_hits, results)) if sql[0]]
    if not hits:
        return []
    newest = [f"newest_{number}" for number in range(len(hits))]
    some = (SOME.format(newest=name, most=MOST_HITS, sample=SAMPLE) for name in newest)
    named = [MADE.format(name=name, rows=sql) for name, (sql, _) in zip(newest, hits, strict=True)]
    named.append(MADE.format(name="hits", rows=to_union(some)))
    total = TOTAL.format(keys=to_union(KEYS.format(newest=name) for name in newest))
    tables, selects = counts.tables, [(total, []), *counts.selects]
    if results[0].model is Excerpt:
        selects += [(KINDS, []), quotations(asked)]
    union = to_union(sql for sql, _ in selects if sql)
    with connections[results[0].db].cursor() as cursor:
        # The text of the query is Django's own and ours; whatever readers say is in the parameters.
        sql = f"WITH {', '.join(named + [table for table, _ in tables])} {union}"
        cursor.execute(sql, list(chain.from_iterable(params for _, params in [*hits, *tables, *selects])))
        return cursor.fetchall()


def to_hits(result: models.QuerySet) -> models.QuerySet:
    """The newest rows of a result, each with the document that it is or stands in.

    What words were asked for comes in the order of their index, which ends at the last that is wanted.
    """
    model, key = kind_of(result.model), "pk"
    is_dated = hasattr(model, "read_on")
    newest: Any = result
    if issubclass(model, Document):
        key = "pk" if model is result.model else str(model._meta.model_name)
        day = F("read_on") if is_dated else Cast(Value(None), models.DateField())
        owner = [Value(type_id(model)), F(key), Value(""), day]
        newest = result.order_by("-read_on" if is_dated else "-pk")
    else:
        owner = [F("owner_type_id"), F("owner_id"), F("kind"), F("dated_on")]
        newest = newest.by_key() if model is Excerpt else result.order_by("-dated_on", "-pk")
    columns = dict(zip(("hit_type", "hit_owner", "hit_kind", "hit_day"), owner, strict=True))
    return newest.annotate(**columns).values_list(key, *columns)[:MOST_HITS]


def kind_of(model: type[models.Model]) -> type[models.Model]:
    """What the rows of a model are counted as: rows that lists keep of documents, as these."""
    kind: type[models.Model] = getattr(model, "stands_for", model)
    return kind


def to_counts(counted: Iterable[tuple[str, int, Counted]], *, are_mixed: bool) -> Counts:
    """One table for all that stands in the same rows; `are_mixed` says that hits are of several kinds."""
    and_of_kind = AND_OF_KIND if are_mixed else ""
    together: dict[tuple[int, int], list[tuple[str, Counted]]] = {}
    for name, kind, each in counted:
        together.setdefault((id(each.rows), kind), []).append((name, each))
    tables, selects = [], []
    for number, ((_rows, kind), facets) in enumerate(together.items()):
        rows = facets[0][1].rows
        if rows is None:
            days, kinds = DAYS.format(and_of_kind=and_of_kind), [kind] if are_mixed else []
            selects += [(UNNAMED.format(counted=days), [name, *kinds]) for name, _ in facets]
        elif found := to_found(rows, [each for _, each in facets]):
            columns, sql, params = found
            most = ALL_HITS if are_mixed else HITS_OF_ONE_KIND
            named = {"table": f"found_{number}", "columns": columns, "and_of_kind": and_of_kind}
            table = FOUND.format(**named, rows=sql, most=most)
            tables.append((table, [*params, kind] if are_mixed else params))
            selects += [
                to_select(name, f"found_{number}", place, each) for place, (name, each) in enumerate(facets)
            ]
    return Counts(tables, selects)


def to_found(rows: models.QuerySet, facets: Sequence[Counted]) -> tuple[str, str, list[Any]] | None:
    """The rows with a column of values for each facet; None where there can be none."""
    values = {f"value_{number}": each.value for number, each in enumerate(facets)}
    found = rows.order_by().annotate(document_id=F(facets[0].key), **values)
    sql, params = to_sql(found.values_list("document_id", *values))
    if connections[rows.db].vendor == "sqlite":
        sql = sql.replace(" INNER JOIN ", " CROSS JOIN ")
    return (", ".join(values), sql, params) if sql else None


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
    newest = found.from_key(FIRST_KEY) if found.is_ranked else found.from_day(FIRST_DAY)
    rows, params = to_sql(newest.order_by().values_list("pk"))
    return (QUOTATIONS.format(rows=rows), [kind, kind, *params]) if rows else ("", [])


def to_union(selects: Iterable[str]) -> str:
    return " UNION ALL ".join(selects)


def to_sql(rows: models.QuerySet) -> Sql:
    """The text of the query and its parameters, "" where there can be no rows."""
    try:
        sql, params = rows.query.get_compiler(rows.db).as_sql()
    except EmptyResultSet:
        return "", []
    return sql, list(params)


def year_of(column: str) -> Substr:
    """The year of a day as text: SQLite takes it off thirty times as fast as it asks Python for a number."""
    return Substr(Cast(column, models.TextField()), 1, 4)
