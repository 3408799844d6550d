"""How long backup and restore of 10,000 entries take on both databases, beside programs of their own.

Run: python -m bench.backup [NUMBER]. It uses databases of its own that are deleted. The yardsticks keep the
database only and check nothing: SQLite's online backup packed by gzip, and pg_dump in its own packed format.
"""

import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path

from bench.import_bibliography import WORDS
from tests.services import get_server, throwaway_cluster

MANAGE = [sys.executable, "manage.py"]
YARDSTICK = "import sqlite3, sys; sqlite3.connect(sys.argv[1]).backup(sqlite3.connect(sys.argv[2]))"


SAVED, STEP = 200, 10_000
FIRST = date(1900, 1, 1)


def measure(what: str, command: list[str], made: Path, **environment: str) -> None:
    """Run a command and print its seconds, its peak of memory and the size of what it made."""
    began = time.perf_counter()
    process = subprocess.Popen(command, env=os.environ | environment, stdout=subprocess.DEVNULL)  # noqa: S603
    _, status, used = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - began
    if status:
        sys.exit(f"{what} failed.")
    size = made.stat().st_size / 2**20
    processor = used.ru_utime + used.ru_stime
    print(
        f"{what}: {seconds:.1f} s ({processor:.1f} s of processor), peak {used.ru_maxrss // 1024} MB, "
        f"{size:.1f} MB",
        flush=True,
    )


def text(chance: random.Random) -> str:
    words = [" ".join(chance.choices(WORDS, k=9)).capitalize() for _ in range(4)]
    first = f"[{words[0]}](https://example.org/{chance.randrange(5_000)}) has it:"
    return f"{first}\n\n- “{words[1]}” (p. {chance.randrange(300)})\n- {words[2]}, **{words[3]}**."


def fill(number: int) -> None:
    """Entries with a link, a quotation and two tags: some as the desk saves them, the others copies."""
    import django  # noqa: PLC0415  # the settings read the environment

    django.setup()
    from django.core.management import call_command  # noqa: PLC0415

    from history.sitting import sitting  # noqa: PLC0415
    from notes.models import Entry  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    chance = random.Random(1)  # noqa: S311
    with sitting(note="Filled"):
        for index in range(SAVED):
            day = FIRST + timedelta(days=index // 3)
            Entry.objects.create(read_on=day, body=text(chance)).tags.add(*chance.sample(WORDS, 2))
    for turn in range(1, number // SAVED):
        copy_rows(turn)


def copy_rows(turn: int) -> None:
    """The saved entries once more, with what belongs to them, under keys and on days of their own."""
    from django.db import transaction  # noqa: PLC0415

    from backups.rows import columns_of, rows_of, write_rows  # noqa: PLC0415
    from history.models import Version  # noqa: PLC0415
    from notes.models import Entry  # noqa: PLC0415
    from passages.models import Mention, Passage, Tagging  # noqa: PLC0415

    keys = {"id", "owner_id", "object_id", "passage_id", "parent_id"}
    with transaction.atomic():
        for model in (Entry, Passage, Mention, Tagging, Version):
            columns = columns_of(model)
            copies = []
            for row in rows_of(model, "default").filter(pk__lt=STEP).values_list(*columns):
                values = dict(zip(columns, row, strict=True))
                values |= {key: values[key] + turn * STEP for key in keys & set(columns) if values[key]}
                if "read_on" in values:
                    values["read_on"] += timedelta(days=turn * SAVED)
                copies.append(list(values.values()))
            write_rows(model, "default", copies)


def main(number: int) -> None:
    os.environ.setdefault("SECRET_KEY", "bench")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        os.environ |= {"DATABASE_URL": f"sqlite:///{name}/bench.sqlite3", "MEDIA_ROOT": f"{name}/media"}
        # In a process of its own, since the peak of a process begins with that of its parent.
        filling = f"from bench.backup import fill; fill({number})"
        subprocess.run([sys.executable, "-c", filling], check=True)  # noqa: S603
        on_sqlite(folder)
        with throwaway_cluster(get_server()) as address:
            on_postgresql(folder, address)


def on_sqlite(folder: Path) -> None:
    database, backup, copy = folder / "bench.sqlite3", folder / "backup.tar", folder / "copy.sqlite3"
    print(f"The database: {database.stat().st_size / 2**20:.1f} MB")
    measure("SQLite, backup", [*MANAGE, "backup", str(backup)], backup)
    measure("SQLite, backup --no-verify", [*MANAGE, "backup", "--no-verify", "--force", str(backup)], backup)
    measure("SQLite, its online backup", [sys.executable, "-c", YARDSTICK, str(database), str(copy)], copy)
    packed = folder / "copy.sqlite3.gz"
    measure("SQLite, gzip of that", ["gzip", "-6", "-k", str(copy)], packed)
    other = f"sqlite:///{folder}/other.sqlite3"
    measure("SQLite, restore", [*MANAGE, "restore", str(backup)], backup, DATABASE_URL=other)


def on_postgresql(folder: Path, address: str) -> None:
    backup, dump = folder / "backup.tar", folder / "pg.dump"
    restore = [*MANAGE, "restore", str(backup)]
    measure("PostgreSQL, restore", restore, backup, DATABASE_URL=address)
    command = [*MANAGE, "backup", "--force", str(backup)]
    measure("PostgreSQL, backup", command, backup, DATABASE_URL=address)
    measure("PostgreSQL, backup --no-verify", [*command, "--no-verify"], backup, DATABASE_URL=address)
    if program := shutil.which("pg_dump"):
        measure("PostgreSQL, pg_dump -Fc", [program, "-Fc", "-f", str(dump), address], dump)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000)
