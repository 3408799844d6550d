"""Whose turn it is: hosts by turns, none twice at once, and none before it may be asked again. Pure."""

import heapq
import time
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from web.pace import INTERVAL


@dataclass
class Ask:
    """A page to ask for, by an address without a fragment, for the links by key that lead to it."""

    url: str
    host: str
    links: list[int] = field(default_factory=list)
    tries: int = 0


class Rounds:
    """Asks by host; those of one host keep their order. `clock` gives seconds."""

    def __init__(self, asks: Iterable[Ask], clock: Callable[[], float] = time.monotonic) -> None:
        self.clock = clock
        self.left: dict[str, deque[Ask]] = {}
        for ask in asks:
            self.left.setdefault(ask.host, deque()).append(ask)
        self.number = 0
        self.waiting: list[tuple[float, int, str]] = []
        for host in self.left:
            self.wait(host, 0)

    def wait(self, host: str, seconds: float) -> None:
        self.number += 1  # of two that may be asked at once, the one that has waited longer comes first
        heapq.heappush(self.waiting, (self.clock() + seconds, self.number, host))

    def take(self) -> Ask | None:
        """The next ask, None while nobody may be asked. Its host waits until `done` or `again`."""
        if not self.waiting or self.waiting[0][0] > self.clock():
            return None
        *_when, host = heapq.heappop(self.waiting)
        return self.left[host].popleft()

    def seconds(self) -> float | None:
        """How long until somebody may be asked, None if nobody waits."""
        return max(0.0, self.waiting[0][0] - self.clock()) if self.waiting else None

    def done(self, ask: Ask) -> None:
        if self.left[ask.host]:
            self.wait(ask.host, INTERVAL)

    def again(self, ask: Ask, seconds: float) -> None:
        """Ask once more, before the others of that host and not before the time is over."""
        ask.tries += 1
        self.left[ask.host].appendleft(ask)
        self.wait(ask.host, max(seconds, INTERVAL))

    def drop(self, host: str) -> list[Ask]:
        """The asks of a host that are left, which it is spared."""
        dropped = list(self.left[host])
        self.left[host].clear()
        return dropped
