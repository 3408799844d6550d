"""What an upgrade of this program makes of a release, told as differences; none is as it should be.

Three steps are compared: what the migrations change of the rows that the release had, what it changes to
derive all texts again, and what of the export is another one then.
"""

import difflib
import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from io import StringIO
from pathlib import Path
from typing import Any
from unittest import mock

from django.apps import apps
from django.apps.registry import Apps
from django.core.management import call_command
from django.db import DEFAULT_DB_ALIAS, connection, transaction
from django.test import override_settings

from backups.manifest import Manifest
from backups.packing import Archive
from backups.reading import check, open_archive, rows_of_table
from backups.rows import columns_of, read_rows
from backups.staging import load
from backups.states import migrate, models_at, name_of
from backups.values import to_line
from notes.exporting.run import export_notes

from .making import ACCEPTED, BACKUP, EXPORT

# A value of a row by table, key and column.
Values = dict[tuple[str, str, str], str]
# `migrate` adds rows here for what is new.
GROWING = {"auth.permission", "contenttypes.contenttype"}


class Upgrade:
    """One release on its way to this program, in the database of the settings, which is empty."""

    def __init__(self, release: Path, folder: Path) -> None:
        self.release, self.folder, self.media = release, folder, folder / "media"
        with open_archive(release / BACKUP) as archive:
            self.manifest: Manifest = archive.manifest
            check(archive, folder)
            archive.rewind()
            self.before = values_of(rows_of_archive(archive))

    def run(self) -> list[str]:
        """All that is not as it was in the release."""
        self.load()
        call_command("migrate", verbosity=0, interactive=False)
        told = ["== migrated", *self.changed()]
        migrated = rows_now(self.manifest)
        derive_again()
        told += ["== rendered", *changes(migrated, rows_now(self.manifest))]
        return [*told, "== exported", *self.exported()]

    def load(self) -> None:
        """Put the rows of the release into tables as it had them, and its pictures beside."""
        migrate(DEFAULT_DB_ALIAS, frozenset(self.manifest.migrations))
        with open_archive(self.release / BACKUP) as archive:
            check(archive, self.folder, self.media)
            archive.rewind()
            with connection.constraint_checks_disabled(), transaction.atomic():
                load(archive, models_at(self.manifest.migrations), DEFAULT_DB_ALIAS)

    def changed(self, models: Apps = apps) -> list[str]:
        """What the rows say now that is not what they said in the release."""
        return changes(self.before, rows_now(self.manifest, models))

    def exported(self) -> list[str]:
        """The export as it would have been at that moment: what was deleted then could still come back."""
        made_at = datetime.fromisoformat(self.manifest.made_at)
        target = self.folder / EXPORT
        with (
            mock.patch("django.utils.timezone.now", return_value=made_at),
            override_settings(MEDIA_ROOT=self.media),
        ):
            export_notes(target, is_private=True)
        return file_changes(self.release / EXPORT, target)


def derive_again() -> None:
    for command in ("render", "cite", "reindex"):
        call_command(command, stdout=StringIO())


def rows_now(manifest: Manifest, models: Apps = apps) -> Values:
    """What the tables of the release say that there are still, whatever columns they have."""
    names = {model._meta.label_lower for model in models.get_models(include_auto_created=True)}
    found = (models.get_model(table.name) for table in manifest.tables if table.name in names)
    with transaction.atomic():
        return values_of((name_of(model), columns_of(model), rows_as_json(model)) for model in found)


def rows_as_json(model: Any) -> Iterator[Any]:
    return (json.loads(to_line(row)) for row in read_rows(model, DEFAULT_DB_ALIAS))


def rows_of_archive(archive: Archive) -> Iterator[tuple[str, Iterable[str], Iterable[Any]]]:
    for table in archive.manifest.tables:
        yield table.name, table.columns, rows_of_table(archive, table)


def values_of(tables: Iterable[tuple[str, Iterable[str], Iterable[Any]]]) -> Values:
    """JSON without the order of the keys, which PostgreSQL does not keep."""
    return {
        (name, str(row[0]), column): json.dumps(value, ensure_ascii=False, sort_keys=True)
        for name, columns, rows in tables
        for row in rows
        for column, value in zip(columns, row, strict=True)
    }


def changes(before: Values, after: Values) -> list[str]:
    """What is gone, another or new; what is new in columns that were not there before is no change."""
    known = {(table, column) for table, _, column in before}
    told = []
    for key in [*before, *(key for key in after if key not in before)]:
        table, _, column = key
        if key in before and before[key] != after.get(key):
            told.append(f"- {' '.join(key)}: {before[key]}")
        if key in after and after[key] != before.get(key) and is_told(table, column, key in before, known):
            told.append(f"+ {' '.join(key)}: {after[key]}")
    return told


def is_told(table: str, column: str, was_there: bool, known: set[tuple[str, str]]) -> bool:
    return was_there or ((table, column) in known and table not in GROWING)


def file_changes(before: Path, after: Path) -> list[str]:
    old, new = files_in(before), files_in(after)
    return [
        line
        for name in sorted({*old, *new})
        if old.get(name) != new.get(name)
        for line in difflib.unified_diff(
            lines_of(old, name), lines_of(new, name), name, name, n=0, lineterm=""
        )
    ]


def files_in(folder: Path) -> dict[str, bytes]:
    paths = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


def lines_of(files: Mapping[str, bytes], name: str) -> list[str]:
    """The lines of a text, and of anything else what tells it apart."""
    data = files.get(name, b"")
    try:
        return data.decode().split("\n")
    except UnicodeDecodeError:
        return [f"{len(data)} bytes with the SHA-256 {hashlib.sha256(data).hexdigest()}"]


def accepted(release: Path) -> list[str]:
    """The differences that were made on purpose; lines that begin with # say why."""
    path = release / ACCEPTED
    text = path.read_text() if path.exists() else "== migrated\n== rendered\n== exported\n"
    return [line for line in text.split("\n")[:-1] if not line.startswith("#")]


def step(told: list[str], name: str) -> list[str]:
    """The differences of one step."""
    start = told.index(f"== {name}") + 1
    ends = (number for number, line in enumerate(told) if number >= start and line.startswith("== "))
    return told[start : next(ends, None)]
