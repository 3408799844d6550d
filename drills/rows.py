"""All rows of a database as plain values, so that two states of it can be compared."""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from hashlib import blake2b
from typing import Any

from django.db import connection

# Sessions are saved apart from what a request does; the tables that FTS5 keeps its words in are no promise.
SKIPPED = ("django_session", "django_migrations", "passages_words_", "sqlite_")
# When something happened is the one thing that a second run cannot repeat.
MOMENTS = ("_at", "last_login", "action_time")

Row = tuple[str, ...]
Rows = dict[str, list[Row]]
Call = Callable[..., Any]


def all_rows(*, is_numbered: bool = True) -> Rows:
    """By table, its rows without moments, each value as text, sorted; without keys if not `is_numbered`."""
    with connection.cursor() as cursor:
        return {table: rows_of(cursor, table, is_numbered) for table in sorted(tables(cursor))}


def tables(cursor: Any) -> Iterator[str]:
    for name in connection.introspection.table_names(cursor):
        if not name.startswith(SKIPPED):
            yield name


def rows_of(cursor: Any, table: str, is_numbered: bool) -> list[Row]:
    key = "rowid, " if table == "passages_words" and connection.vendor == "sqlite" else ""
    cursor.execute(f"SELECT {key}* FROM {table}")
    names = [column[0] for column in cursor.description]
    kept = [place for place, name in enumerate(names) if is_numbered or not is_number(name)]
    kept = [place for place in kept if not names[place].endswith(MOMENTS)]
    return sorted(tuple(str(row[place]) for place in kept) for row in cursor.fetchall())


def is_number(column: str) -> bool:
    """Whether a column holds keys of rows, as the values of a version do; those of content types are the same
    in each run."""
    return column in {"id", "rowid", "values"} or (column.endswith("_id") and column != "owner_type_id")


def digest_of(rows: Rows) -> str:
    return blake2b(repr(rows).encode(), digest_size=16).hexdigest()


def differences(one: Rows, other: Rows) -> Iterator[str]:
    """The tables that differ, each with how many rows stand on one side only."""
    for table in sorted(one.keys() | other.keys()):
        left, right = Counter(one.get(table, [])), Counter(other.get(table, []))
        if left != right:
            yield f"{table}: {(left - right).total()} rows here, {(right - left).total()} there"


@contextmanager
def each_statement(before: Callable[[], object], after_commit: Callable[[], object]) -> Iterator[None]:
    """Call `before` each statement and commit, and `after_commit` when a transaction has been left."""
    ours: Any = connection
    commit, set_autocommit = ours._commit, ours._set_autocommit
    has_committed = False

    def counted(execute: Call, *arguments: Any) -> Any:
        before()
        return execute(*arguments)

    def counted_commit() -> None:
        nonlocal has_committed
        before()
        commit()
        has_committed = True

    def left(is_auto: bool) -> None:
        nonlocal has_committed
        set_autocommit(is_auto)
        if is_auto and has_committed:
            has_committed = False
            after_commit()

    ours._commit, ours._set_autocommit = counted_commit, left
    try:
        with connection.execute_wrapper(counted):
            yield
    finally:
        ours._commit, ours._set_autocommit = commit, set_autocommit
