"""Eight writers in the admin and 32 readers at once, on the server as it is in production: how long they
wait, whether a request fails, and whether every save that was acknowledged is there afterwards.

Run: make load (ARGS="--minutes 1 --postgresql"). First each writer saves and each reader reads once a second,
then all of them as fast as they can. Writers and readers begin in turns within that second. Who is not
answered in time is late with the next request, too, so that time counts from the moment when a request was
due. Each has a connection of its own, as behind nginx.
"""

import argparse
import os
import platform
import random
import re
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import uuid4

import httpx2

from audit.site import ROOT, Site, environment_in, free_port, serving
from bench.notebook import PAPERS, TAGS
from tests.services import get_server, throwaway_cluster

PACE = 1.0  # seconds between two requests of one client
PATIENCE = 30.0
LIMIT = 0.5  # seconds that 99 of 100 saves at that pace may take
SEED = 1
NAME, PASSWORD = "owner", "a-password-of-the-load"
FORM = "/admin/notes/entry/add/"
FIRST_PAGES = ("/", "/papers/", "/topics/", "/tags/", "/quotations/", "/2015/", "/search/?q=object")
MARK = re.compile(r"acknowledged-[0-9a-f]{32}")
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
ADDRESS = re.compile(r'href="(/(?!static|admin|write|api)[^"?#]*/)"')

FILL = """
from django.contrib.auth.models import User
from bench.notebook import fill
fill({number})
User.objects.create_superuser("{name}", password="{password}")
"""
FIND = """
from notes.models import Entry
for entry in Entry.objects.filter(body__contains="acknowledged-").prefetch_related("tags"):
    print(entry.body, len(entry.tags.all()), entry.passages.count())
"""
VERSION = """
from django.db import connection
with connection.cursor() as cursor:
    cursor.execute("SELECT sqlite_version()" if connection.vendor == "sqlite" else "SHOW server_version")
    print(connection.vendor, cursor.fetchone()[0])
"""


@dataclass
class Figures:
    """What one kind of client went through in one phase: seconds of each request, and what failed."""

    times: list[float] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)

    def percentile(self, share: float) -> float:
        times = sorted(self.times)
        return times[min(int(len(times) * share), len(times) - 1)] if times else 0.0


class Client:
    """Somebody with a connection of their own for each request."""

    def __init__(self, address: str, figures: Figures) -> None:
        limits = httpx2.Limits(max_keepalive_connections=0)
        self.http = httpx2.Client(base_url=address, timeout=PATIENCE, limits=limits, verify=False)
        self.figures = figures

    def ask(self) -> None:
        raise NotImplementedError

    def expect(self, response: httpx2.Response, status: int) -> None:
        if response.status_code != status:
            self.figures.failures.append(f"{response.request.url.path} answers {response.status_code}")

    def go_on(self, *, ends: float, pace: float, begins: float) -> None:
        """Ask until the end; `pace` is 0 for as fast as can be."""
        due = begins
        while due < ends:
            time.sleep(max(0.0, due - time.monotonic()))
            try:
                self.ask()
            except httpx2.HTTPError as error:
                self.figures.failures.append(type(error).__name__)
            now = time.monotonic()
            self.figures.times.append(now - due)
            due = due + pace if pace else now


class Writer(Client):
    """Signs in once, opens the form once, and saves again and again."""

    def __init__(self, address: str, figures: Figures, acknowledged: list[str]) -> None:
        super().__init__(address, figures)
        self.acknowledged = acknowledged
        login = "/admin/login/"
        sent = {"username": NAME, "password": PASSWORD, "csrfmiddlewaretoken": self.token_at(login)}
        if self.http.post(login, data=sent).status_code != 302:
            sys.exit("The writers cannot sign in.")
        self.token = self.token_at(FORM)

    def token_at(self, address: str) -> str:
        found = TOKEN.findall(self.http.get(address).text)
        if not found:
            sys.exit(f"There is no form at {address}.")
        return str(found[-1])

    def ask(self) -> None:
        mark, work = f"acknowledged-{uuid4().hex}", random.randrange(PAPERS)  # noqa: S311
        link = f"[a link](https://example.org/{mark})"
        sent = {
            "csrfmiddlewaretoken": self.token,
            "read_on": "2024-03-11",
            "body": f"{mark} on [[work-{work}]] and {link}\n\n* a thought\n* and another",
            "tags": f"tag {random.randrange(TAGS)}, load",  # noqa: S311
            "visibility": "public",
            "_save": "Save",
        }
        response = self.http.post(FORM, data=sent)
        self.expect(response, 302)
        if response.status_code == 302:
            self.acknowledged.append(mark)


class Reader(Client):
    """Reads one page after the other, the timeline every third time."""

    def __init__(self, address: str, figures: Figures, pages: list[str]) -> None:
        super().__init__(address, figures)
        self.pages = pages

    def ask(self) -> None:
        page = random.choice(["/", *random.choices(self.pages, k=2)])  # noqa: S311
        self.expect(self.http.get(page), 200)


