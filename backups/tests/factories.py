"""Backups of what a test has in its database."""

import json
from contextlib import contextmanager, nullcontext
from unittest.mock import patch

from django.db import DEFAULT_DB_ALIAS, connections

from backups.making import describe, make_backup
from backups.rows import read_rows, write_rows
from backups.states import applied_in, models_at, name_of
from backups.values import to_line


def create_backup(path, *, alias=DEFAULT_DB_ALIAS, migrations=None, is_verified=False, is_forced=False):
    """Back up what the test's own transaction sees, or the database of an alias.

    `migrations` are what the backup says to have, if that is not true.
    """

    def say(true, *parts):
        return describe(migrations or true, *parts)

    with (
        patch("backups.making.snapshot", lambda folder: nullcontext(alias)),
        patch("backups.making.describe", say),
    ):
        return make_backup(path, is_verified=is_verified, is_forced=is_forced)


def rows_by_table(alias=DEFAULT_DB_ALIAS):
    """Every row that a backup would hold, by table, as JSON has them."""
    return {
        name_of(model): [json.loads(to_line(row)) for row in read_rows(model, alias)]
        for model in models_at(applied_in(alias))
    }


@contextmanager
def failing_at(table):
    """Let the database of the site refuse the rows of one table."""

    def write(model, alias, rows):
        if name_of(model) == table:
            with connections[alias].cursor() as cursor:
                cursor.execute("SELECT * FROM there_is_no_such_table")
        return write_rows(model, alias, rows)

    with patch("backups.restoring.write_rows", write):
        yield
