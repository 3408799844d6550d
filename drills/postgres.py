"""kill -9 of PostgreSQL under load: the site says so meanwhile, and is well again by itself."""

import random
import time
from collections.abc import Iterator

from audit.figures import Figure
from drills.databases import POSTGRESQL, Database, database_on
from drills.figures import judge
from drills.holding import held
from drills.load import load
from drills.server import Server, prepare, serving

KILLS = 10
WORKING, GONE = 4.0, 3.0  # seconds at most between getting well and the next kill, and without a server
LONG = 40.0  # seconds without one, the last time
HANG = 15.0  # seconds; a connection is waited for up to 10


def drill(share: float) -> Iterator[Figure]:
    kills = max(2, round(KILLS * share))
    chance = random.Random(kills)
    began, waits = time.monotonic(), []
    with database_on(POSTGRESQL) as database:
        site = database.site
        prepare(site)
        with serving(site, database.folder) as server, load(server.address) as work:
            process = server.process
            for number in range(1, kills + 1):
                time.sleep(chance.uniform(1, WORKING))
                gone = chance.uniform(0.5, GONE) if number < kills else LONG
                waits.append(killed(database, server, gone))
            is_same = server.process is process and server.is_running
            # Where the session cannot be saved, Django takes it for one that was deleted: 400.
            met = [*work.writing.faults(200, 302, 400, 500, 503), *work.reading.faults(200, 500, 503)]
        found = held(site, work.ledger)
    longest = max(work.writing.longest, work.reading.longest)
    refused = work.writing.failures + work.reading.failures
    hangs = [f"an answer took {longest:.0f} s"] if longest > HANG else []
    faults = found | {"other answers": met, "hangs": hangs, "restarts": [] if is_same else ["the site's"]}
    saves = f"{work.ledger.saves:,} acknowledged saves"
    done = f"{kills} kills of the server, the last for {LONG:.0f} s, during {saves}"
    told = (
        f"{refused:,} error pages, the longest wait {longest:.1f} s, well {max(waits):.1f} s after the server"
    )
    yield judge(f"postgres, {database.name}", done, faults, f"{told}; {time.monotonic() - began:.0f} s")


def killed(database: Database, server: Server, gone: float) -> float:
    """Seconds from the return of the server until the site is well."""
    database.kill()
    time.sleep(gone)
    database.start()
    return server.wait_until_well()
