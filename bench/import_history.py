"""Whether all versions of a growing log, imported one after another, end as the last one alone, and how fast.

Run: python -m bench.import_history [VERSIONS] [SEED]... It uses a database in memory. The suite imports every
fourth of a hundred versions of one history.
"""

import os
import sys
import tempfile
import time
from datetime import date
from pathlib import Path
from typing import Any


def main(number: int = 100, *seeds: int) -> None:
    os.environ |= {"DJANGO_SETTINGS_MODULE": "config.settings", "DATABASE_URL": "sqlite:///:memory:"}
    os.environ.setdefault("SECRET_KEY", "bench")
    import django  # noqa: PLC0415  # the settings read the environment

    django.setup()
    from django.core.management import call_command  # noqa: PLC0415

    from notes.importing.tests.histories import history  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    for seed in seeds or (1, 2, 3):
        print(f"seed {seed}: {told(history(number, seed))}")


def told(versions: list[bytes]) -> str:
    """What became of the versions, imported into a database that is empty before and after."""
    from django.db import transaction  # noqa: PLC0415

    found = []
    for part in (versions[-1:], versions):
        with transaction.atomic():
            began = time.process_time()
            take(part)
            seconds = time.process_time() - began
            found.append(made())
            transaction.set_rollback(True)
    outcome = "equal" if found[0] == found[1] else "DIFFERENT"
    return f"{len(versions)} versions, {len(found[0][0])} entries, {seconds:.1f} s of processor, {outcome}"


def take(versions: list[bytes]) -> None:
    from notes.importing.asked import Asked  # noqa: PLC0415
    from notes.importing.run import Options, import_notes  # noqa: PLC0415

    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "log.md")
        for version in versions:
            file.write_bytes(version)
            report = import_notes([file], Options(Asked(date(2026, 1, 1)), is_pruning=True))
            if report.problems:
                raise SystemExit("\n".join(map(str, report.problems)))


def made() -> Any:
    from notes.importing.tests.histories import mentions, rows  # noqa: PLC0415

    return rows(), mentions()


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
