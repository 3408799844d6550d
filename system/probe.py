"""A connection of one's own to the database, which waits for a second and no longer."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection

from .space import is_in_memory

SECONDS = 1


@contextmanager
def probe() -> Iterator[Any]:
    """A connection that neither takes one from the pool nor changes what another one waits for.

    A database in memory, as in tests, has one connection only.
    """
    if connection.vendor == "sqlite" and is_in_memory(str(connection.settings_dict["NAME"])):
        yield connection
        return
    own = connection.copy()
    own.settings_dict = own.settings_dict | {"OPTIONS": hasty(own.settings_dict["OPTIONS"])}
    try:
        if own.settings_dict["DISABLE_SERVER_SIDE_CURSORS"]:  # by a pooler, which takes no options
            own.set_autocommit(False)
            with own.cursor() as cursor:
                cursor.execute(f"SET LOCAL statement_timeout = {SECONDS * 1000}")
        yield own
    finally:
        own.close()


def hasty(options: dict[str, Any]) -> dict[str, Any]:
    """Django's `OPTIONS` for a connection that only reads, and that soon."""
    is_sqlite = connection.vendor == "sqlite"
    unwanted = {"init_command", "transaction_mode"} if is_sqlite else {"pool"}
    kept = {name: value for name, value in options.items() if name not in unwanted}
    if is_sqlite:
        return kept | {"timeout": SECONDS}
    if connection.settings_dict["DISABLE_SERVER_SIDE_CURSORS"]:
        return kept | {"connect_timeout": 2}
    said = f"{options.get('options', '')} -c statement_timeout={SECONDS * 1000}".strip()
    return kept | {"options": said, "connect_timeout": 2}  # libpq takes less for 2
