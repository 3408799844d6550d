"""Rows of any model as they stand in the table: without managers, signals, or what a save derives."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

from django.core.management.color import no_style
from django.db import connections, models
from django.db.models import AutoField, Max

from passages.models.words import TABLE as WORDS

from .values import convert, writers

CHUNK = 500


def fields_of(model: Any) -> list[Any]:
    return [field for field in model._meta.local_concrete_fields if not field.generated]


def columns_of(model: Any) -> tuple[str, ...]:
    return tuple(field.attname for field in fields_of(model))


def count_rows(models: Iterable[Any], alias: str) -> int:
    return sum(rows_of(model, alias).count() for model in models)


def read_rows(model: Any, alias: str) -> Iterator[tuple[Any, ...]]:
    """All rows by their key, some thousand at a time; on PostgreSQL within a transaction only."""
    rows = rows_of(model, alias).order_by("pk").values_list(*columns_of(model))
    return rows.iterator(chunk_size=2_000)


def write_rows(model: Any, alias: str, rows: Iterable[Sequence[Any]]) -> int:
    """Insert rows of the values that Python has for each of `fields_of`; their number."""
    number, rows = 0, iter(rows)
    converts = writers(fields_of(model), connections[alias])
    statement = insert(model, alias)
    with connections[alias].cursor() as cursor:
        while chunk := [convert(row, converts) for row in islice(rows, CHUNK)]:
            cursor.executemany(statement, chunk)
            number += len(chunk)
    return number


def insert(model: Any, alias: str) -> str:
    quote = connections[alias].ops.quote_name
    names = [quote(field.column) for field in fields_of(model)]
    places = ", ".join(["%s"] * len(names))
    return f"INSERT INTO {quote(model._meta.db_table)} ({', '.join(names)}) VALUES ({places})"  # noqa: S608


def clear(models: Iterable[Any], alias: str) -> None:
    """Delete all rows of the models and the search index, and count keys from 1 again."""
    connection = connections[alias]
    connection.check_constraints()  # PostgreSQL empties no table about which it has still to check something
    tables = [model._meta.db_table for model in models]
    with connection.cursor() as cursor:
        tables += {WORDS} & set(connection.introspection.table_names(cursor))
        for statement in connection.ops.sql_flush(no_style(), tables, reset_sequences=True):
            cursor.execute(statement)


def rows_of(model: Any, alias: str) -> models.QuerySet[Any]:
    return model._base_manager.using(alias).order_by()


def highest_key(model: Any, alias: str) -> int:
    """The highest key that a row has or had, so that none comes again; 0 where keys are not counted."""
    if not isinstance(model._meta.pk, AutoField):
        return 0
    given = HIGHEST[connections[alias].vendor](model, alias)
    return max(given, rows_of(model, alias).aggregate(highest=Max("pk"))["highest"] or 0)


def highest_on_sqlite(model: Any, alias: str) -> int:
    with connections[alias].cursor() as cursor:
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [model._meta.db_table])
        row = cursor.fetchone()
    return row[0] if row else 0


def highest_on_postgresql(model: Any, alias: str) -> int:
    with connections[alias].cursor() as cursor:
        cursor.execute("SELECT pg_get_serial_sequence(%s, %s)", sequence_of(model, alias))
        cursor.execute(f"SELECT last_value, is_called FROM {cursor.fetchone()[0]}")  # noqa: S608
        value, is_called = cursor.fetchone()
    return value if is_called else 0


def sequence_of(model: Any, alias: str) -> list[str]:
    return [connections[alias].ops.quote_name(model._meta.db_table), model._meta.pk.column]


def count_on_from(model: Any, alias: str, highest: int) -> None:
    """Let the next row have the key after this one."""
    if not highest:
        return
    with connections[alias].cursor() as cursor:
        if connections[alias].vendor == "sqlite":
            table = model._meta.db_table
            cursor.execute("DELETE FROM sqlite_sequence WHERE name = %s", [table])
            cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [table, highest])
        else:
            sequence = sequence_of(model, alias)
            cursor.execute("SELECT setval(pg_get_serial_sequence(%s, %s), %s)", [*sequence, highest])


HIGHEST = {"sqlite": highest_on_sqlite, "postgresql": highest_on_postgresql}
