"""An empty database beside that of the settings, in its place for a while."""

from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy
from pathlib import Path
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import DEFAULT_DB_ALIAS, connection, connections

from backups.snapshots import IN_HASTE

SCHEMA = "scratch"


@contextmanager
def scratch_database(folder: Path) -> Iterator[None]:
    """Let everything go to a new database of the same kind: a file in the folder, or a schema."""
    usual: Any = connections[DEFAULT_DB_ALIAS]
    connections[DEFAULT_DB_ALIAS] = type(usual)(to_scratch(usual.settings_dict, folder), DEFAULT_DB_ALIAS)
    ContentType.objects.clear_cache()
    try:
        with schema():
            yield
    finally:
        connection.close()
        connections[DEFAULT_DB_ALIAS] = usual
        ContentType.objects.clear_cache()


def to_scratch(usual: dict[str, Any], folder: Path) -> dict[str, Any]:
    settings = deepcopy(usual)
    if usual["ENGINE"].endswith("sqlite3"):
        settings |= {"NAME": str(folder / "scratch.sqlite3"), "OPTIONS": {"init_command": IN_HASTE}}
    else:
        settings["OPTIONS"].pop("pool", None)
        settings["OPTIONS"]["options"] = f"-c search_path={SCHEMA}"
    return settings


@contextmanager
def schema() -> Iterator[None]:
    """On PostgreSQL a schema that is gone afterwards."""
    if connection.vendor == "sqlite":
        yield
        return
    run(f"CREATE SCHEMA {SCHEMA}")
    try:
        yield
    finally:
        run(f"DROP SCHEMA {SCHEMA} CASCADE")


def run(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)
