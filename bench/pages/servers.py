"""The site as in production with two workers, and what it is compared with: a constant, and nginx."""

import os
import shutil
import subprocess
import sys
import textwrap
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from audit.site import ROOT, free_port
from tests.services import install

PATIENCE = 30  # seconds
TICK = os.sysconf("SC_CLK_TCK")
BARE = """
    from django.conf import settings
    from django.core.wsgi import get_wsgi_application
    from django.http import HttpResponse
    from django.urls import path

    settings.configure(SECRET_KEY="x", ALLOWED_HOSTS=["*"], ROOT_URLCONF=__name__, MIDDLEWARE=[])
    urlpatterns = [path("", lambda request: HttpResponse("constant"))]
    application = get_wsgi_application()
"""
NGINX = """
    daemon off; pid {folder}/nginx.pid; error_log {folder}/nginx.log; worker_processes 2;
    events {{}}
    http {{
        access_log off; client_body_temp_path {folder}/t1; proxy_temp_path {folder}/t2;
        fastcgi_temp_path {folder}/t3; uwsgi_temp_path {folder}/t4; scgi_temp_path {folder}/t5;
        server {{ listen 127.0.0.1:{port}; location / {{ root {folder}; default_type text/html; }} }}
    }}
"""


@dataclass(frozen=True)
class Server:
    """A server, and the process of the database that it asks, where that is one of its own."""

    address: str
    pid: int
    database: int | None = None

    def workers(self) -> list[int]:
        return family_of(self.pid)

    def seconds(self) -> float:
        """Of the processor, that the server has used so far, and its database with it."""
        database = family_of(self.database) if self.database else []
        return sum(map(seconds_of, [*self.workers(), *database]))

    def megabytes(self) -> int:
        """Of the largest worker: what it has in memory, also what it shares with the other."""
        return max(map(megabytes_of, self.workers()[1:] or self.workers()))


def family_of(pid: int) -> list[int]:
    """A process and its children."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [pid, *map(int, children)]


def seconds_of(pid: int) -> float:
    """With those of children that have ended; of a process that has ended, none: its parent tells of them."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return 0.0
    return sum(map(int, fields[11:15])) / TICK


def megabytes_of(pid: int) -> int:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) // 1024 for line in lines if line.startswith("VmRSS"))


@contextmanager
def site(address: str, database: int | None, **environment: str) -> Iterator[Server]:
    """gunicorn with the settings of production; `environment` is added to that of this process.

    Its database is at that address; what the process `database` uses counts as the site's.
    """
    port = free_port()
    told = environment | {"DATABASE_URL": address}
    command = [
        sys.executable,
        "-m",
        "gunicorn",
        "--config",
        "config/gunicorn.py",
        "--bind",
        f"127.0.0.1:{port}",
    ]
    with running(command, ROOT, f"http://127.0.0.1:{port}", "/healthz", told) as server:
        yield replace(server, database=database)


@contextmanager
def bare(folder: Path) -> Iterator[Server]:
    """The same server with a view that returns a constant, without any middleware."""
    port = free_port()
    (folder / "bare.py").write_text(textwrap.dedent(BARE))
    options = ["--workers", "2", "--threads", "4", "--preload", "--no-control-socket", "--log-level", "error"]
    command = [sys.executable, "-m", "gunicorn", *options, "--bind", f"127.0.0.1:{port}", "bare:application"]
    with running(command, folder, f"http://127.0.0.1:{port}", "/", {}) as server:
        yield server


@contextmanager
def nginx(folder: Path, page: bytes) -> Iterator[Server]:
    """A web server that sends these bytes as a file."""
    port = free_port()
    (folder / "page").write_bytes(page)
    (folder / "nginx.conf").write_text(NGINX.format(folder=folder, port=port))
    folder.chmod(0o755)
    command = [program("nginx", "nginx-light"), "-c", str(folder / "nginx.conf")]
    with running(command, folder, f"http://127.0.0.1:{port}", "/page", {}) as server:
        yield server


@contextmanager
def running(
    command: list[str], folder: Path, address: str, ready: str, environment: dict[str, str]
) -> Iterator[Server]:
    process = subprocess.Popen(
        command,
        cwd=folder,
        env=os.environ | environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        wait_for(f"{address}{ready}", process)
        yield Server(address, process.pid)
    finally:
        process.terminate()
        process.wait()


def wait_for(url: str, process: subprocess.Popen[bytes]) -> None:
    ends = time.monotonic() + PATIENCE
    while time.monotonic() < ends and process.poll() is None:
        try:
            urllib.request.urlopen(url, timeout=PATIENCE).close()
            return
        except OSError:
            time.sleep(0.1)
    raise SystemExit(f"Nobody answers at {url}.")


def program(name: str, package: str) -> str:
    """Its path; it is installed if need be."""
    found = shutil.which(name) or shutil.which(name, path="/usr/sbin")
    if not found:
        install(package)
    return found or name
