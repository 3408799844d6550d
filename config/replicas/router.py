"""Replicas have what the primary sends them: nothing is migrated there or written."""

from typing import Any

from django.db import DEFAULT_DB_ALIAS


class OnlyPrimary:
    """All models belong to the primary. A request that reads from a replica has it in the primary's place."""

    def db_for_write(self, model: Any, **hints: Any) -> str:
        return DEFAULT_DB_ALIAS

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool:
        return db == DEFAULT_DB_ALIAS
