"""The site as it is served to readers, with the sample, for as long as the audit takes."""

import os
import secrets
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).resolve().parent.parent
OWN = (
    "ALLOWED_HOSTS",
    "CACHE_URL",
    "CSRF_TRUSTED_ORIGINS",
    "DATABASE_REPLICA_URLS",
    "DATABASE_URL",
    "HTTPS",
    "SECRET_KEY",
    "TIME_ZONE",
)
PATIENCE = 30  # seconds


class SiteError(Exception):
    """The site does not start, or a command of it failed; the message says why."""


@dataclass(frozen=True)
class Site:
    address: str
    environment: dict[str, str]

    def manage(self, *arguments: str) -> None:
        command = [sys.executable, "manage.py", *arguments]
        done = subprocess.run(command, cwd=ROOT, env=self.environment, capture_output=True, text=True)
        if done.returncode:
            raise SiteError(f"manage.py {arguments[0]}: {done.stderr.strip() or done.stdout.strip()}")


@contextmanager
def throwaway_site(today: datetime | None = None) -> Iterator[Site]:
    """gunicorn as in production on a free port, on a SQLite database of its own that holds the sample.

    If `today` is given, the site believes that it is now.
    """
    with TemporaryDirectory(prefix="commonplace-audit-") as folder:
        site = Site(f"http://127.0.0.1:{free_port()}", environment_in(Path(folder)))
        site.manage("migrate", "--verbosity=0")
        site.manage("import_notes", "sample")
        with (Path(folder) / "log").open("wb") as log, serving(site, log.fileno(), today):
            yield site


def environment_in(folder: Path) -> dict[str, str]:
    """The environment without what is set for another site."""
    others = {name: text for name, text in os.environ.items() if not name.startswith("SITE_")}
    for name in OWN:
        others.pop(name, None)
    database = f"sqlite:///{folder}/site.sqlite3"
    return others | {"DEBUG": "false", "SECRET_KEY": secrets.token_urlsafe(50), "DATABASE_URL": database}


@contextmanager
def serving(site: Site, log: int, today: datetime | None) -> Iterator[None]:
    program = [sys.executable, "-m", "audit.clock", today.isoformat()] if today else ()
    process = start(site, log, program)
    try:
        wait_for(site, process)
        yield
    finally:
        process.terminate()
        process.wait()


def start(
    site: Site, log: int, program: Sequence[str] = (), socket: int | None = None
) -> subprocess.Popen[bytes]:
    """gunicorn, or what stands for it, with its configuration; a socket that listens already is its file.

    By its script: `python -m gunicorn` cannot start itself again (USR2), since it would take its own module
    for our `config`.
    """
    bind = site.address.removeprefix("http://") if socket is None else f"fd://{socket}"
    own = program or [str(Path(sys.executable).with_name("gunicorn"))]
    command = [*own, "--config", "config/gunicorn.py", "--bind", bind]
    kept = [] if socket is None else [socket]
    return subprocess.Popen(command, cwd=ROOT, env=site.environment, stdout=log, stderr=log, pass_fds=kept)


def wait_for(site: Site, process: subprocess.Popen[bytes]) -> None:
    ends = time.monotonic() + PATIENCE
    while time.monotonic() < ends and process.poll() is None:
        try:
            urllib.request.urlopen(f"{site.address}/healthz", timeout=1).close()
            return
        except OSError:  # also when it answers late
            time.sleep(0.1)
    raise SiteError("the site does not start; try `make run`")


def free_port() -> int:
    with socket.socket() as attempt:
        attempt.bind(("127.0.0.1", 0))
        return int(attempt.getsockname()[1])
