"""The suite, first on SQLite, then on PostgreSQL: `python -m tests.run [--twice] [arguments of pytest]`.

On PostgreSQL runs what depends on the database; with `--twice`, everything that may open a connection.
"""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from sqlite3 import sqlite_version
from tempfile import TemporaryDirectory

from audit.program import run
from tests.services import MissingError, get_browser, get_server, throwaway_cluster

# In the order of testpaths: what takes long comes first, so that no worker is left with it at the end.
PYTEST = (sys.executable, "-m", "pytest", "-n", "2", "--dist", "loadscope", "--no-loadscope-reorder")
# Neither what opens no connection nor a page in a browser depends on the database, but for pages that write.
# Nor does what bears the marker `once`: it looks at headers, words, rights or HTML, or makes no statement
# that is not made by others.
WHAT_CONNECTS = "database and (everywhere or not browser)"
WHAT_DEPENDS = f"not once and {WHAT_CONNECTS}"
OUTCOMES = {0: "passed", 5: "RAN NO TEST"}


@dataclass(frozen=True)
class Run:
    database: str
    exit_code: int
    seconds: float

    def __str__(self) -> str:
        return f"{OUTCOMES.get(self.exit_code, 'FAILED')} on {self.database} in {self.seconds:.0f} s"


def main(arguments: list[str]) -> int:
    runs: list[Run] = []
    missing: list[str] = []
    what = WHAT_CONNECTS if "--twice" in arguments else WHAT_DEPENDS
    arguments = [each for each in arguments if each != "--twice"]
    environment = dict(os.environ)
    try:
        environment["CHROMIUM"] = get_browser()
    except MissingError as error:
        missing.append(f"the browser tests: {error}")
    with sqlite() as (database, address):
        runs.append(run_suite(database, address, environment, arguments))
    try:
        with postgresql() as (database, address):
            runs.append(run_suite(database, address, environment, ["-m", what, *arguments]))
    except MissingError as error:
        missing.append(f"the suite on PostgreSQL: {error}")
    print(report(runs, missing))
    return to_exit_code(runs, missing, is_ci=os.environ.get("CI") == "true")


@contextmanager
def sqlite() -> Iterator[tuple[str, str]]:
    """In a file: a database in memory is one connection for all threads, and parallel requests crash it."""
    with TemporaryDirectory(prefix="commonplace-") as folder:
        yield f"SQLite {sqlite_version}", f"sqlite:///{folder}/suite.sqlite3"


@contextmanager
def postgresql() -> Iterator[tuple[str, str]]:
    """Name and address of the server in TEST_DATABASE_URL, else of one that lives as long as the context."""
    if address := os.environ.get("TEST_DATABASE_URL"):
        yield "the PostgreSQL of TEST_DATABASE_URL", address
        return
    programs = get_server()
    with throwaway_cluster(programs) as address:
        yield f"a new PostgreSQL of {programs}", address


def run_suite(database: str, address: str, environment: dict[str, str], arguments: list[str]) -> Run:
    print(f"\n=== The suite on {database}", flush=True)
    began = time.monotonic()
    exit_code = run_to_its_end([*PYTEST, *arguments], environment | {"DATABASE_URL": address})
    return Run(database, exit_code, time.monotonic() - began)


def run_to_its_end(command: list[str], environment: dict[str, str]) -> int:
    process = subprocess.Popen(command, env=environment)
    try:
        return process.wait()
    except KeyboardInterrupt:  # Ctrl-C has reached pytest as well
        process.wait()
        raise
    finally:
        process.send_signal(signal.SIGINT)  # if it still runs, it closes its browsers and databases
        process.wait()


def report(runs: list[Run], missing: list[str]) -> str:
    lines = [*map(str, runs), *(f"NOT RUN: {what}" for what in missing)]
    return "\n".join(["", "=" * 80, *lines, "=" * 80])


def to_exit_code(runs: list[Run], missing: list[str], *, is_ci: bool) -> int:
    """1 for a run that failed or ran no test and, where nobody reads the report, for what was not run."""
    return int(any(run.exit_code for run in runs) or (is_ci and bool(missing)))


if __name__ == "__main__":
    run(main)
