"""A disk, or a database, that is read-only all at once: readers go on, and writers are told."""

import time
from collections.abc import Callable, Iterator
from dataclasses import replace

import psycopg

from audit.figures import Figure
from drills.commands import silent_faults, write_log
from drills.databases import POSTGRESQL, SQLITE, Database, database_on
from drills.disk import go_on
from drills.figures import judge
from drills.holding import held
from drills.load import load
from drills.mounts import break_disk, breakable_disk, mend_disk
from drills.server import prepare, serving

SIZE = 64 * 2**20
TIMES = 5
WORKING, READ_ONLY = 3.0, 5.0  # seconds


def drill(share: float) -> Iterator[Figure]:
    times = max(1, round(TIMES * share))
    with database_on(SQLITE) as database, breakable_disk(database.folder / "disk", SIZE) as disk:
        ours = replace(database, url=f"sqlite:///{disk}/site.sqlite3")
        yield try_often(ours, times, lambda: break_disk(disk), lambda: mend_disk(disk), is_site_stopped=True)
    with database_on(POSTGRESQL) as database:
        yield try_often(
            database,
            times,
            lambda: set_read_only(database, "on"),
            lambda: set_read_only(database, "off"),
            is_site_stopped=False,
        )


def set_read_only(database: Database, state: str) -> None:
    """As a standby is, to which the site was moved; it holds for connections that are open, too."""
    with psycopg.connect(host=str(database.cluster), user="postgres", autocommit=True) as connection:
        connection.execute(f"ALTER SYSTEM SET default_transaction_read_only = {state}")
        connection.execute("SELECT pg_reload_conf()")


def try_often(
    database: Database,
    times: int,
    close: Callable[[], None],
    reopen: Callable[[], None],
    *,
    is_site_stopped: bool,
) -> Figure:
    """A disk can only be mended when the site has let go of it."""
    began, site = time.monotonic(), database.site
    log = write_log(database.folder / "new-log.md")
    prepare(site)
    faults: dict[str, list[str]] = {"lost": [], "torn": [], "readers' errors": [], "other answers": []}
    faults |= {"commands": [], "control": []}
    saves = refused = read = failed = 0
    for number in range(times):
        with serving(site, database.folder) as server, load(server.address) as work:
            go_on(work)
            time.sleep(WORKING)
            close()
            before = work.writing.failures
            time.sleep(READ_ONLY)
            if not number:
                faults["commands"] += silent_faults(site, "import_notes", str(log))
            if work.writing.failures == before:
                faults["control"].append("no save was refused")
            if not is_site_stopped:
                reopen()
                go_on(work)
        if is_site_stopped:
            reopen()
        found = held(site, work.ledger)
        faults["lost"] += found["lost"]
        faults["torn"] += found["torn"]
        # Where a save was midway, SQLite would have to take it back before it may read, and cannot write.
        faults["readers' errors"] += work.reading.faults(200, *([500, 503] if is_site_stopped else []))
        failed += work.reading.failures
        faults["other answers"] += work.writing.faults(200, 302, 400, 500, 503)
        saves += work.ledger.saves
        refused += work.writing.failures
        read += work.reading.statuses[200]
    done = f"{times} times read-only, {saves:,} saves acknowledged, {refused} refused"
    told = f"{read:,} pages read, {failed:,} failed; {time.monotonic() - began:.0f} s"
    return judge(f"readonly, {database.name}", done, faults, told)
