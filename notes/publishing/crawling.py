"""From the first addresses to all that they lead to, each made once, by several processes."""

import gc
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from multiprocessing import get_context

from django.db import connections
from tqdm import tqdm

from .addresses import Address
from .making import Made

CHUNK = 25
AHEAD = 3  # chunks that wait for each process
GARBAGE = 50_000  # objects made before a process looks for garbage; Python's own number is 700

Work = Callable[[Address], Made]
Batch = list[Made]


@dataclass
class Crawl:
    """What was made, and from where each address is led to; `optional` ones may come to nothing."""

    optional: set[Address]
    made: dict[Address, Made] = field(default_factory=dict)
    seen: set[Address] = field(default_factory=set)
    waiting: deque[Address] = field(default_factory=deque)
    left_out: set[str] = field(default_factory=set)

    def add(self, addresses: Iterable[Address]) -> None:
        for address in addresses:
            if address not in self.seen:
                self.seen.add(address)
                self.waiting.append(address)

    def take(self) -> list[Address]:
        return [self.waiting.popleft() for _ in range(min(CHUNK, len(self.waiting)))]

    def keep(self, batch: Batch) -> None:
        for made in batch:
            self.made[made.address] = made
            self.left_out.update(made.left_out)
            self.add(made.leads)

    def broken_links(self) -> Iterator[str]:
        """Each link that leads nowhere, with the page that it stands on."""
        missing = {made.address: made.trouble for made in self.made.values() if made.trouble}
        for made in self.made.values():
            page = f"{made.address}"
            yield from (f"{page} has a link to {href}, which is no address" for href in made.broken)
            for address in made.leads:
                if address in missing:
                    yield f"{page} has a link to {address}, which {missing[address]}"

    def faults(self) -> Iterator[str]:
        """What failed although no text is to blame for it, or was asked for by itself."""
        led_to = {address for made in self.made.values() for address in made.leads}
        for made in self.made.values():
            is_asked_for = made.address not in led_to and made.address not in self.optional
            if made.trouble and (made.is_fault or is_asked_for):
                yield f"{made.address} {made.trouble}"


def crawl(first: Sequence[Address], optional: Sequence[Address], make: Work, processes: int) -> Crawl:
    """Make the first addresses, the optional ones, and whatever these lead to."""
    found = Crawl(set(optional))
    found.add([*first, *optional])
    with tqdm(desc="Exporting", unit="file", delay=1, disable=None, leave=False) as bar:
        for batch in alone(found, make) if processes == 1 else together(found, make, processes):
            found.keep(batch)
            bar.total = len(found.seen)
            bar.update(len(batch))
    return found


def alone(found: Crawl, make: Work) -> Iterator[Batch]:
    while found.waiting:
        yield [make(address) for address in found.take()]


def together(found: Crawl, make: Work, processes: int) -> Iterator[Batch]:
    """Processes that are forked and so know all that this one does; each has its own connection."""
    close_connections()
    pool = ProcessPoolExecutor(processes, get_context("fork"), begin, (make,))
    running: set[Future[Batch]] = set()
    try:
        while found.waiting or running:
            while found.waiting and len(running) < processes * AHEAD:
                running.add(pool.submit(work, found.take()))
            done, running = wait(running, return_when=FIRST_COMPLETED)
            yield from (future.result() for future in done)
    except BrokenProcessPool as error:
        raise ChildProcessError("A process of the export ended before its work was done.") from error
    finally:
        pool.shutdown(cancel_futures=True)


def close_connections() -> None:
    """Leave nothing open that two processes would share; they open their own when they need them."""
    for connection in connections.all(initialized_only=True):
        connection.close()
        if hasattr(connection, "close_pool"):
            connection.close_pool()


the_work: list[Work] = []


def begin(make: Work) -> None:
    """What the process needs is there for good, so that it need not be looked through for garbage."""
    the_work[:] = [make]
    gc.freeze()
    gc.set_threshold(GARBAGE)


def work(addresses: Sequence[Address]) -> Batch:
    return [the_work[0](address) for address in addresses]
