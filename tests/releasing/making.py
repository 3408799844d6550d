"""What is kept of a release: a backup of the sample as the release writes it, and its export."""

import shutil
from pathlib import Path
from tempfile import TemporaryDirectory

from django.core.management import call_command
from django.db import DEFAULT_DB_ALIAS
from django.test import override_settings

from backups.making import make_backup, program_version
from backups.rows import rows_of
from backups.states import LEFT_OUT, name_of, newest, tables_at
from notes.exporting.run import export_notes

from .sample import fill
from .scratch import scratch_database

KEPT = Path(__file__).parent.parent / "releases"
# Nothing in this program writes there, or what is there is no part of a backup.
UNUSED = {"taggit.tag", "taggit.taggeditem", *(LEFT_OUT - {"passages.excerpt", "passages.term"})}
BACKUP, EXPORT, ACCEPTED = "backup.tar", "export", "accepted.txt"


def releases() -> list[Path]:
    return sorted(path for path in KEPT.iterdir() if (path / BACKUP).is_file())


def make_release(version: str, *, is_anew: bool = False) -> Path:
    """Raises ValueError with a sentence."""
    if version != program_version():
        raise ValueError(f"The version in pyproject.toml is {program_version()}, not {version}.")
    target = KEPT / version
    if target.exists() and not is_anew:
        raise ValueError(f"{target} is there. A release that is out never changes; else take --anew.")
    with (
        TemporaryDirectory() as name,
        scratch_database(Path(name)),
        override_settings(MEDIA_ROOT=f"{name}/media"),
    ):
        call_command("migrate", verbosity=0)
        fill()
        if empty := empty_tables() - UNUSED:
            raise ValueError(f"The sample (tests/releasing/sample.py) has no row of {', '.join(empty)}.")
        shutil.rmtree(target, ignore_errors=True)
        target.mkdir(parents=True)
        make_backup(target / BACKUP, is_verified=True, is_forced=False)
        export_notes(target / EXPORT, is_private=True)
    return target


def empty_tables() -> set[str]:
    """The names of models that have no rows."""
    models = tables_at(newest())
    return {name_of(model) for model in models if not rows_of(model, DEFAULT_DB_ALIAS).exists()}
