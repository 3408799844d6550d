"""Queries that are asked again and again with other values, whose SQL is made once.

For what a page asks of one document Django takes ten times as long to make the SQL as the database takes to
answer it. Whoever has not signed in sees the same as all others, so that theirs is kept, and what they ask by
a filter that asks for nothing; else it is made each time.

    @prepared
    def entries_at(reader: Reader, *, slug: str) -> QuerySet:
        return Entry.objects.visible_to(reader).filter(slug=slug)

    entries_at(request.user, slug="lora")  # a list

    @paged
    def printed(asked: Filter) -> QuerySet:
        return Entry.objects.visible_to(asked.reader).matching(asked)

    printed(asked)  # a page

A query may use what it is given in comparisons only, and keys with `among`. It has no prefetches (`fill`).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar

from django.conf import settings
from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.models import Expression, Field, Lookup, QuerySet
from django.db.models.query import (
    FlatValuesListIterable,
    ModelIterable,
    NamedValuesListIterable,
    get_related_populators,
)
from django.db.models.utils import create_namedtuple_class
from django.utils import timezone

from passages.filters import Filter
from passages.paging import PAGE_SIZE, Keyset, Page
from passages.visibility import Reader

from .kinds import document_models, type_id

if TYPE_CHECKING:
    from .document import Document

T = TypeVar("T")
Asker = Reader | Filter
OWNER = "owner_key"


class Given(Expression):
    """Stands in a query for a value that is said when it is asked."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        return "%s", (self,)


