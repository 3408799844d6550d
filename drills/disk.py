"""A disk that is full, again and again, while writers save: readers go on, and all is well with space."""

import errno
import random
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import psycopg

from audit.figures import Figure
from drills.commands import failing, silent_faults, write_log
from drills.databases import POSTGRESQL, SQLITE, Database, database_on
from drills.figures import judge
from drills.holding import held
from drills.load import Load, load
from drills.mounts import small_disk
from drills.server import prepare, serving, wait_until

SIZE = 64 * 2**20
TIMES = 3
FULL = 3.0  # seconds
LARGEST_GAP = 256 * 1024  # bytes that may be left free


def drill(share: float) -> Iterator[Figure]:
    for kind in (SQLITE, POSTGRESQL):
        with database_on(kind) as database, small_disk(database.folder / "disk", SIZE) as disk:
            yield fill_often(on_disk(database, disk), disk, max(2, round(TIMES * share)))


def on_disk(database: Database, disk: Path) -> Database:
    """The database with its tables on the disk; PostgreSQL writes its log ahead elsewhere, else it ends."""
    if not database.cluster:
        return replace(database, url=f"sqlite:///{disk}/site.sqlite3")
    with psycopg.connect(host=str(database.cluster), user="postgres", autocommit=True) as connection:
        database.folder.chmod(0o755)
        shutil.chown(disk, "postgres", "postgres")
        connection.execute(f"CREATE TABLESPACE small LOCATION '{disk}'")
        connection.execute("CREATE DATABASE small TABLESPACE small")
    return replace(database, url=database.url.removesuffix("site") + "small")


def fill_often(database: Database, disk: Path, times: int) -> Figure:
    chance, began = random.Random(times), time.monotonic()
    site = database.site
    log = write_log(database.folder / "new-log.md")
    prepare(site)
    commands: list[str] = []
    with serving(site, database.folder) as server, load(server.address) as work:
        for number in range(times):
            with filled(disk, chance.randrange(LARGEST_GAP) if number else 0):
                time.sleep(FULL)
                if not number:
                    commands += silent_faults(site, "import_notes", str(log))
                    commands += silent_faults(site, "backup", str(disk / "backup"))
            go_on(work)
        met = work.reading.faults(200)
        commands += failing(site, "import_notes", str(log))
        server.wait_until_well()
    found = held(site, work.ledger)
    faults = found | {
        "readers' errors": met,
        "other answers": work.writing.faults(200, 302, 400, 500, 503),
        "commands": commands,
        "control": [] if work.writing.failures else ["no save was refused"],
    }
    done = f"{times} times full, {work.ledger.saves:,} saves acknowledged, {work.writing.failures} refused"
    told = f"{work.reading.statuses[200]:,} pages read; {time.monotonic() - began:.0f} s"
    return judge(f"disk, {database.name}", done, faults, told)


@contextmanager
def filled(disk: Path, gap: int) -> Iterator[None]:
    """Leave nothing but the gap until the end of the context."""
    filler = disk / "filler"
    with filler.open("wb") as file:
        try:
            while True:
                file.write(bytes(2**16))
                file.flush()
        except OSError as error:
            if error.errno != errno.ENOSPC:
                raise
    with filler.open("r+b") as file:
        file.truncate(max(0, filler.stat().st_size - gap))
    try:
        yield
    finally:
        filler.unlink()


def go_on(work: Load) -> None:
    """Wait for a save that is acknowledged."""
    saves = work.ledger.saves
    wait_until(lambda: work.ledger.saves > saves)
