"""Whether all versions of a growing log, imported one after another, end as the last one alone, and how fast.

Run: python -m bench.import_history [VERSIONS] [SEED]... It uses a database in memory. The suite imports every
fourth of a hundred versions of one history.
"""
# ruff: noqa: E402

import os
import sys
import tempfile
import time
from datetime import date
from pathlib import Path
from typing import Any

# The settings are read before anything of the project can be imported.
os.environ |= {"DJANGO_SETTINGS_MODULE": "config.settings", "DATABASE_URL": "sqlite:///:memory:"}
os.environ.setdefault("SECRET_KEY", "bench")

import django

django.setup()

from django.core.management import call_command
from django.db import transaction

from notes.importing.asked import Asked
from notes.importing.run import Options, import_notes
from notes.importing.tests.histories import history
from notes.importing.tests.test_histories import mentions, rows

ASKED = Options(Asked(date(2026, 1, 1)), is_pruning=True)


def main(number: int = 100, *seeds: int) -> None:
    call_command("migrate", verbosity=0)
    for seed in seeds or (1, 2, 3):
        with transaction.atomic():
            print(told(history(number, seed), seed))
            transaction.set_rollback(True)


def told(versions: list[bytes], seed: int) -> str:
    with transaction.atomic():
        take(versions[-1])
        expected = found()
        transaction.set_rollback(True)
    began = time.process_time()
    for version in versions:
        take(version)
    seconds = time.process_time() - began
    outcome = "equal" if found() == expected else "DIFFERENT"
    return f"seed {seed}: {len(versions)} versions, {len(rows())} entries, {seconds:.1f} s of CPU, {outcome}"


def take(version: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "log.md")
        file.write_bytes(version)
        report = import_notes([file], ASKED)
    if report.problems:
        raise SystemExit("\n".join(map(str, report.problems)))


def found() -> tuple[Any, ...]:
    return rows(), mentions()


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
