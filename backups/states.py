"""In which state of its migrations a database is, and the models that it has there."""

from collections.abc import Collection, Iterable
from functools import cache, lru_cache
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader

from .problems import BackupError

Key = tuple[str, str]
# What is made from other rows, or is of no worth later: whoever has signed in signs in again.
LEFT_OUT = {"passages.excerpt", "passages.term", "sessions.session"}
# So are those who are kept out for a quarter of an hour.
LEFT_OUT |= {"axes.accessattempt", "axes.accessattemptexpiration", "axes.accessfailurelog", "axes.accesslog"}


def applied_in(alias: str = DEFAULT_DB_ALIAS) -> set[Key]:
    """The migrations that a database has, as pairs of app and name."""
    return set(MigrationLoader(connections[alias]).applied_migrations)


@cache
def newest() -> frozenset[Key]:
    """All migrations that this program knows."""
    return frozenset(MigrationLoader(None).graph.nodes)


def refuse_newer(keys: Collection[Key], what: str) -> None:
    """Stop where `what` has migrations that this program does not know."""
    unknown = sorted(set(keys) - newest())
    if unknown:
        names = ", ".join(".".join(key) for key in unknown[:3])
        raise BackupError(
            f"{what} is from a newer program (it has {names}). Take that program or a newer one."
        )


def refuse_gaps(keys: Collection[Key]) -> None:
    """Stop where a backup lacks a migration that one which it has builds on."""
    graph = MigrationLoader(None).graph
    if not set(keys).issuperset(parent.key for key in keys for parent in graph.node_map[key].parents):
        raise BackupError("The backup is broken: it lacks migrations.")


def models_at(keys: Iterable[Key]) -> list[Any]:
    """The models whose rows a backup holds, as they are after these migrations, by name."""
    return [model for model in tables_at(frozenset(keys)) if name_of(model) not in LEFT_OUT]


@lru_cache(maxsize=2)
def tables_at(keys: frozenset[Key]) -> list[Any]:
    """The models that have a table of their own after these migrations, by name."""
    apps = MigrationLoader(None).project_state(sorted(keys)).apps
    models = apps.get_models(include_auto_created=True)
    return sorted(filter(has_table, models), key=name_of)


def has_table(model: Any) -> bool:
    return model._meta.managed and not model._meta.proxy and not model._meta.swapped


def name_of(model: Any) -> str:
    return model._meta.label_lower


def create_tables(alias: str, models: Iterable[Any]) -> None:
    """Make the tables of models in an empty database at once, which no migration can go on from."""
    with connections[alias].schema_editor() as editor:
        for model in models:
            if not model._meta.auto_created:  # those are made with the model that they belong to
                editor.create_model(model)
        editor.deferred_sql.clear()  # indexes, which nobody needs who reads all rows


def migrate(alias: str, keys: Collection[Key]) -> None:
    """Bring a database forward to these migrations. No signal is sent."""
    executor = MigrationExecutor(connections[alias])
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    executor.migrate(None, plan=[step for step in plan if (step[0].app_label, step[0].name) in keys])
