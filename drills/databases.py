"""Databases that are thrown away, kept as safely as in production."""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from sqlite3 import sqlite_version
from tempfile import TemporaryDirectory

import psycopg

from audit.site import Site, environment_in, free_port
from drills.server import children, is_alive, kill, wait_until
from tests.services import (
    MissingError,
    address_in,
    get_server,
    make_cluster,
    start_server,
    stop_cluster,
    throwaway_folder,
)

SQLITE, POSTGRESQL = "SQLite", "PostgreSQL"


@dataclass(frozen=True)
class Database:
    """`folder` is the drill's own; `cluster` that of the server's files, where there is one."""

    name: str
    url: str
    folder: Path
    programs: Path | None = None
    cluster: Path | None = None

    @property
    def site(self) -> Site:
        """A site on this database, on a port that was free just now."""
        environment = environment_in(self.folder) | {
            "DATABASE_URL": self.url,
            "MEDIA_ROOT": f"{self.folder}/media",
        }
        return Site(f"http://127.0.0.1:{free_port()}", environment)

    def start(self) -> None:
        """Start PostgreSQL again after it was killed, as soon as nothing of it is left."""
        wait_until(self.has_started, every=0.5)

    def has_started(self) -> bool:
        """PostgreSQL refuses while a process that it started just before it was killed is not gone."""
        if not self.programs or not self.cluster:
            raise ValueError("SQLite has no server")
        try:
            start_server(self.programs, self.cluster)
        except MissingError:
            return False
        return True

    def kill(self) -> None:
        """Kill the postmaster of PostgreSQL and then what it leaves, without a warning."""
        if not self.cluster:
            raise ValueError("SQLite has no server")
        lock = self.cluster / "data" / "postmaster.pid"
        pid = int(lock.read_text().split()[0])
        left = children(pid)
        os.kill(pid, signal.SIGKILL)
        for each in left:
            kill(each)
        wait_until(lambda: not any(map(is_alive, [pid, *left])))
        lock.unlink()  # which names a process that some containers never bury


@contextmanager
def database_on(kind: str, settings: str = "") -> Iterator[Database]:
    """An empty database; the settings are PostgreSQL's, which otherwise are those that it comes with."""
    with TemporaryDirectory(prefix="commonplace-drill-") as name:
        folder = Path(name)
        if kind == SQLITE:
            yield Database(f"SQLite {sqlite_version}", f"sqlite:///{folder}/site.sqlite3", folder)
        else:
            with postgresql_in(folder, settings) as database:
                yield database


@contextmanager
def postgresql_in(folder: Path, settings: str) -> Iterator[Database]:
    programs = get_server()
    with throwaway_folder() as cluster:
        make_cluster(programs, cluster)
        try:
            start_server(programs, cluster, settings)
            major = (cluster / "data" / "PG_VERSION").read_text().strip()
            with psycopg.connect(host=str(cluster), user="postgres", autocommit=True) as connection:
                connection.execute("CREATE DATABASE site")
            url = address_in(cluster).removesuffix("postgres") + "site"
            yield Database(f"PostgreSQL {major}", url, folder, programs, cluster)
        finally:
            stop_if_there(programs, cluster)


def stop_if_there(programs: Path, cluster: Path) -> None:
    try:
        stop_cluster(programs, cluster)
    except MissingError:
        return  # it was killed, and its file of the process is left
