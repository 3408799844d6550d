"""Thousands of odd requests on each database: `python -m tests.fuzz [--requests 10000] [--seed N]`.

Some are made of the URL resolver, some of the forms of the site, and each operation of the API has its share.
The properties that the suite tries on some examples are tried on all. The seed is printed, and makes the same
requests and examples again.
"""

import argparse
import os
import secrets
import sys

from tests.run import postgresql, run_to_its_end, sqlite
from tests.services import MissingError

PROPERTIES = ("--ignore=api/tests/test_conformance.py",)  # which is asked below
FILES = ("tests/test_fuzz.py", "api/tests/test_conformance.py")


def main() -> int:
    parser = argparse.ArgumentParser(prog="make fuzz", description="ARGS may say:")
    parser.add_argument("--requests", type=int, default=10_000, help="on each database; 10,000 if not said")
    parser.add_argument("--seed", type=int, default=secrets.randbelow(2**31), help="of another run")
    asked = parser.parse_args()
    print(f"{asked.requests} requests on each database, with --seed {asked.seed}", flush=True)
    exit_codes = [fuzz(way, asked.requests, asked.seed) for way in (sqlite, postgresql)]
    return max(exit_codes)


def fuzz(way, requests: int, seed: int) -> int:
    try:
        with way() as (database, address):
            print(f"\n=== {database}", flush=True)
            command = [sys.executable, "-m", "pytest", "-n", "2", f"--hypothesis-seed={seed}"]
            environment = os.environ | {"DATABASE_URL": address, "FUZZ_REQUESTS": str(requests)}
            thorough = environment | {"HYPOTHESIS_PROFILE": "thorough"}
            properties = run_to_its_end([*command, "-m", "hypothesis", *PROPERTIES], thorough)
            return max(properties, run_to_its_end([*command, *FILES], environment))
    except MissingError as error:
        print(f"NOT RUN: {error}")
        return 1


if __name__ == "__main__":
    sys.exit(main())
