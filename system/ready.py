"""Whether the site can serve: the database answers, has all migrations, and there is room to write."""

import json
from dataclasses import dataclass
from time import monotonic
from typing import Any

from django.conf import settings
from django.db import Error
from django.db.migrations.executor import MigrationExecutor

from passages.storage import local_folder

from .probe import SECONDS, probe
from .space import fault_of, fault_of_store, folders

OK = "ok"
QUESTION = "SELECT app FROM django_migrations LIMIT 1"


class Migrations:
    """Whether all of them are applied: asked until it is so, and never again."""

    are_applied = False


@dataclass(frozen=True)
class Found:
    """By what was looked at: `ok`, or why it is not."""

    checks: dict[str, str]

    @property
    def is_ready(self) -> bool:
        return all(said == OK for said in self.checks.values())

    @property
    def status(self) -> int:
        return 200 if self.is_ready else 503

    def to_json(self) -> str:
        """A line for each."""
        return json.dumps({"ready": self.is_ready} | self.checks, indent=1) + "\n"


def look() -> Found:
    return Found(look_at_database() | look_at_folders())


def look_at_database() -> dict[str, str]:
    began = monotonic()
    try:
        with probe() as own:
            with own.cursor() as cursor:
                cursor.execute(QUESTION)
                cursor.fetchall()
            answered = monotonic() - began
            missing = missing_migrations(own)
    except Error:
        return {"database": "does not answer", "migrations": "not known"}
    return {
        "database": OK if answered <= SECONDS else f"took more than {SECONDS} s",
        "migrations": f"{len(missing)} are missing" if missing else OK,
    }


def missing_migrations(own: Any) -> list[Any]:
    """Those that a database lacks."""
    if Migrations.are_applied:
        return []
    executor = MigrationExecutor(own)
    missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    Migrations.are_applied = not missing
    return missing


def look_at_folders() -> dict[str, str]:
    if settings.READ_ONLY:
        return {}
    found = {what: fault_of(folder) or OK for what, folder in folders().items()}
    return found if local_folder() else found | {"media": fault_of_store() or OK}
