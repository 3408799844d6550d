"""The site as in production, whose processes can be killed one by one."""

import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from audit.site import Site, SiteError, start, wait_for
from drills.asking import PASSWORD, Browser, NoAnswerError
from drills.load import OWNER

PATIENCE = 60  # seconds


@dataclass
class Server:
    site: Site
    log: Path
    process: subprocess.Popen[bytes] | None = None
    socket: int | None = None  # the file of one that listens already
    program: Sequence[str] = ()
    current: int = 0  # the process that has the workers, which may be another after a while

    @property
    def address(self) -> str:
        return self.site.address

    @property
    def is_running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def start(self) -> None:
        with self.log.open("ab") as log:
            self.process = start(self.site, log.fileno(), self.program, self.socket)
        self.current = self.process.pid
        wait_for(self.site, self.process)

    def stop(self) -> None:
        if self.process and self.is_running:
            self.process.terminate()
            self.process.wait(PATIENCE)

    def workers(self) -> list[int]:
        return children(self.current)

    def kill_workers(self) -> int:
        """Kill them all without a warning; how many they were."""
        return sum(map(kill, self.workers()))

    def kill_all(self) -> None:
        """The master first, so that it starts none anew."""
        workers = self.workers()
        kill(self.current)
        if self.process:
            self.process.wait(PATIENCE)
        for worker in workers:
            kill(worker)
        wait_until(lambda: not any(map(is_alive, workers)))

    def wait_until_well(self, path: str = "/topics/") -> float:
        """Seconds until it answers with a page that the database was asked for."""
        began = time.monotonic()
        browser = Browser(self.address)
        wait_until(lambda: is_well(browser, path), every=0.02)
        return time.monotonic() - began


@contextmanager
def serving(site: Site, folder: Path) -> Iterator[Server]:
    with running(Server(site, folder / "gunicorn.log")) as server:
        yield server


@contextmanager
def running(server: Server) -> Iterator[Server]:
    try:
        server.start()
        yield server
    finally:
        server.stop()


def prepare(site: Site) -> None:
    """A database with the sample and an owner."""
    site.manage("migrate", "--verbosity=0")
    site.manage("import_notes", "sample")
    create_owner(site)


def create_owner(site: Site) -> None:
    made = Site(site.address, site.environment | {"DJANGO_SUPERUSER_PASSWORD": PASSWORD})
    made.manage("createsuperuser", "--no-input", f"--username={OWNER}", "--email=")


def children(pid: int) -> list[int]:
    """The processes that a process has started (Linux)."""
    try:
        return [int(each) for each in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except FileNotFoundError:
        return []


def kill(pid: int) -> bool:
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)
        return True
    return False


def is_alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state != "Z"


def is_well(browser: Browser, path: str) -> bool:
    try:
        return browser.ask(path).status == 200
    except NoAnswerError:
        return False


def wait_until(holds: Callable[[], bool], every: float = 0.05, patience: float = PATIENCE) -> None:
    ends = time.monotonic() + patience
    while not holds():
        if time.monotonic() > ends:
            raise SiteError("the site did not get well again in a minute")
        time.sleep(every)
