"""Check many links: a few hosts at once, each at its own pace; every result is kept at once.

Only this thread knows the database; those that ask do nothing else.
"""

import time
from collections import Counter
from collections.abc import Callable, Iterable
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field, replace
from urllib.parse import urlsplit

from django.utils import timezone
from tqdm import tqdm

from passages.health import Health, Why
from web.client import Client

from . import asking
from .asking import Reply
from .recording import Change, record
from .rounds import Ask, Rounds
from .verdicts import Verdict

WORKERS = 8
PATIENCE = 60.0  # seconds that a busy host is waited for at most
MOST_TRIES = 2  # once more after a pause, and then once more
SILENT = {Why.NO_HOST, Why.UNREACHABLE, Why.LATE}
SILENT_ASKS = 3  # after so many of a host that nobody answers, its others are spared
SILENT_HOSTS = 10  # after so many, and nobody heard, it is this machine that is not on the internet


class Offline(Exception):
    """Nobody answers at all."""


@dataclass
class Report:
    """`left` is the number of links of busy hosts that are left for the next run."""

    found: Counter[str] = field(default_factory=Counter)
    changes: list[Change] = field(default_factory=list)
    left: int = 0
    is_stopped: bool = False

    def lines(self) -> Iterable[str]:
        """What has changed for whoever looks after the links, and how many there are of each kind."""
        for change in self.changes:
            if change.after in (Health.GONE, Health.MOVED) or change.before == Health.GONE:
                yield " ".join(filter(None, (f"{change.after}:", change.url, detail(change.verdict))))
        counts = [f"{self.found[health]} {health.value}" for health in Health]
        yield f"{self.found.total()} links checked: {', '.join(counts)}."
        if self.left:
            yield f"{self.left} left for the next run, since their hosts are busy."


def detail(verdict: Verdict) -> str:
    if verdict.moved_to:
        return f"-> {verdict.moved_to}"
    why = str(verdict.why.label) if verdict.why else ""
    return f"({', '.join(filter(None, (why, str(verdict.status or ''))))})" if why else ""


def check(
    links: Iterable[tuple[int, str]],
    client: Client,
    *,
    is_dry_run: bool = False,
    clock: Callable[[], float] = time.monotonic,
    sleep: Callable[[float], None] = time.sleep,
) -> Report:
    """Ask for links, given as key and address. Ctrl-C ends it after the answers that are on their way.

    Raises Offline, with nothing written, where the first ten hosts are all silent.
    """
    rows = list(links)
    with tqdm(total=len(rows), desc="Checking", unit="link", delay=1, disable=None, leave=False) as bar:
        run = Run(Rounds(to_asks(rows), clock), client, bar, is_dry_run=is_dry_run, sleep=sleep)
        run.go()
    return run.report


def to_asks(links: Iterable[tuple[int, str]]) -> Iterable[Ask]:
    """One for each page, since fragments are not sent."""
    asks: dict[str, Ask] = {}
    for key, url in links:
        page = url.partition("#")[0]
        asks.setdefault(page, Ask(page, urlsplit(page).hostname or "")).links.append(key)
    return asks.values()


class Run:
    def __init__(
        self,
        rounds: Rounds,
        client: Client,
        bar: tqdm,
        *,
        is_dry_run: bool,
        sleep: Callable[[float], None],
    ) -> None:
        self.rounds, self.client, self.bar = rounds, client, bar
        self.is_dry_run, self.sleep = is_dry_run, sleep
        self.report = Report()
        self.running: dict[Future[Reply], Ask] = {}
        self.silent: Counter[str] = Counter()
        self.held: list[tuple[Ask, Verdict]] = []
        self.has_heard = False

    def go(self) -> None:
        pool = ThreadPoolExecutor(WORKERS)
        try:
            self.ask_all(pool)
            self.let_go(offline=True)
        except KeyboardInterrupt:
            self.report.is_stopped = True
            for future in wait(self.running).done:
                self.take(future)
        finally:
            pool.shutdown(wait=False, cancel_futures=True)

    def ask_all(self, pool: ThreadPoolExecutor) -> None:
        while True:
            while len(self.running) < WORKERS and (ask := self.rounds.take()):
                self.running[pool.submit(asking.ask, ask.url, self.client)] = ask
            seconds = self.rounds.seconds()
            if self.running:
                is_full = len(self.running) == WORKERS
                for future in wait(self.running, None if is_full else seconds, FIRST_COMPLETED).done:
                    self.take(future)
            elif seconds is not None:
                self.sleep(seconds)
            else:
                return

    def take(self, future: Future[Reply]) -> None:
        """Hear one reply, and say when its host may be asked again."""
        ask, reply = self.running[future], to_reply(future)
        del self.running[future]
        if reply.come_back is not None and not self.report.is_stopped:
            if reply.come_back <= PATIENCE and ask.tries < MOST_TRIES:
                self.rounds.again(ask, reply.come_back)
                return
            self.report.left += sum(len(spared.links) for spared in self.rounds.drop(ask.host))
        self.hear(ask, reply)
        self.rounds.done(ask)

    def hear(self, ask: Ask, reply: Reply) -> None:
        if reply.has_answered:
            self.has_heard = True
            self.let_go()
            self.silent[ask.host] = 0
        if reply.has_answered or reply.verdict.why not in SILENT:
            self.keep(ask, reply.verdict)
            return
        self.silent[ask.host] += 1
        asks = [ask]
        if reply.verdict.why == Why.NO_HOST or self.silent[ask.host] == SILENT_ASKS:
            asks += self.rounds.drop(ask.host)
        self.held += [(one, reply.verdict) for one in asks]
        if self.has_heard:
            self.let_go()
        elif len({one.host for one, _verdict in self.held}) >= SILENT_HOSTS:
            raise Offline

    def let_go(self, *, offline: bool = False) -> None:
        """Keep what was held back until somebody answered, or as what it is if nobody did."""
        for ask, verdict in self.held:
            self.keep(ask, replace(verdict, why=Why.OFFLINE) if offline else verdict)
        self.held.clear()

    def keep(self, ask: Ask, verdict: Verdict) -> None:
        changes = record(ask.links, verdict, timezone.now(), is_dry_run=self.is_dry_run)
        self.report.found[verdict.health] += len(ask.links)
        self.report.changes += changes
        self.bar.update(len(ask.links))


def to_reply(future: Future[Reply]) -> Reply:
    try:
        return future.result()
    except Exception as error:
        return Reply(Verdict(Health.UNKNOWN, Why.ODD, reason=repr(error)))
