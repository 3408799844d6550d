"""Not too fast: one request a second to a host, and one in three seconds where a host asks for that."""

import time
from collections.abc import Callable
from threading import Lock

INTERVAL = 1.0  # seconds
# https://info.arxiv.org/help/api/tou.html
INTERVALS = {"export.arxiv.org": 3.0}


class Pace:
    """When each host may be asked next. Shared by the threads of a process."""

    def __init__(
        self,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.clock, self.sleep = clock, sleep
        self.free_at: dict[str, float] = {}
        self.lock = Lock()

    def wait_for(self, host: str) -> None:
        with self.lock:
            now = self.clock()
            self.free_at = {other: at for other, at in self.free_at.items() if at > now}
            turn = max(now, self.free_at.get(host, now))
            self.free_at[host] = turn + INTERVALS.get(host, INTERVAL)
        if turn > now:
            self.sleep(turn - now)
