"""PostgreSQL servers that are thrown away: a primary, and replicas that follow it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.services import (
    MissingError,
    address_in,
    give_to_postgres,
    run_in,
    start_server,
    stop_cluster,
    throwaway_folder,
)


@dataclass(frozen=True)
class PostgreSQL:
    """A server whose socket is in the folder of its files; `settings` as on the command line (`-c
    fsync=off`)."""

    programs: Path
    folder: Path
    settings: str = ""

    def start(self) -> None:
        start_server(self.programs, self.folder, self.settings)

    def stop(self, mode: str = "fast") -> None:
        """`fast` is an orderly end, `immediate` is one without a warning."""
        run_in(self.folder, self.programs / "pg_ctl", "stop", "--pgdata=data", f"--mode={mode}", "--wait")

    def reload(self) -> None:
        run_in(self.folder, self.programs / "pg_ctl", "reload", "--pgdata=data")

    def write(self, name: str, text: str) -> None:
        """A file of settings beside those that the server came with."""
        folder = self.folder / "data" / "conf.d"
        folder.mkdir(exist_ok=True)
        (folder / name).write_text(text)
        main = self.folder / "data" / "postgresql.conf"
        if "include_dir" not in main.read_text().rpartition("\n#")[2]:
            main.write_text(main.read_text() + "\ninclude_dir = 'conf.d'\n")

    def url(self, database: str) -> str:
        return address_in(self.folder).removesuffix("postgres") + database


@contextmanager
def replica_of(primary: PostgreSQL, name: str) -> Iterator[PostgreSQL]:
    """A server that follows the primary as `name`, from a copy of what it has now."""
    with throwaway_folder() as folder:
        give_to_postgres(folder)
        follow = f"host={primary.folder} user=postgres application_name={name}"
        copy = ("--checkpoint=fast", "--no-sync", "--write-recovery-conf", "--wal-method=stream")
        run_in(folder, primary.programs / "pg_basebackup", f"--dbname={follow}", "--pgdata=data", *copy)
        replica = PostgreSQL(primary.programs, folder, primary.settings)
        replica.start()
        try:
            yield replica
        finally:
            stop_if_there(replica)


def stop_if_there(server: PostgreSQL) -> None:
    try:
        stop_cluster(server.programs, server.folder)
    except MissingError:
        return  # it was killed, and its file of the process is left
