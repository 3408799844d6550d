"""kill -9 of all workers, and now and then of the master, while writers save."""

import random
import time
from collections.abc import Iterator

from audit.figures import Figure
from drills.databases import POSTGRESQL, SQLITE, database_on
from drills.figures import judge
from drills.holding import held
from drills.load import load
from drills.server import prepare, serving

KILLS = 200
LONGEST = 0.4  # seconds of work between getting well and the next kill
EVERY = 20  # kills, the master goes too


def drill(share: float) -> Iterator[Figure]:
    for kind in (SQLITE, POSTGRESQL):
        yield kill_on(kind, max(2, round(KILLS * share)))


def kill_on(kind: str, kills: int) -> Figure:
    chance = random.Random(kills)
    began, killed, waits = time.monotonic(), 0, []
    with database_on(kind) as database:
        site = database.site
        prepare(site)
        with serving(site, database.folder) as server, load(server.address) as work:
            for number in range(1, kills + 1):
                time.sleep(chance.uniform(0, LONGEST))
                if number % EVERY:
                    killed += server.kill_workers()
                else:
                    server.kill_all()
                    server.start()
                waits.append(server.wait_until_well())
        found = held(site, work.ledger)
    done = f"{kills} kills, {kills // EVERY} with the master, during {work.ledger.saves:,} acknowledged saves"
    told = f"well again in {max(waits):.1f} s; {time.monotonic() - began:.0f} s"
    return judge(f"kill, {database.name}", done, found, told)
