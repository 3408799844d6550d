"""The site on several servers, each a process on this machine: as docs/deployment.md sets it up."""

import secrets
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import psycopg

from audit.site import Site, environment_in, free_port
from cluster.programs import nginx_before, pgbouncer_before, redis_in
from cluster.rendering import rendered
from cluster.servers import PostgreSQL, replica_of, stop_if_there
from drills.server import Server, prepare, running
from tests.services import get_server, make_cluster, throwaway_folder

APPS = 3
REPLICAS = ("replica1", "replica2")
SOCKET_ONLY = {"listen_addresses = '10.0.0.21'": "listen_addresses = ''"}


@dataclass(frozen=True)
class Cluster:
    """`address` is where readers come to; `site` has the settings of each of the apps."""

    address: str
    site: Site
    apps: list[Server]
    primary: PostgreSQL
    replicas: list[PostgreSQL]

    def transactions(self) -> list[int]:
        """How many transactions each replica has served so far: its pages, and how far it is."""
        return [transactions_of(replica) for replica in self.replicas]


@contextmanager
def cluster() -> Iterator[Cluster]:
    with ExitStack() as stack:
        primary = stack.enter_context(new_primary())
        replicas = [stack.enter_context(replica_of(primary, name)) for name in REPLICAS]
        for replica in replicas:
            replica.stop()
            replica.write("site.conf", rendered("postgresql-replica.conf", {"'*'": "''"}))
            replica.start()
        # From now on what is acknowledged is on one of them, too.
        primary.write("site.conf", rendered("postgresql-primary.conf", SOCKET_ONLY))
        primary.stop()
        primary.start()
        folders = [stack.enter_context(throwaway_folder()) for _ in range(3)]
        pooler = stack.enter_context(pgbouncer_before(primary.folder, folders[0]))
        redis = stack.enter_context(redis_in(folders[1]))
        folder = Path(stack.enter_context(TemporaryDirectory(prefix="commonplace-cluster-")))
        environment = environment_of(folder, pooler, replicas, redis)
        prepare(Site("", environment))
        apps = [app(environment, folder, number) for number in range(1, APPS + 1)]
        for each in apps:
            stack.enter_context(running(each))
        ports = [int(each.address.rpartition(":")[2]) for each in apps]
        address = stack.enter_context(nginx_before(ports, free_port(), folders[2]))
        yield Cluster(address, apps[0].site, apps, primary, replicas)


@contextmanager
def new_primary() -> Iterator[PostgreSQL]:
    programs = get_server()
    with throwaway_folder() as folder:
        make_cluster(programs, folder)
        primary = PostgreSQL(programs, folder)
        try:
            primary.start()
            with psycopg.connect(host=str(folder), user="postgres", autocommit=True) as connection:
                connection.execute("CREATE DATABASE commonplace")
            yield primary
        finally:
            stop_if_there(primary)


def environment_of(folder: Path, pooler: str, replicas: list[PostgreSQL], redis: str) -> dict[str, str]:
    return environment_in(folder) | {
        "DATABASE_URL": pooler,
        "DATABASE_REPLICA_URLS": ",".join(replica.url("commonplace") for replica in replicas),
        "CACHE_URL": redis,
        "MEDIA_ROOT": f"{folder}/media",
        "SECRET_KEY": secrets.token_urlsafe(50),
        "TRUSTED_PROXIES": "1",
    }


def app(environment: dict[str, str], folder: Path, number: int) -> Server:
    return Server(Site(f"http://127.0.0.1:{free_port()}", environment), folder / f"app{number}.log")


def transactions_of(server: PostgreSQL) -> int:
    question = "SELECT xact_commit FROM pg_stat_database WHERE datname = 'commonplace'"
    with psycopg.connect(host=str(server.folder), user="postgres", dbname="postgres") as connection:
        row = connection.execute(question).fetchone()
    return int(row[0]) if row else 0