@Field.register_lookup
class Among(Lookup):
    """Any number of keys as one value: their number changes nothing in the SQL."""

    lookup_name = "among"

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        return self.to_sql("{} = ANY({})", compiler, connection)

    def as_sqlite(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        return self.to_sql("{} IN (SELECT value FROM json_each({}))", compiler, connection)

    def to_sql(self, form: str, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        column, values = self.process_lhs(compiler, connection)
        keys, given = self.process_rhs(compiler, connection)
        return form.format(column, keys), [*values, *given]


@dataclass(frozen=True)
class Query:
    """SQL, with `Given` among its values, and what makes rows of the answer; none where there can be none."""

    rows: QuerySet
    compiler: Any
    sql: str
    values: Sequence[Any]
    converters: Any

    def ask(self, given: Mapping[str, Any]) -> list[Any]:
        if not self.sql:
            return []
        connection = connections[self.rows.db]
        values = [
            to_value(given[value.name], connection) if isinstance(value, Given) else value
            for value in self.values
        ]
        with connection.cursor() as cursor:
            cursor.execute(self.sql, values)
            found = cursor.fetchall()
        if self.converters:
            found = list(self.compiler.apply_converters(found, self.converters))
        return self.made(found)

    def made(self, found: list[Any]) -> list[Any]:
        kind: Any = self.rows._iterable_class  # type: ignore[attr-defined]
        if issubclass(kind, FlatValuesListIterable):
            return [row[0] for row in found]
        if issubclass(kind, NamedValuesListIterable):
            names = self.rows._fields  # type: ignore[attr-defined]
            return list(map(create_namedtuple_class(*names)._make, found))
        return self.to_models(found) if issubclass(kind, ModelIterable) else list(map(tuple, found))

    def to_models(self, found: Iterable[Sequence[Any]]) -> list[Any]:
        """Rows as Django's own `ModelIterable` makes them."""
        compiler, info, db = self.compiler, self.compiler.klass_info, self.rows.db
        fields = info["select_fields"]
        first, last = fields[0], fields[-1] + 1
        names = [column[0].target.attname for column in compiler.select[first:last]]
        others = get_related_populators(info, compiler.select, db)  # type: ignore[call-arg]  # of Django 6.1
        documents = []
        for row in found:
            document = info["model"].from_db(db, names, row[first:last])
            for other in others:
                other.populate(row, document)
            for name, place in compiler.annotation_col_map.items():
                setattr(document, name, row[place])
            documents.append(document)
        return documents


def to_value(value: Any, connection: Any) -> Any:
    """A value as the driver of the database takes it."""
    if isinstance(value, date):
        return connection.ops.adapt_datefield_value(value)
    if isinstance(value, list):
        return json.dumps(value, default=str) if connection.vendor == "sqlite" else value
    return value


def to_query(rows: QuerySet) -> Query:
    compiler: Any = rows.query.get_compiler(rows.db)
    try:
        sql, values = compiler.as_sql()
    except EmptyResultSet:
        return Query(rows, compiler, "", (), None)
    columns = [column[0] for column in compiler.select[: compiler.col_count]]
    return Query(rows, compiler, sql, values, compiler.get_converters(columns))


def made_once(make: Callable[..., T]) -> Callable[..., T]:
    """Keeps what is made for all who have not signed in and ask for nothing in particular; for others it is
    made each time.

    What else it is made for is said by name.
    """
    kept: dict[tuple[Any, ...], T] = {}

    def made(*askers: Asker, **others: Any) -> T:
        if not all(map(is_anybody, askers)):
            return make(*askers, **others)
        state = (*state_of_site(), *sorted(others.items()))
        if state not in kept:
            kept[state] = make(*askers, **others)
        return kept[state]

    return made


def is_anybody(asker: Asker) -> bool:
    """Whether all others get the same answer: who has not signed in and, of a filter, asks for nothing."""
    if isinstance(asker, Filter):
        return not asker.is_narrow() and is_anybody(asker.reader)
    return not asker.is_authenticated


def prepared(make: Callable[..., QuerySet]) -> Callable[..., list[Any]]:
    """Makes of a function that gives a query, for a reader, a filter or all and for some values, one that
    asks it."""

    @made_once
    def query(*askers: Asker, names: tuple[str, ...]) -> Query:
        return to_query(make(*askers, **{name: Given(name) for name in names}))

    def ask(*askers: Asker, **given: Any) -> list[Any]:
        return query(*askers, names=tuple(given)).ask(given)

    return ask


def paged(make: Callable[..., QuerySet]) -> Callable[..., Page]:
    """The same with the page that was asked for, in the order in which such rows have `pages`."""

    @made_once
    def query(asked: Filter, *, names: tuple[str, ...], is_later: bool) -> tuple[Keyset, Query]:
        rows: Any = make(asked, **{name: Given(name) for name in names})
        order: Keyset = rows.pages
        if is_later:
            rows = rows.filter(order.after([Given(name) for name in last_of(order)]))
        return order, to_query(rows.order_by(*order.ordering)[: PAGE_SIZE + 1])

    def ask(asked: Filter, **given: Any) -> Page:
        whole = replace(asked, cursor="", cursor_name="")
        order, found = query(whole, names=tuple(given), is_later=bool(asked.cursor))
        last = zip(last_of(order), order.read(asked), strict=True) if asked.cursor else ()
        return order.cut(found.ask({**given, **dict(last)}), asked)

    return ask


def last_of(order: Keyset) -> list[str]:
    """What the values of the row are called after which a page begins."""
    return [f"last {column.name}" for column in order.columns]


@cache
def by_keys(model: type[Any], name: str) -> Callable[..., list[Any]]:
    """Asks for rows of a model by their `keys`, as the method of that name of its query fetches them; what
    that would prefetch is filled in by whoever asks."""

    @prepared
    def rows(*, keys: list[int]) -> QuerySet:
        return getattr(model.objects, name)().prefetch_related(None).filter(pk__among=keys)

    return rows


def state_of_site() -> tuple[Any, ...]:
    """What else SQL for readers who have not signed in depends on."""
    zone, vendor = timezone.get_current_timezone_name(), connections["default"].vendor
    return settings.SITE_PRIVATE, zone, vendor, *map(type_id, all_kinds())


@cache
def all_kinds() -> list[type[Document]]:
    return document_models()


class Fetched(list[Any]):
    """What was fetched for a relation beforehand; it can be gone through, and asked nothing else."""

    def all(self) -> Fetched:
        return self


def fill(documents: Iterable[Any], name: str, rows: Iterable[Any], *, key: str = OWNER) -> None:
    """Give documents what a relation leads to; each of the rows says by its `key` from which."""
    found = by_owner(rows, key)
    for document in documents:
        cache = document.__dict__.setdefault("_prefetched_objects_cache", {})
        cache[name] = Fetched(found.get(document.pk, ()))


def show(documents: Iterable[Any], name: str, rows: Iterable[Any]) -> None:
    """The same as a list of that name."""
    found = by_owner(rows, OWNER)
    for document in documents:
        setattr(document, name, found.get(document.pk, []))


def first(rows: Sequence[Any]) -> Any:
    """The first of some rows, None where there are none."""
    return rows[0] if rows else None


def by_owner(rows: Iterable[Any], key: str) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = {}
    for row in rows:
        found.setdefault(getattr(row, key), []).append(row)
    return found
