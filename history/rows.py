"""Many rows written by few statements, whose SQL is made once rather than for each row."""

from collections.abc import Iterable, Sequence
from itertools import count
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections, models

INSERTED_AT_ONCE = 500
# The last that a row of SQLite's has, or had (https://www.sqlite.org/autoinc.html).
LAST_KEY = """
SELECT MAX(
    IFNULL((SELECT seq FROM sqlite_sequence WHERE name = %s), 0), IFNULL((SELECT MAX(id) FROM {table}), 0)
)
"""
# By the type of a field, values that are written as they are, on every database.
PLAIN: dict[str, type] = {
    "BigAutoField": int,
    "BooleanField": bool,
    "CharField": str,
    "ForeignKey": int,
    "PositiveBigIntegerField": int,
    "PositiveIntegerField": int,
    "PositiveSmallIntegerField": int,
    "SlugField": str,
    "TextField": str,
}


def update_rows(rows: Sequence[models.Model], names: Sequence[str]) -> None:
    """Write these fields of rows of one model, as they stand on them.

    `bulk_update` took six times as long, which was most of what a change of a tag that ten thousand texts
    carry cost.
    """
    if not rows:
        return
    meta, connection = rows[0]._meta, connections[DEFAULT_DB_ALIAS]
    fields: list[Any] = [meta.get_field(name) for name in names]
    columns = ", ".join(f"{connection.ops.quote_name(field.column)} = %s" for field in fields)
    values = zip(*(to_column(field, rows, connection) for field in [*fields, meta.pk]), strict=True)
    with connection.cursor() as cursor:
        cursor.executemany(f"UPDATE {meta.db_table} SET {columns} WHERE id = %s", list(values))  # noqa: S608


def insert_rows(rows: Sequence[models.Model], *, ignore_conflicts: bool = False) -> None:
    """Write new rows of one model, which get their keys; the caller has opened a transaction.

    With `ignore_conflicts` those are left out that are there already, and no key can be relied on.

    `bulk_create` sends PostgreSQL an array for each column, and nothing is faster. For SQLite it makes an
    expression of each value, which takes longer than the database does to keep it.
    """
    is_postgresql = connections[DEFAULT_DB_ALIAS].vendor == "postgresql"
    for start in range(0, len(rows), INSERTED_AT_ONCE):
        some = rows[start : start + INSERTED_AT_ONCE]
        if is_postgresql:
            type(some[0])._base_manager.bulk_create(some, ignore_conflicts=ignore_conflicts)
        else:
            insert_some(some, "INSERT OR IGNORE" if ignore_conflicts else "INSERT")


def insert_some(rows: Sequence[models.Model], verb: str) -> None:
    meta, connection = rows[0]._meta, connections[DEFAULT_DB_ALIAS]
    give_keys([row for row in rows if row.pk is None])
    fields: Sequence[Any] = meta.local_concrete_fields
    for field in (field for field in fields if field.get_internal_type() not in PLAIN):
        for row in rows:
            field.pre_save(row, add=True)  # which sets the moment of a change
    columns = ", ".join(connection.ops.quote_name(field.column) for field in fields)
    places = ", ".join(["%s"] * len(fields))
    values = zip(*(to_column(field, rows, connection) for field in fields), strict=True)
    with connection.cursor() as cursor:
        cursor.executemany(
            f"{verb} INTO {connection.ops.quote_name(meta.db_table)} ({columns}) VALUES ({places})",
            list(values),
        )
    for row in rows:
        row._state.adding, row._state.db = False, connection.alias


def count_for_plans() -> None:
    """Let the database count its rows after many have come, or its plans would still be those of empty
    tables: PostgreSQL's until its autovacuum comes by, SQLite's for good."""
    with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
        cursor.execute("ANALYZE")


def count_again_for_plans(model: type[models.Model]) -> None:
    """Let SQLite count its rows where there are twice as many of the model as it knows of: rows that come one
    by one make it count nothing."""
    connection = connections[DEFAULT_DB_ALIAS]
    if connection.vendor != "sqlite":
        return  # PostgreSQL counts by itself, in its autovacuum
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM sqlite_master WHERE name = 'sqlite_stat1'")
        known = 0
        if cursor.fetchone():
            told = "SELECT MAX(CAST(stat AS INTEGER)) FROM sqlite_stat1 WHERE tbl = %s"
            cursor.execute(told, [model._meta.db_table])
            known = cursor.fetchone()[0] or 0
    if model._base_manager.count() > 2 * known:
        count_for_plans()


def give_keys(rows: Sequence[models.Model]) -> None:
    """Give new rows of one model the keys that they will have, so that one can lead to another before they
    are written; within the transaction that writes them."""
    if not rows:
        return
    meta, connection = rows[0]._meta, connections[DEFAULT_DB_ALIAS]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            sequence = "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)"
            cursor.execute(sequence, [meta.db_table, len(rows)])
            keys: Iterable[int] = [key for (key,) in cursor.fetchall()]
        else:
            cursor.execute(LAST_KEY.format(table=meta.db_table), [meta.db_table])
            keys = count(cursor.fetchone()[0] + 1)
    for row, key in zip(rows, keys, strict=False):
        row.pk = key


def to_column(field: Any, rows: Sequence[models.Model], connection: Any) -> list[Any]:
    """The values of a field as the database takes them; Django's way there is long, and most need none."""
    plain, name = PLAIN.get(field.get_internal_type()), field.attname
    return [
        value
        if (value := getattr(row, name)) is None or type(value) is plain
        else field.get_db_prep_save(value, connection)
        for row in rows
    ]
