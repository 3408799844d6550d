"""Databases beside the site's: one that stands still while the site goes on, one to try things in."""

import signal
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import current_thread, main_thread

from django.db import DEFAULT_DB_ALIAS, connection, connections, transaction
from django.db.backends.sqlite3.base import DatabaseWrapper

from .problems import BackupError

IN_HASTE = "PRAGMA journal_mode=MEMORY; PRAGMA synchronous=OFF"  # nobody misses these after a power cut


@contextmanager
def work_folder(parent: Path) -> Iterator[Path]:
    """A folder for this process's own user, on the disk of `parent`, that is gone afterwards."""
    try:
        temporary = TemporaryDirectory(dir=parent, prefix=".commonplace-", ignore_cleanup_errors=True)
    except OSError as error:
        raise BackupError(f"{parent}: {error.strerror}.") from error
    with ending_by_exception(), temporary as name:
        yield Path(name)


@contextmanager
def ending_by_exception() -> Iterator[None]:
    """Let a process that is told to end, for instance by systemd, tidy up first."""
    if current_thread() is not main_thread():
        yield
        return
    former = signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, former)


@contextmanager
def snapshot(folder: Path) -> Iterator[str]:
    """The alias of a database that stays as the site's is now, whatever is written meanwhile.

    PostgreSQL shows one state to a transaction. SQLite would make writers wait for a reader (without WAL, for
    all its time), so that it is copied first, by its own online backup.
    """
    if connection.vendor == "sqlite":
        with work_folder(folder) as place, sqlite_at(copy_into(place), "snapshot") as alias:
            yield alias
    else:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield DEFAULT_DB_ALIAS


def copy_into(folder: Path) -> Path:
    path = folder / "snapshot.sqlite3"
    connection.ensure_connection()
    with closing(sqlite3.connect(path)) as copy, connection.wrap_database_errors:
        connection.connection.backup(copy)
    return path


@contextmanager
def sqlite_at(path: Path, alias: str) -> Iterator[str]:
    """A database of SQLite in a file, under an alias of Django's for as long as the context lasts."""
    place = {"ENGINE": "django.db.backends.sqlite3", "NAME": str(path), "OPTIONS": {"init_command": IN_HASTE}}
    whole = connections.configure_settings({DEFAULT_DB_ALIAS: {}, alias: place})[alias]
    connections[alias] = DatabaseWrapper(whole, alias)
    try:
        yield alias
    finally:
        connections[alias].close()
        del connections[alias]
