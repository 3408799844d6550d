"""The site on several servers, of which some are killed while it is read and written: `python -m cluster`.

Ends with 1 if a promise is broken, with 2 if it cannot be tried here.
"""

import argparse
import sys
import time
from collections.abc import Iterator

from audit.figures import Figure, are_met, table, told
from audit.program import run
from audit.site import SiteError
from cluster.site import Cluster, cluster
from cluster.watching import WatchedLedger, refusal
from drills.figures import judge
from drills.holding import held
from drills.load import Load, load
from tests.services import MissingError

SECONDS = 60
GONE = 3.0  # seconds without the primary
# What is told to writers: done, come again, and that the machine which took the form is gone. Where a session
# cannot be saved, Django takes it for one that was deleted: 400.
FOR_WRITERS = (200, 302, 400, 502, 503)


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="cluster", description="Kills parts of a site on several servers.")
    parser.add_argument("--seconds", type=float, default=SECONDS, help="how long it is read and written")
    parser.add_argument("--crash", action="store_true", help="the primary ends without a warning")
    asked = parser.parse_args(arguments)
    try:
        with cluster() as ours:
            figures = list(tried(ours, asked.seconds, "immediate" if asked.crash else "fast"))
    except (MissingError, SiteError) as error:
        print(f"This cannot be tried: {error}.", file=sys.stderr)
        return 2
    print(f"\n{table(figures)}")
    return 0 if are_met(figures) else 1


def tried(ours: Cluster, seconds: float, end: str) -> Iterator[Figure]:
    ledger = WatchedLedger(address=ours.address)
    before = ours.transactions()
    with load(ours.address, writers=2, readers=3, ledger=ledger) as work:
        broken = break_one_by_one(ours, work, seconds / 8, end)
    found = held(ours.site, ledger)
    served = [after - former for former, after in zip(before, ours.transactions(), strict=True)]
    reads, writes = sum(work.reading.statuses.values()), sum(work.writing.statuses.values())
    done = f"{reads:,} pages, {writes:,} requests of writers, {ledger.saves:,} acknowledged saves"
    faults = {
        "failed readers": [*work.reading.faults(200), *ledger.failed],
        "stale": ledger.stale,
        "lost": found["lost"],
        "torn": found["torn"],
        "other answers to writers": work.writing.faults(*FOR_WRITERS),
        "idle replicas": [f"replica{n}" for n, number in enumerate(served, start=1) if number < 1],
        "while the primary was down": broken,
    }
    refused = sum(work.writing.statuses[status] for status in (400, 502, 503))
    longest = f"the longest wait of a reader {work.reading.longest:.1f} s"
    yield judge(
        "cluster", done, faults, f"{ledger.looks:,} looks after saves, {refused:,} refused; {longest}"
    )
    yield told("cluster", "transactions of the replicas", " and ".join(f"{number:,}" for number in served))


def break_one_by_one(ours: Cluster, work: Load, pause: float, end: str) -> list[str]:
    """A replica, an app and the primary go and come back; what is not as it should be without the primary."""
    [first, *_] = ours.replicas
    [app, *_] = ours.apps
    steps = (
        ("a replica is killed", lambda: first.stop("immediate")),
        ("and started", first.start),
        ("an app is killed", app.kill_all),
        ("and started", app.start),
    )
    for said, do in steps:
        time.sleep(pause)
        say(said, work)
        do()
    time.sleep(pause)
    say("the primary is stopped", work)
    faults = without_primary(ours, work, end)
    say("and started", work)
    ours.primary.start()
    time.sleep(3 * pause)
    say("the end", work)
    return faults


def without_primary(ours: Cluster, work: Load, end: str) -> list[str]:
    ours.primary.stop(end)
    before = work.reading.statuses[200]
    status, again = refusal(ours.address)
    time.sleep(GONE)
    faults = [] if work.reading.statuses[200] > before else ["no page was read"]
    return faults if status == 503 and again else [*faults, f"a program is told {status} {again}"]


def say(what: str, work: Load) -> None:
    statuses = ", ".join(f"{number:,} × {status}" for status, number in sorted(work.reading.statuses.items()))
    print(
        f"{time.strftime('%H:%M:%S')} {what}: so far {work.ledger.saves:,} saves, reads {statuses}",
        flush=True,
    )


if __name__ == "__main__":
    run(main)
