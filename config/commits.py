"""What says that something was committed: as long as `last_commit()` says the same, the data is the same.

The database itself is asked, so that no way of writing can be forgotten: the admin, a command, a restored
backup, another machine, a hand in `psql`. See docs/architecture.md, "Pages that are kept".
"""

import os
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

from django.db import connection, transaction

# A snapshot is which transactions are seen; two that are equal see the same rows (PostgreSQL's manual, "The
# Snapshot Information Functions"). A standby does not list what is running, but says how far it has come.
POSTGRESQL = """
SELECT current_database(), CASE WHEN pg_is_in_recovery()
    THEN 'standby ' || pg_last_wal_replay_lsn() ELSE pg_current_snapshot()::text END
"""


def last_commit() -> str:
    """A mark of the data as it is now, or '' where that cannot be said: within a transaction."""
    if connection.in_atomic_block:
        return ""
    if connection.vendor == "sqlite":
        settings = connection.settings_dict
        return OBSERVER.look(str(settings["NAME"]), settings["OPTIONS"].get("timeout", 5))
    with connection.cursor() as cursor:
        cursor.execute(POSTGRESQL)
        return " ".join(cursor.fetchone())


@contextmanager
def standing_still() -> Iterator[None]:
    """All queries within see the data of one moment: on SQLite nobody writes meanwhile."""
    with transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield


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

    def look(self, path: str, timeout: float) -> str:
        """The mark of the file at `path`, '' if there is none; waits `timeout` seconds while one commits."""
        with self.lock:
            file = identity_of(path)
            if not file:
                return ""
            if self.connection is None or self.watched != file:
                self.connection = self.open(path, timeout)
                self.watched, self.name = file, uuid4().hex
            version: int = self.connection.execute("PRAGMA data_version").fetchone()[0]
        return f"{self.name} {version}"

    def open(self, path: str, timeout: float) -> sqlite3.Connection:
        # What a process has from its parent is the parent's to close.
        if self.connection is not None and self.watched[0] == os.getpid():
            self.connection.close()
        return sqlite3.connect(path, timeout, check_same_thread=False, isolation_level=None)


def identity_of(path: str) -> tuple[int, ...]:
    """Which file that is, in which process, since it may be replaced by another; () where there is none."""
    try:
        found = Path(path).stat()
    except (OSError, ValueError):
        return ()
    return os.getpid(), found.st_dev, found.st_ino


OBSERVER = Observer()