def main() -> int:
    asked = read_arguments()
    with ExitStack() as stack:
        site, log = stack.enter_context(filled_site(asked.entries, is_postgresql=asked.postgresql))
        stack.enter_context(serving(site, log, None))
        print(machine(site), flush=True)
        print(f"{'':25}{'number':>8}{'failed':>8}{'a second':>10}{'p50':>9}{'p95':>9}{'p99':>9}")
        acknowledged: list[str] = []
        saves = run(site, asked, "paced", asked.minutes, PACE, acknowledged)
        late = saves.percentile(0.99) >= LIMIT
        run(site, asked, "saturated", asked.saturated, 0.0, acknowledged)
        lost, torn = compare(site, acknowledged)
        site.manage("reindex", "--check")
    failed = sum(FAILED.values())
    print(f"{len(acknowledged)} saves acknowledged, {lost} lost, {torn} torn; {failed} requests failed.")
    if late:
        print(f"99 of 100 saves took {saves.percentile(0.99) * 1000:.0f} ms, more than {LIMIT * 1000:.0f}.")
    return int(bool(failed or lost or torn or late))


FAILED: dict[str, int] = {}


def read_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make load")
    parser.add_argument("--minutes", type=float, default=10, help="at one request a second from each")
    parser.add_argument("--saturated", type=float, default=1, help="minutes as fast as can be")
    parser.add_argument("--entries", type=int, default=3_000)
    parser.add_argument("--writers", type=int, default=8)
    parser.add_argument("--readers", type=int, default=32)
    parser.add_argument("--postgresql", action="store_true", help="on a server of its own, not on SQLite")
    return parser.parse_args()


@contextmanager
def filled_site(entries: int, *, is_postgresql: bool) -> Iterator[tuple[Site, int]]:
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory(prefix="commonplace-load-")))
        environment = environment_in(folder) | {"MEDIA_ROOT": str(folder / "media")}
        if is_postgresql:
            environment["DATABASE_URL"] = stack.enter_context(throwaway_cluster(get_server()))
        site = Site(f"http://127.0.0.1:{free_port()}", environment)
        site.manage("migrate", "--verbosity=0")
        tell(site, FILL.format(number=entries, name=NAME, password=PASSWORD))
        yield site, stack.enter_context((folder / "log").open("wb")).fileno()


def run(
    site: Site, asked: argparse.Namespace, phase: str, minutes: float, pace: float, acknowledged: list[str]
) -> Figures:
    """One phase; the figures of the saves."""
    saves, reads, pages = Figures(), Figures(), find_pages(site.address)
    clients: list[Client] = [Writer(site.address, saves, acknowledged) for _ in range(asked.writers)]
    clients += [Reader(site.address, reads, pages) for _ in range(asked.readers)]
    random.Random(SEED).shuffle(clients)  # noqa: S311  # else all save within a fifth of each second
    begins = time.monotonic() + 0.5
    ends = begins + minutes * 60
    threads = []
    for number, client in enumerate(clients):
        place = {"ends": ends, "pace": pace, "begins": begins + pace * number / len(clients)}
        threads.append(threading.Thread(target=client.go_on, kwargs=place))
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for kind, figures in (("saves", saves), ("reads", reads)):
        tell_figures(f"{phase}, {kind}", figures, time.monotonic() - begins)
    return saves


def tell_figures(name: str, figures: Figures, seconds: float) -> None:
    FAILED[name] = len(figures.failures)
    number = len(figures.times)
    cells = "".join(f"{figures.percentile(share) * 1000:6.0f} ms" for share in (0.5, 0.95, 0.99))
    print(f"{name:25}{number:8}{len(figures.failures):8}{number / seconds:10.1f}{cells}", flush=True)
    for failure in sorted(set(figures.failures)):
        print(f"    {figures.failures.count(failure)} times: {failure}")


def find_pages(address: str) -> list[str]:
    """What the first pages lead to."""
    with httpx2.Client(base_url=address, timeout=PATIENCE, verify=False) as http:
        found = {page for first in FIRST_PAGES for page in ADDRESS.findall(http.get(first).text)}
        return [page for page in sorted(found) if http.get(page).status_code == 200]


def compare(site: Site, acknowledged: list[str]) -> tuple[int, int]:
    """How many of the acknowledged saves are not there, and how many without their tags or passages."""
    whole, torn = set(), 0
    text = tell(site, FIND)
    parts = re.split(f"(?={MARK.pattern} on )", text)
    for part in filter(MARK.match, parts):
        tags, passages = part.split()[-2:]
        whole.add(part.split()[0])
        torn += (int(tags), int(passages)) != (2, 3)
    return len(set(acknowledged) - whole), torn


def tell(site: Site, program: str) -> str:
    """What a program in the shell of the site prints."""
    command = [sys.executable, "manage.py", "shell", "--verbosity=0", "-c", program]
    done = subprocess.run(  # noqa: S603
        command, cwd=ROOT, env=site.environment, capture_output=True, text=True
    )
    if done.returncode:
        sys.exit(done.stderr)
    return done.stdout


def machine(site: Site) -> str:
    vendor, version = tell(site, VERSION).split()[:2]
    load = ", ".join(f"{each:.1f}" for each in os.getloadavg())
    cores = f"{os.cpu_count()} cores ({platform.machine()})"
    return (
        f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC, {cores}, load {load}, "
        f"Python {platform.python_version()}, {vendor} {version}"
    )


if __name__ == "__main__":
    sys.exit(main())
