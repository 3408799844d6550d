"""Which replica may answer a reader: one that has everything that is committed. Pure: `asking` asks servers.

A place in PostgreSQL's log ahead (LSN) is a number: bytes since the database was made. The primary says how
far it has written, a replica how far it has replayed. A commit is seen by others only once it stands in the
log, so that a replica which has replayed up to the place that the primary says now has everything that
anybody can have seen.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from threading import Lock

# Seconds in which a server that did not answer is left alone.
PAUSE = 1.0


@dataclass(frozen=True)
class Standby:
    """What a replica says of itself: up to where it has `received` and `replayed`, and whether it `listens`
    to a primary that runs. One that was made a primary itself is no replica any more."""

    replayed: int
    received: int
    listens: bool
    is_replica: bool = True

    def has(self, place: int) -> bool:
        return self.is_replica and self.replayed >= place


def to_place(text: str) -> int:
    """The number of an LSN as PostgreSQL writes it, such as 16/B374D848 (its manual, "pg_lsn Type")."""
    high, _, low = text.partition("/")
    return (int(high, 16) << 32) + int(low, 16)


def last_word(standbys: Iterable[Standby], seen: int) -> int | None:
    """Up to where the pages of a replica are right while the primary does not answer; None if nobody can say.

    Nothing is committed without it, so the replica that has received most has the last word, once it has
    replayed that. Not so if one of them still listens: then the primary runs, commits, and only we cannot
    reach it. Nor if one is a primary itself, or all of them know less than we have `seen`.
    """
    told = list(standbys)
    if not told or any(each.listens or not each.is_replica for each in told):
        return None
    most = max(max(each.received, each.replayed) for each in told)
    is_known = any(each.replayed >= most for each in told)
    return most if is_known and most >= seen else None


class Rests:
    """Servers that did not answer are left alone for a moment; then one request tries, and no other waits
    for it."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self.clock = clock
        self.lock = Lock()
        self.until: dict[str, float] = {}

    def may_try(self, name: str) -> bool:
        with self.lock:
            if name not in self.until:
                return True
            if self.clock() < self.until[name]:
                return False
            self.until[name] = self.clock() + PAUSE
            return True

    def fail(self, name: str) -> None:
        with self.lock:
            self.until[name] = self.clock() + PAUSE

    def succeed(self, name: str) -> None:
        with self.lock:
            self.until.pop(name, None)
