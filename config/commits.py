"""What says that something was committed: as long as `last_commit()` says the same, the data is the same.

The database itself is asked, so that no way of writing can be forgotten: the admin, a command, a restored
backup, another machine, a hand in `psql`. See docs/architecture.md, "Pages that are kept".
"""

import os
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import uuid4

from django.db import DEFAULT_DB_ALIAS, connection, connections, transaction

from .replicas.asking import committed, replicas

# A snapshot is which transactions are seen; two that are equal see the same rows (PostgreSQL's manual, "The
# Snapshot Information Functions"). A standby does not list what is running, but says how far it has come.
POSTGRESQL = """
SELECT current_database(), pg_postmaster_start_time()::text, CASE WHEN pg_is_in_recovery()
    THEN 'standby ' || pg_last_wal_replay_lsn() ELSE pg_current_snapshot()::text END
"""

# Seconds in which a commit is waited for, by all threads of a process.
PATIENCE = 0.1


def last_commit() -> str:
    """A mark of the data as it is now, or '' where that cannot be said: within a transaction."""
    own = connections[DEFAULT_DB_ALIAS]
    if own.in_atomic_block:
        return ""
    if own.vendor == "sqlite":
        return OBSERVER.look(str(own.settings_dict["NAME"]))
    if replicas():
        return committed().mark
    with own.cursor() as cursor:
        cursor.execute(POSTGRESQL)
        return " ".join(cursor.fetchone())


@contextmanager
def standing_still() -> Iterator[None]:
    """All queries within see the data of one moment."""
    with only_reading(), transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield


@contextmanager
def only_reading() -> Iterator[None]:
    """Transactions of SQLite do not take the lock of writers when they begin."""
    own: Any = connection
    own.ensure_connection()  # which sets the mode
    mode = getattr(own, "transaction_mode", None)
    own.transaction_mode = "DEFERRED"
    try:
        yield
    finally:
        own.transaction_mode = mode


class Observer:
    """A connection of its own to a file of SQLite, which never writes, one for all threads of a process.

    `PRAGMA data_version` says another number whenever another connection has committed. The number means
    something to this connection only, so each has a name that no other has, here or in another process.
    """

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.connection: sqlite3.Connection | None = None
        self.watched: tuple[int, ...] = ()
        self.name = ""

    def look(self, path: str) -> str:
        """The mark of the file at `path`, '' if there is none; one like no other while somebody commits."""
        with self.lock:
            file = identity_of(path)
            if not file:
                return ""
            if self.connection is None or self.watched != file:
                self.connection = self.open(path)
                self.watched, self.name = file, uuid4().hex
            try:
                version = self.connection.execute("PRAGMA data_version").fetchone()[0]
            except sqlite3.OperationalError:
                version = uuid4().hex
        return f"{self.name} {version}"

    def open(self, path: str) -> sqlite3.Connection:
        # What a process has from its parent is the parent's to close.
        if self.connection is not None and self.watched[0] == os.getpid():
            self.connection.close()
        return sqlite3.connect(path, PATIENCE, check_same_thread=False, isolation_level=None)


def identity_of(path: str) -> tuple[int, ...]:
    """Which file that is, in which process, since it may be replaced by another; () where there is none."""
    try:
        found = os.stat(path)  # before every page; a Path takes longer than the look
    except (OSError, ValueError):
        return ()
    return os.getpid(), found.st_dev, found.st_ino


OBSERVER = Observer()
