"""How long the migrations since a release take with a million entries, on both databases.

Run: python -m bench.migrate [ENTRIES] [--release 0.1.0] [--without APP.MIGRATION ...]. It fills databases of
its own, which are deleted, with the entries of the release again and again, and brings them to this program.
What is named after --without, and what builds on it, is timed as well, although the release has it.
"""

import argparse
import math
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any

from tests.services import get_server, throwaway_cluster

RELEASES = Path(__file__).parent.parent / "tests" / "releases"
# Keys of the first rows are below this; each turn copies all rows to keys above.
STEP = 1_000
COPIED = ("notes.entry", "passages.passage", "passages.mention", "passages.tagging", "history.version")
# What those refer to.
BESIDE = ("auth.user", "contenttypes.contenttype", "passages.tag", "passages.link")
# Keys of entries, and of passages of entries.
MOVED = {"id", "owner_id", "object_id", "passage_id", "parent_id"}
TEXTS = 500

Key = tuple[str, str]
Tables = dict[str, list[dict[str, Any]]]


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.migrate")
    parser.add_argument("entries", nargs="?", type=int, default=1_000_000)
    parser.add_argument("--release", default=min(path.name for path in RELEASES.iterdir()))
    parser.add_argument("--without", nargs="*", default=[], metavar="APP.MIGRATION")
    parser.add_argument("--here", action="store_true", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.here:
        run(asked)
        return
    with tempfile.TemporaryDirectory() as folder:
        again(f"sqlite:///{folder}/bench.sqlite3", folder)
        with throwaway_cluster(get_server()) as address:
            again(address, folder)


def again(address: str, folder: str) -> None:
    """The same in a process with another database, since the settings are read once."""
    environment = {"DATABASE_URL": address, "MEDIA_ROOT": folder, "SECRET_KEY": "bench", "DEBUG": "false"}
    command = [sys.executable, "-m", "bench.migrate", "--here", *sys.argv[1:]]
    subprocess.run(command, env=os.environ | environment, check=True)  # noqa: S603


def run(asked: argparse.Namespace) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django  # noqa: PLC0415

    django.setup()
    from django.db import connection  # noqa: PLC0415

    began = time.perf_counter()
    number = fill(RELEASES / asked.release / "backup.tar", asked.without, asked.entries)
    rows = ", ".join(f"{count:,} {name}" for name, count in number.items())
    print(f"{connection.vendor}: filled in {time.perf_counter() - began:.0f} s: {rows}", flush=True)
    for name, clock, processor in timed_migrations():
        print(f"{connection.vendor}: {name}: {clock:.1f} s ({processor:.1f} s of processor)", flush=True)
    for name, each in timed_deriving():
        print(f"{connection.vendor}: {name}: {each * 1_000_000:,.0f} s for a million texts", flush=True)


def fill(release: Path, without: Collection[str], entries: int) -> dict[str, int]:
    """Make the tables of the release, or older ones, and fill them; the numbers of rows."""
    from django.db import connection, transaction  # noqa: PLC0415

    from backups.rows import clear, count_on_from, rows_of, write_rows  # noqa: PLC0415
    from backups.states import migrate, models_at, name_of, tables_at  # noqa: PLC0415

    keys, tables = read(release)
    keys = older(keys, without)
    turns = max(0, math.ceil(math.log2(entries / len(tables["notes.entry"]))))
    tables = of_entries(tables, round(entries / 2**turns))
    migrate("default", keys)
    models = {name_of(model): model for model in models_at(keys) if name_of(model) in tables}
    many = [models[name] for name in COPIED if name in models]
    with connection.constraint_checks_disabled(), transaction.atomic():
        clear(tables_at(frozenset(keys)), "default")
        for name, model in models.items():
            write_rows(model, "default", in_columns(model, tables[name]))
        for turn in range(turns):
            for model in many:
                copy_rows(model, STEP * 2**turn)
        for model in many:
            count_on_from(model, "default", STEP * 2**turns)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return {name_of(model): rows_of(model, "default").count() for model in many}


def read(release: Path) -> tuple[set[Key], Tables]:
    """The migrations of a release, and the rows of some of its tables."""
    from backups.reading import check, open_archive, rows_of_table  # noqa: PLC0415

    with open_archive(release) as archive, tempfile.TemporaryDirectory() as folder:
        check(archive, Path(folder))
        archive.rewind()
        tables = {
            table.name: [dict(zip(table.columns, row, strict=True)) for row in rows_of_table(archive, table)]
            for table in archive.manifest.tables
        }
        return set(archive.manifest.migrations), {name: tables[name] for name in (*BESIDE, *COPIED)}


def older(keys: set[Key], without: Collection[str]) -> set[Key]:
    from django.db.migrations.loader import MigrationLoader  # noqa: PLC0415

    graph = MigrationLoader(None).graph
    gone = [graph.backwards_plan(tuple(name.split(".", 1))) for name in without]
    return keys.difference(*gone)


def of_entries(tables: Tables, number: int) -> Tables:
    """Only so many entries, and of the tables that are copied what belongs to these."""
    kind = next(row["id"] for row in tables["contenttypes.contenttype"] if row["model"] == "entry")
    entries = {row["id"] for row in tables["notes.entry"][:number]}
    owned = {"owner_id": "owner_type_id", "object_id": "content_type_id"}

    def is_kept(row: dict[str, Any]) -> bool:
        return all(
            row[types] == kind and row[keys] in entries for keys, types in owned.items() if keys in row
        )

    found = {name: list(filter(is_kept, rows)) for name, rows in tables.items()}
    passages = {row["id"] for row in found["passages.passage"]}
    mentions = [row for row in found["passages.mention"] if row["passage_id"] in passages]
    return found | {"notes.entry": tables["notes.entry"][:number], "passages.mention": mentions}


def in_columns(model: Any, rows: list[dict[str, Any]]) -> Iterator[Any]:
    """The rows in the columns that there are."""
    from backups.rows import fields_of  # noqa: PLC0415
    from backups.values import convert, readers  # noqa: PLC0415

    fields = fields_of(model)
    converts = readers(fields)
    return (convert([row[field.attname] for field in fields], converts) for row in rows)


def copy_rows(model: Any, turn: int) -> None:
    """All rows, whose keys are below that, once more under keys of their own."""
    from django.db import connection  # noqa: PLC0415

    from backups.rows import columns_of  # noqa: PLC0415

    names = ", ".join(f'"{name}"' for name in columns_of(model))
    values = ", ".join(copied(name, turn) for name in columns_of(model))
    table = model._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {table} ({names}) SELECT {values} FROM {table} WHERE id < {turn}")  # noqa: S608


def copied(name: str, turn: int) -> str:
    if name in MOVED:
        return f'"{name}" + {turn}'
    return f"'entry-' || (id + {turn})" if name == "slug" else f'"{name}"'


def timed_migrations() -> Iterator[tuple[str, float, float]]:
    """Seconds by the clock, and of this process's processor, that each migration takes."""
    from django.db import connection  # noqa: PLC0415
    from django.db.migrations.executor import MigrationExecutor  # noqa: PLC0415

    marks: list[tuple[str, float, float]] = []

    def mark(step: str, migration: Any = None, fake: bool = False) -> None:
        if step in {"apply_start", "apply_success"}:
            marks.append((str(migration), time.perf_counter(), time.process_time()))

    executor = MigrationExecutor(connection, mark)  # type: ignore[arg-type]
    executor.migrate(executor.loader.graph.leaf_nodes())
    for start, end in zip(marks[::2], marks[1::2], strict=True):
        yield start[0], end[1] - start[1], end[2] - start[2]


def timed_deriving() -> Iterator[tuple[str, float]]:
    """Seconds of processor for each text, of the first of them."""
    from notes.models import Entry  # noqa: PLC0415
    from passages.models import derive, index  # noqa: PLC0415

    keys = Entry.objects.order_by("pk").values_list("pk", flat=True)[:TEXTS]
    chosen = Entry.objects.filter(pk__in=list(keys))
    for name, work in (("render", derive), ("reindex", index)):
        used = time.process_time()
        work(chosen)
        yield name, (time.process_time() - used) / TEXTS


if __name__ == "__main__":
    main()
