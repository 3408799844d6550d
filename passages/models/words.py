"""The full-text index: one row of words for each excerpt, in a table of its own kind on each database.

Both hold the tokens of `passages.search`, so that both give the same answers: a table of SQLite's FTS5 with
the columns title, tags and body, or a column of PostgreSQL's tsvector with the weights A, B and D. FTS5 asks
a whole row by a hidden column that has the name of the table; on PostgreSQL the column is called so, too.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db import connections, models, router
from django.db.models import Lookup
from django.db.models.expressions import Func

from passages.search import Node, to_fts5, to_tsquery, to_tsvector, tokens

TABLE = "passages_words"


@dataclass(frozen=True)
class Text:
    """The text that a search finds an excerpt by, in the order in which it counts."""

    title: str
    tags: str
    body: str

    @cached_property
    def tokens(self) -> tuple[list[str], list[str], list[str]]:
        return tokens(self.title), tokens(self.tags), tokens(self.body)


class IndexField(models.TextField):
    """The whole of a row of words, which can only be matched."""


@IndexField.register_lookup
class Match(Lookup):
    """Rows that answer a tree of words with something that must be there (see `passages.search`)."""

    lookup_name = "match"
    prepare_rhs = False
    rhs: Node

    def as_sqlite(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        column, params = self.process_lhs(compiler, connection)
        return f"{column} MATCH %s", [*params, to_fts5(self.rhs).text]

    def as_postgresql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        column, params = self.process_lhs(compiler, connection)
        return f"{column} @@ %s::tsquery", [*params, to_tsquery(self.rhs)]


class Score(Func):
    """How well a row answers, as a whole number that a cursor can hold; the higher, the better."""

    output_field = models.BigIntegerField()

    def __init__(self, index: str, node: Node) -> None:
        super().__init__(index)
        self.node = node

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        column: Any = self.source_expressions[0]
        return f"CAST({connection.ops.quote_name(column.alias)}.rank * -1000000 AS INTEGER)", []

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> tuple[str, list[Any]]:
        column, params = compiler.compile(self.source_expressions[0])
        rank = f"ts_rank_cd('{{0.1, 0.2, 0.4, 1.0}}', {column}, %s::tsquery)"
        return f"CAST({rank} * 1000000 AS bigint)", [*params, to_tsquery(self.node)]


class Key(Func):
    """The key of a row of words: of the index itself, which is read in its order, from wherever is wanted."""

    output_field = models.BigIntegerField()

    def __init__(self, index: str) -> None:
        super().__init__(index)

    def as_sql(self, compiler: Any, connection: Any, *args: Any, **context: Any) -> Any:
        column: Any = self.source_expressions[0]
        return f"{connection.ops.quote_name(column.alias)}.rowid", []


class WordsQuerySet(models.QuerySet[Any]):
    def write(self, texts: Mapping[int, Text]) -> None:
        """Index the texts of excerpts by their keys, in place of what stood there."""
        connection = connections[router.db_for_write(self.model)]
        with connection.cursor() as cursor:
            cursor.executemany(f"DELETE FROM {TABLE} WHERE rowid = %s", [(key,) for key in texts])  # noqa: S608
            if connection.vendor == "sqlite":
                rows: list[Any] = [(key, *map(" ".join, text.tokens)) for key, text in texts.items()]
                insert = f"INSERT INTO {TABLE} (rowid, title, tags, body) VALUES (%s, %s, %s, %s)"  # noqa: S608
            else:
                rows = [(key, to_tsvector(*text.tokens)) for key, text in texts.items()]
                insert = f"INSERT INTO {TABLE} (rowid, {TABLE}) VALUES (%s, %s::tsvector)"  # noqa: S608
            cursor.executemany(insert, rows)

    def optimize(self) -> None:
        """Let the database tidy its index up after many rows were written."""
        with connections[router.db_for_write(self.model)].cursor() as cursor:
            if cursor.db.vendor == "sqlite":
                cursor.execute(f"INSERT INTO {TABLE} ({TABLE}) VALUES ('optimize')")  # noqa: S608


class Words(models.Model):
    """The words of one excerpt."""

    excerpt = models.OneToOneField(
        "passages.Excerpt",
        on_delete=models.CASCADE,
        primary_key=True,
        db_column="rowid",
        db_constraint=False,
        related_name="words",
    )
    index = IndexField(db_column=TABLE)

    objects = WordsQuerySet.as_manager()

    class Meta:
        managed = False
        default_permissions = ()
        db_table = TABLE

    def __str__(self) -> str:
        return f"words of excerpt {self.pk}"
