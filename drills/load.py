"""Writers who save through the form of the admin, and readers, while something is done to the site."""

import random
import re
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Event, Lock, Thread
from uuid import uuid4

from audit.site import SiteError
from drills.asking import Answer, Browser, HangError, NoAnswerError, hidden_value
from drills.ledger import Draft, Ledger

OWNER = "owner"
SAVED = re.compile(r"/admin/notes/entry/(?P<key>\d+)/change/")
ADD = "/admin/notes/entry/add/"
READ = (
    "/",
    "/papers/",
    "/papers/bush-1945/",
    "/quotations/",
    "/search/?q=memory",
    "/tags/commonplace-books/",
    "/feed.atom",
)
PAUSE = 0.05  # seconds after something failed


@dataclass
class Met:
    """What writers and readers met: how often which status (0 is no answer), and the longest wait."""

    statuses: Counter[int] = field(default_factory=Counter)
    hangs: int = 0
    longest: float = 0
    lock: Lock = field(default_factory=Lock, repr=False)

    def note(self, status: int, seconds: float, *, is_hang: bool = False) -> None:
        with self.lock:
            self.statuses[status] += 1
            self.hangs += is_hang
            self.longest = max(self.longest, seconds)

    @property
    def failures(self) -> int:
        return sum(number for status, number in self.statuses.items() if status >= 500)

    def faults(self, *allowed: int) -> list[str]:
        """Each status that was not among those allowed, with its number."""
        wrong = sorted(set(self.statuses) - set(allowed))
        return [f"{self.statuses[status]} × {status or 'no answer'}" for status in wrong]


@dataclass
class Load:
    address: str
    ledger: Ledger = field(default_factory=Ledger)
    writing: Met = field(default_factory=Met)
    reading: Met = field(default_factory=Met)
    ended: Event = field(default_factory=Event)


@contextmanager
def load(address: str, *, writers: int = 3, readers: int = 1, ledger: Ledger | None = None) -> Iterator[Load]:
    """Let them work on the site at the address until the end of the context."""
    ours = Load(address, ledger or Ledger())
    browsers = [signed_in(address) for _ in range(writers)]
    threads = [Thread(target=write, args=(ours, browser, n)) for n, browser in enumerate(browsers)]
    threads += [Thread(target=read, args=(ours, number)) for number in range(readers)]
    for thread in threads:
        thread.start()
    try:
        yield ours
    finally:
        ours.ended.set()
        for thread in threads:
            thread.join()


def signed_in(address: str) -> Browser:
    """A browser with a session of the owner's."""
    browser = Browser(address)
    if not browser.sign_in(OWNER):
        raise SiteError("the owner cannot sign in")
    return browser


def write(ours: Load, browser: Browser, number: int) -> None:
    """Make entries and change each some times, until the end."""
    chance = random.Random(number)
    while not ours.ended.is_set():
        try:
            if not write_one(browser, ours, chance):
                browser.sign_in(OWNER)
        except NoAnswerError:  # while signing in
            time.sleep(PAUSE)


def write_one(browser: Browser, ours: Load, chance: random.Random) -> bool:
    """One entry with its revisions; whether the session goes on."""
    marker = f"zq{uuid4().hex[:12]}"
    path, stamp = ADD, ""
    for number in range(chance.randrange(1, 4)):
        draft = Draft(marker, number)
        saved = send(browser, ours, path, draft, stamp)
        if saved is None or "/login/" in saved.location:
            return saved is None
        path = saved.location
        page = observed(ours.writing, browser, path)
        if page is None or page.status != 200:
            return True
        stamp = hidden_value(page.text, "stamp")
    return True


def send(browser: Browser, ours: Load, path: str, draft: Draft, stamp: str) -> Answer | None:
    """The answer that leads on, or None where there was none; the ledger is told."""
    ours.ledger.note_try(draft)
    answer = observed(ours.writing, browser, path, to_form(draft, stamp))
    if answer is None or answer.status != 302:
        time.sleep(PAUSE)
        return None
    if SAVED.fullmatch(answer.location):
        ours.ledger.acknowledge(draft)
    return answer


def to_form(draft: Draft, stamp: str) -> dict[str, str]:
    """The fields as the page of the admin sends them, which then shows the entry again."""
    return {
        "read_on": f"2026-01-{draft.number % 28 + 1:02}",
        "body": draft.body,
        "tags": ", ".join(draft.tags),
        "visibility": "public",
        "position": "",
        "slug": "",
        "stamp": stamp,
        "draft_key": str(uuid4()),
        "_continue": "1",
    }


def observed(met: Met, browser: Browser, path: str, form: dict[str, str] | None = None) -> Answer | None:
    began = time.monotonic()
    try:
        answer = browser.ask(path, form)
    except NoAnswerError as error:
        met.note(0, time.monotonic() - began, is_hang=isinstance(error, HangError))
        return None
    met.note(answer.status, time.monotonic() - began)
    return answer


def read(ours: Load, number: int) -> None:
    chance = random.Random(number)
    browser = Browser(ours.address)
    while not ours.ended.is_set():
        answer = observed(ours.reading, browser, chance.choice(READ))
        time.sleep(PAUSE if answer is None else 0.01)
