"""Does to the site what should never happen: `python -m drills [kill] [power] ...`, all if none is named.

`--share 0.1` does each a tenth as often. Ends with 1 if a promise is broken, with 2 if something cannot be
tried here.
"""

import argparse
import sys
import time
from collections.abc import Callable, Iterator

from audit.figures import Figure, are_met, table
from audit.program import run
from audit.site import SiteError
from drills import clock, disk, kill, postgres, power, readonly, restart, statements
from tests.services import MissingError

DRILLS: dict[str, Callable[[float], Iterator[Figure]]] = {
    "kill": kill.drill,
    "statements": statements.drill,
    "postgres": postgres.drill,
    "disk": disk.drill,
    "readonly": readonly.drill,
    "clock": clock.drill,
    "restart": restart.drill,
    "power": power.drill,
}


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="drills", description="Does to the site what should never happen.")
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(DRILLS))
    parser.add_argument("--share", type=float, default=1, help="how much of each is done, such as 0.1")
    told = parser.parse_args(arguments)
    if unknown := sorted(set(told.names) - DRILLS.keys()):
        parser.error(f"there is no drill {', '.join(unknown)}; there are {', '.join(DRILLS)}")
    began = time.monotonic()
    figures: list[Figure] = []
    try:
        for name in [each for each in DRILLS if each in told.names or not told.names]:
            for figure in DRILLS[name](told.share):
                figures.append(figure)
                print(f"{figure.check}: {figure.what}: {figure.value}", flush=True)
    except (MissingError, SiteError) as error:
        print(f"The drill cannot be done: {error}.", file=sys.stderr)
        return 2
    print(f"\n{table(figures)}\n\nDone in {time.monotonic() - began:.0f} s")
    return 0 if are_met(figures) else 1


if __name__ == "__main__":
    run(main)
