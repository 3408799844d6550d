"""Bring a backup back: it is tried beside the site first and then put in its place, all of it or nothing."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.core.management.sql import emit_post_migrate_signal
from django.db import DEFAULT_DB_ALIAS, DatabaseError, connection, transaction
from tqdm import tqdm

from passages.storage import waiting_folder

from .manifest import Manifest
from .media import put_in_place
from .problems import BackupError
from .progress import counted, progress
from .reading import check, open_archive
from .rows import clear, count_on_from, count_rows, highest_key, read_rows, rows_of, write_rows
from .snapshots import work_folder
from .staging import bring_forward, staged
from .states import applied_in, models_at, name_of, newest, refuse_gaps, refuse_newer, tables_at

# `migrate` fills these by itself.
ALWAYS_THERE = {"auth.permission", "contenttypes.contenttype"}


@dataclass(frozen=True)
class Restored:
    path: Path
    manifest: Manifest

    def lines(self) -> Iterator[str]:
        manifest = self.manifest
        yield (
            f"Restored {self.path}, made {manifest.made_at[:16].replace('T', ' ')} UTC: "
            f"{manifest.rows} rows of {len(manifest.tables)} tables and {manifest.media.files} files."
        )
        yield "Start the site again now, if it was running."


def restore(path: Path, *, is_replacing: bool) -> Restored:
    """Put what a backup holds into the database and where the settings say that media lie.

    The search index is empty then. Raises `BackupError`, and what the disk or the database says.
    """
    with open_archive(path) as archive, work_folder(waiting_folder()) as folder:
        refuse_newer(archive.manifest.migrations, "The backup")
        refuse_gaps(archive.manifest.migrations)
        refuse_newer(applied_in(), "The database")
        if not is_replacing and not is_empty():
            raise BackupError("The database is not empty. With --replace, what it holds is deleted.")
        check(archive, folder, folder / "new")
        with staged(archive, folder) as alias:
            bring_forward(alias, frozenset(archive.manifest.migrations))
            call_command("migrate", verbosity=0, interactive=False)
            with transaction.atomic(), put_in_place(folder / "new", folder / "former"):
                take_over(alias)
        manifest = archive.manifest
    ContentType.objects.clear_cache()
    return Restored(path, manifest)


def is_empty() -> bool:
    """Whether the database of the site has no row but those that a new one has."""
    models = [model for model in models_at(applied_in()) if name_of(model) not in ALWAYS_THERE]
    return not any(rows_of(model, DEFAULT_DB_ALIAS).exists() for model in models)


def take_over(alias: str) -> None:
    """Replace all rows of the site by those of another database, which is in the newest state, too."""
    models = models_at(newest())
    clear(tables_at(newest()), DEFAULT_DB_ALIAS)
    with progress("Restoring", count_rows(models, alias)) as bar:
        for model in models:
            copy(model, alias, bar)
    try:
        connection.check_constraints()
    except DatabaseError as error:
        raise BackupError(f"The rows do not fit together in this database: {error}") from error
    ContentType.objects.clear_cache()
    emit_post_migrate_signal(verbosity=0, interactive=False, db=DEFAULT_DB_ALIAS)


def copy(model: Any, alias: str, bar: tqdm) -> None:
    try:
        write_rows(model, DEFAULT_DB_ALIAS, counted(read_rows(model, alias), bar))
        count_on_from(model, DEFAULT_DB_ALIAS, highest_key(model, alias))
    except (DatabaseError, ValueError, OverflowError) as error:
        raise BackupError(f"This database does not take a row of {name_of(model)}: {error}") from error
