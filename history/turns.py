"""Turns at what SQLite lets only one do at a time, or no longer while another does it.

Whoever finds a file of SQLite locked asks again after 1 to 100 ms (`sqliteDefaultBusyCallback`), so that
whoever came last may be next, and nobody is for a while. Threads of a process wait for one another here
instead. PostgreSQL lets them go on side by side.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

from django.db import connection

# Seconds after which whoever waits goes on side by side with the other, and SQLite sees to it.
PATIENCE = 1.0


class Turns:
    """One thread after the other, where nothing but the time that it takes depends on that."""

    def __init__(self) -> None:
        self.lock = Lock()

    @contextmanager
    def taken(self) -> Iterator[None]:
        """Alone in this process, as long as nobody has waited for too long; within a transaction at once,
        since whoever has begun is not to wait for who waits for the end."""
        is_alone = (
            connection.vendor == "sqlite"
            and not connection.in_atomic_block
            and self.lock.acquire(timeout=PATIENCE)
        )
        try:
            yield
        finally:
            if is_alone:
                self.lock.release()


# Of those who write: what others wait for is then held by one, who has not to share the processor.
WRITING = Turns()
# Of those whose pages are made of one moment, in which nobody can commit to a rollback journal: of four at a
# time each would take four times as long.
READING = Turns()
