"""The lines of the log as they would be written, and a database that takes no changes."""

import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction

from system.logs import JsonFormatter


class Lines(logging.Handler):
    """Keeps the lines as they would be written."""

    def __init__(self) -> None:
        super().__init__()
        self.setFormatter(JsonFormatter())
        self.texts: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.texts.append(self.format(record))

    @property
    def requests(self) -> list[dict]:
        lines = map(json.loads, self.texts)
        return [line for line in lines if line["logger"] == "system.requests"]


@contextmanager
def listening() -> Iterator[Lines]:
    """What is written meanwhile."""
    lines, root = Lines(), logging.getLogger()
    root.addHandler(lines)
    try:
        yield lines
    finally:
        root.removeHandler(lines)


@contextmanager
def read_only_database() -> Iterator[None]:
    """In the transaction of a test: whatever is written meanwhile is refused by the database itself."""
    is_sqlite = connection.vendor == "sqlite"
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("PRAGMA query_only=ON" if is_sqlite else "SET TRANSACTION READ ONLY")
        try:
            yield
        finally:
            if is_sqlite:
                cursor.execute("PRAGMA query_only=OFF")
            transaction.set_rollback(True)  # PostgreSQL forgets it with the savepoint
