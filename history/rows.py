"""Many rows written by few statements, whose SQL is made once rather than for each row."""

from collections.abc import Sequence
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections, models

INSERTED_AT_ONCE = 500
# By the type of a field, values that are written as they are, on every database.
PLAIN: dict[str, type] = {
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
    fields = [to_plain_type(meta.get_field(name)) for name in names]
    columns = ", ".join(f"{connection.ops.quote_name(field.column)} = %s" for field, _ in fields)
    values = [(*to_columns(row, fields, connection), row.pk) for row in rows]
    with connection.cursor() as cursor:
        cursor.executemany(f"UPDATE {meta.db_table} SET {columns} WHERE id = %s", values)  # noqa: S608


def insert_rows(rows: Sequence[models.Model]) -> None:
    """Write new rows of one model, which get their keys; the caller has opened a transaction.

    `bulk_create` sends PostgreSQL an array for each column, and nothing is faster. For SQLite it makes an
    expression of each value, which takes longer than the database does to keep it.
    """
    is_postgresql = connections[DEFAULT_DB_ALIAS].vendor == "postgresql"
    for start in range(0, len(rows), INSERTED_AT_ONCE):
        some = rows[start : start + INSERTED_AT_ONCE]
        if is_postgresql:
            type(some[0])._base_manager.bulk_create(some)
        else:
            insert_some(some)


def insert_some(rows: Sequence[models.Model]) -> None:
    meta, connection = rows[0]._meta, connections[DEFAULT_DB_ALIAS]
    fields = [to_plain_type(field) for field in meta.local_concrete_fields if not field.primary_key]
    columns = ", ".join(connection.ops.quote_name(field.column) for field, _ in fields)
    places = ", ".join([f"({', '.join(['%s'] * len(fields))})"] * len(rows))
    for field in (field for field, plain in fields if plain is None):
        for row in rows:
            field.pre_save(row, add=True)  # which sets the moment of a change
    values = [value for row in rows for value in to_columns(row, fields, connection)]
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {meta.db_table} ({columns}) VALUES {places} RETURNING id", values)  # noqa: S608
        keys = cursor.fetchall()
    for row, (key,) in zip(rows, keys, strict=True):
        row.pk = key
        row._state.adding, row._state.db = False, connection.alias


def to_plain_type(field: Any) -> tuple[Any, type | None]:
    return field, PLAIN.get(field.get_internal_type())


def to_columns(row: models.Model, fields: Sequence[tuple[Any, type | None]], connection: Any) -> list[Any]:
    """The values of a row as the database takes them; Django's way there is long, and most need none."""
    return [
        value
        if type(value := getattr(row, field.attname)) is plain
        else field.get_db_prep_save(value, connection)
        for field, plain in fields
    ]
