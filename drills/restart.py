"""Restarts under load: no request fails, whether each has a connection of its own or one is kept."""

import http.client
import os
import signal
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from threading import Event, Thread
from urllib.parse import urlsplit

from audit.figures import Figure
from audit.site import Site
from drills.databases import SQLITE, Database, database_on
from drills.figures import judge
from drills.server import Server, children, is_alive, prepare, wait_until

READ = ("/topics/", "/papers/bush-1945/", "/healthz", "/tags/")
TIMES = 10
BETWEEN = 1.5  # seconds
KEPT, OWN = "kept connections", "own connections"
CLIENTS = {KEPT: 2, OWN: 2}


@dataclass
class Met:
    requests: int = 0
    failures: list[str] = field(default_factory=list)


def drill(share: float) -> Iterator[Figure]:
    times = max(2, round(TIMES * share))
    with database_on(SQLITE) as database:
        prepare(database.site)
        for name, restart in RESTARTS.items():
            yield restarted(database, name, restart, times)


def restarted(database: Database, name: str, restart: Callable[[Server], None], times: int) -> Figure:
    began = time.monotonic()
    with listening(database, restart is stop_and_start) as server, asking(server.address) as met:
        for _ in range(times):
            time.sleep(BETWEEN)
            restart(server)
        time.sleep(BETWEEN)
    requests = ", ".join(f"{each.requests:,} by {kind}" for kind, each in met.items())
    failures = {f"failed by {kind}": each.failures for kind, each in met.items()}
    return judge(
        f"restart, {name}", f"{times} times during {requests}", failures, f"{time.monotonic() - began:.0f} s"
    )


@contextmanager
def listening(database: Database, is_kept: bool) -> Iterator[Server]:
    """A server, on a socket that stays when it goes if `is_kept`, as systemd keeps it for a service."""
    with socket.create_server(("127.0.0.1", 0), backlog=2048) as listener:
        server = Server(database.site, database.folder / "gunicorn.log")
        if is_kept:
            address = f"http://127.0.0.1:{listener.getsockname()[1]}"
            server = Server(Site(address, server.site.environment), server.log, socket=listener.fileno())
        server.start()
        try:
            yield server
        finally:
            end(server.current)


@contextmanager
def asking(address: str) -> Iterator[dict[str, Met]]:
    """Ask for pages without a pause until the end of the context; `failures` are what was no page."""
    ended = Event()
    met = {kind: Met() for kind in CLIENTS}
    threads = [
        Thread(target=ask_on, args=(address, kind == KEPT, met[kind], ended))
        for kind, number in CLIENTS.items()
        for _ in range(number)
    ]
    for thread in threads:
        thread.start()
    try:
        yield met
    finally:
        ended.set()
        for thread in threads:
            thread.join()


def ask_on(address: str, is_kept: bool, met: Met, ended: Event) -> None:
    host = urlsplit(address).netloc
    connection = http.client.HTTPConnection(host, timeout=30)
    while not ended.is_set():
        path = READ[met.requests % len(READ)]
        try:
            connection.request("GET", path, headers={} if is_kept else {"Connection": "close"})
            response = connection.getresponse()
            response.read()
            if response.status != 200:
                met.failures.append(f"{path} answers {response.status}")
        except (OSError, http.client.HTTPException) as error:
            met.failures.append(f"{path}: {error!r}")
            connection.close()
        met.requests += 1
        if not is_kept:
            connection.close()


def reload(server: Server) -> None:
    """The signal HUP: new workers, and the old ones end what they are at."""
    former = server.workers()
    os.kill(server.current, signal.SIGHUP)
    wait_until(lambda: bool(server.workers()) and not set(former) & set(server.workers()))


def replace(server: Server) -> None:
    """The signal USR2: another server beside the one that is there, which ends once the other serves."""
    former = server.current
    workers = server.workers()
    os.kill(former, signal.SIGUSR2)
    wait_until(lambda: any(children(each) for each in set(children(former)) - set(workers)))
    [server.current] = set(children(former)) - set(workers)
    end(former)


def stop_and_start(server: Server) -> None:
    """As a deployment does; whoever comes meanwhile waits at the socket."""
    end(server.current)
    server.start()


def end(pid: int) -> None:
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGTERM)
    wait_until(lambda: not is_alive(pid))


RESTARTS = {"HUP": reload, "USR2": replace, "stop and start": stop_and_start}
