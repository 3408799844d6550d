"""A backup in a database of its own, where it is tried before anything of the site is touched."""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.db import DatabaseError, connections, transaction

from .manifest import Manifest, Sum, Table
from .packing import Archive
from .problems import BackupError
from .progress import counted, progress
from .reading import rows_of_table
from .rows import clear, columns_of, count_on_from, fields_of, highest_key, read_rows, write_rows
from .snapshots import sqlite_at
from .states import Key, create_tables, migrate, models_at, name_of, newest, tables_at
from .values import convert, readers, to_line

UNFIT = "The backup does not fit its migrations"


@contextmanager
def staged(archive: Archive, folder: Path) -> Iterator[str]:
    """The alias of a new database with the rows of a checked backup, in the state that it was made in."""
    models = models_at(archive.manifest.migrations)
    refuse_unfit(models, archive.manifest)
    with sqlite_at(folder / "scratch.sqlite3", "scratch") as alias:
        prepare(alias, frozenset(archive.manifest.migrations))
        archive.rewind()
        with connections[alias].constraint_checks_disabled(), transaction.atomic(using=alias):
            load(archive, models, alias)
        yield alias


def prepare(alias: str, keys: frozenset[Key]) -> None:
    """Make the tables: by the migrations, which take their time, only where more of them are to follow."""
    if keys == newest():
        create_tables(alias, tables_at(keys))
    else:
        migrate(alias, keys)


def bring_forward(alias: str, keys: frozenset[Key]) -> None:
    """Go on from these migrations to the newest state."""
    if keys != newest():
        migrate(alias, newest())


def refuse_unfit(models: Sequence[Any], manifest: Manifest) -> None:
    expected = [(name_of(model), columns_of(model)) for model in models]
    if expected != [(table.name, table.columns) for table in manifest.tables]:
        raise BackupError(f"{UNFIT}: it has other tables or columns.")


def load(archive: Archive, models: Sequence[Any], alias: str) -> None:
    clear(tables_at(frozenset(archive.manifest.migrations)), alias)
    tables = archive.manifest.tables
    with progress("Loading", archive.manifest.rows) as bar:
        for model, table in zip(models, tables, strict=True):
            load_table(model, table, alias, counted(rows_of_table(archive, table), bar))
    try:
        connections[alias].check_constraints()
    except DatabaseError as error:
        raise BackupError(f"The backup has rows that lead to rows which it does not have: {error}") from error


def load_table(model: Any, table: Table, alias: str, rows: Iterable[Sequence[Any]]) -> None:
    converts = readers(fields_of(model))
    try:
        write_rows(model, alias, (convert(row, converts) for row in rows))
        count_on_from(model, alias, table.highest)
    except (DatabaseError, ValidationError, ValueError, TypeError, OverflowError) as error:
        raise BackupError(f"{UNFIT}: a row of {table.name} cannot be taken: {error}") from error


def compare(manifest: Manifest, alias: str) -> None:
    """Stop unless a database has exactly the rows of the backup."""
    for model, table in zip(models_at(manifest.migrations), manifest.tables, strict=True):
        if (sum_of(model, alias), highest_key(model, alias)) != (table.lines, table.highest):
            raise BackupError(f"Read back, the rows of {table.name} are not what they were.")


def sum_of(model: Any, alias: str) -> Sum:
    size, digest = 0, hashlib.sha256()
    for row in read_rows(model, alias):
        line = to_line(row)
        size += len(line)
        digest.update(line)
    return Sum(size, digest.hexdigest())
