"""A clock that jumps a year ahead and back, under the server while it runs."""

import re
import sys
import time
import urllib.request
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path
from uuid import uuid4

from audit.figures import Figure
from drills.asking import Answer, hidden_value
from drills.databases import SQLITE, database_on
from drills.figures import judge
from drills.holding import held
from drills.ledger import Draft, Ledger
from drills.load import ADD, OWNER, READ, SAVED, signed_in, to_form
from drills.server import Server, prepare, running, wait_until

DAYS = (0, 365, 0, -365, 366, -1, 1, 0, -3650, 0)  # ahead of the real clock
TIMES = 3
PROGRAM = (sys.executable, "-m", "drills.moved")
ASKED = 8  # answers, so that each worker has given some
SEEN = (*READ, "/admin/", "/admin/notes/entry/", "/sitemap.xml", "/feed.json", "/admin/doctor/")
DAY = re.compile(r'class="day__date"><a[^>]*><time datetime="(\d{4}-\d\d-\d\d)"')


def drill(share: float) -> Iterator[Figure]:
    began = time.monotonic()
    jumps = DAYS * max(1, round(TIMES * share))
    with database_on(SQLITE) as database:
        clock = database.folder / "clock"
        clock.write_text("0")
        prepare(database.site)
        server = Server(database.site, database.folder / "gunicorn.log", program=[*PROGRAM, str(clock)])
        with running(server):
            writer = Writer(server.address)
            for days in jumps:
                move(clock, days, server.address)
                writer.work(f"{days:+} days")
        faults = held(database.site, writer.ledger) | {"wrong": writer.faults}
    done = (
        f"{len(jumps)} jumps, {writer.ledger.saves} saves, {writer.pages} pages, {writer.signed_in} sessions"
    )
    yield judge("clock", done, faults, f"{time.monotonic() - began:.0f} s")


def move(clock: Path, days: int, address: str) -> None:
    """Set the clock of the server, and wait until its workers have taken it over: answers say their date."""
    clock.write_text(str(days))
    wanted = datetime.now(UTC) + timedelta(days=days)

    def is_taken() -> bool:
        said = (urllib.request.urlopen(f"{address}/healthz").headers["Date"] for _ in range(ASKED))
        return all(abs(parsedate_to_datetime(each) - wanted) < timedelta(hours=1) for each in said)

    wait_until(is_taken)


class Writer:
    """One who goes on with one entry and makes another, whatever the clock says."""

    def __init__(self, address: str) -> None:
        self.browser = signed_in(address)
        self.signed_in = 1
        self.ledger = Ledger()
        self.faults: list[str] = []
        self.pages = 0
        self.own = Draft(f"zq{uuid4().hex[:12]}")
        self.path = self.save(ADD, self.own, "").location

    def work(self, jump: str) -> None:
        page = self.ask(self.path, jump)
        if "/login/" in page.location:  # a session ends after two weeks
            self.browser.sign_in(OWNER)
            self.signed_in += 1
            page = self.ask(self.path, jump)
        self.own = Draft(self.own.marker, self.own.number + 1)
        self.save(self.path, self.own, hidden_value(page.text, "stamp"), jump)
        self.save(ADD, Draft(f"zq{uuid4().hex[:12]}"), "", jump)
        for path in SEEN:
            answer = self.ask(path, jump)
            if answer.status != 200:
                self.faults.append(f"{jump}: {path} answers {answer.status}")
        days = DAY.findall(self.ask("/", jump).text)
        if not days or days != sorted(days, reverse=True):
            self.faults.append(f"{jump}: the days of the timeline are {days}")
        self.look_at_history(jump)

    def look_at_history(self, jump: str) -> None:
        """The newest version comes first, whatever the clock said when it was saved."""
        page = self.ask(self.path.replace("/change/", "/history/"), jump)
        if page.status != 200:
            self.faults.append(f"{jump}: the history answers {page.status}")

    def save(self, path: str, draft: Draft, stamp: str, jump: str = "") -> Answer:
        self.ledger.note_try(draft)
        answer = self.browser.ask(path, to_form(draft, stamp))
        if SAVED.fullmatch(answer.location):
            self.ledger.acknowledge(draft)
        else:
            self.faults.append(f"{jump}: {path} answers {answer.status} to a save")
        return answer

    def ask(self, path: str, jump: str) -> Answer:
        self.pages += 1
        answer = self.browser.ask(path)
        if answer.is_failure:
            self.faults.append(f"{jump}: {path} answers {answer.status}")
        return answer
