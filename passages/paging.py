"""Pages of a list by keyset: a page begins after the last row of the one before, never at an offset.

So the thousandth page costs what the first one does, and rows that come or go meanwhile shift nothing.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from operator import attrgetter
from typing import Any, Self
from urllib.parse import urlencode

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _

from .filters import BadFilter, Filter

PAGE_SIZE = 30
START_SIZE = 50
SEPARATOR = ","


@dataclass(frozen=True)
class Rows:
    """Rows that are shown."""

    items: Sequence[Any]

    def __bool__(self) -> bool:
        return bool(self.items)

    def __iter__(self) -> Iterator[Any]:
        return iter(self.items)


@dataclass(frozen=True)
class Page(Rows):
    """Rows of one page; `next_query` is the query string of the one after it, empty on the last."""

    next_query: str


@dataclass(frozen=True)
class Start(Rows):
    """The first rows of a list that has no pages; `has_more` says that there are others."""

    has_more: bool


def start_of(rows: models.QuerySet | Sequence[Any], size: int = START_SIZE) -> Start:
    found = list(rows[: size + 1])
    return Start(found[:size], len(found) > size)


@dataclass(frozen=True)
class Column:
    """One column of the order, a field or annotation that is never null, and how its text is read."""

    name: str
    read: Callable[[str], Any]
    descending: bool = False

    @property
    def ordering(self) -> str:
        return f"-{self.name}" if self.descending else self.name

    def value(self, row: Any) -> Any:
        """What the row has there: a dictionary by key, an object by attribute, over relations as well."""
        return row[self.name] if isinstance(row, dict) else attrgetter(self.name.replace("__", "."))(row)

    def beyond(self, value: Any) -> Q:
        return Q(**{f"{self.name}__{'lt' if self.descending else 'gt'}": value})

    def not_before(self, value: Any) -> Q:
        return Q(**{f"{self.name}__{'lte' if self.descending else 'gte'}": value})


@dataclass(frozen=True)
class Keyset:
    """A total order of a list, and the query parameter that carries its cursor."""

    columns: tuple[Column, ...]
    parameter: str

    @property
    def ordering(self) -> list[str]:
        return [column.ordering for column in self.columns]

    def reversed(self) -> Self:
        """The same list from its end to its beginning."""
        columns = (replace(column, descending=not column.descending) for column in self.columns)
        return replace(self, columns=tuple(columns))

    def page(self, rows: models.QuerySet, asked: Filter, size: int = PAGE_SIZE) -> Page:
        """The page of `rows` that was asked for; the filters are expected to have been applied."""
        return self.cut(list(self.rows_of(rows, asked, size)), asked, size)

    def rows_of(self, rows: models.QuerySet, asked: Filter, size: int = PAGE_SIZE) -> models.QuerySet:
        """The rows of the page, and one more if there is any."""
        if asked.cursor:
            rows = rows.filter(self.after(self.read(asked)))
        return rows.order_by(*self.ordering)[: size + 1]

    def cut(self, found: Sequence[Any], asked: Filter, size: int = PAGE_SIZE) -> Page:
        """A page of rows that were fetched in this order, one more than it has where there are more."""
        has_more = len(found) > size
        return Page(found[:size], self.next_query(asked, found[size - 1]) if has_more else "")

    def next_query(self, asked: Filter, last: Any) -> str:
        cursor = urlencode({self.parameter: self.write(last)}, safe=SEPARATOR)
        return "&".join(part for part in (asked.to_query(), cursor) if part)

    def after(self, values: Sequence[Any]) -> Q:
        """The rows that come after a row with these values; its first part is what an index can use."""
        first = self.columns[0].not_before(values[0])
        later, same = Q(), Q()
        for column, value in zip(self.columns, values, strict=True):
            later |= same & column.beyond(value)
            same &= Q(**{column.name: value})
        return first & later

    def write(self, row: Any) -> str:
        return SEPARATOR.join(map(str, self.values(row)))

    def values(self, row: Any) -> list[Any]:
        return [column.value(row) for column in self.columns]

    def read(self, asked: Filter) -> list[Any]:
        texts = asked.cursor.split(SEPARATOR)
        try:
            if asked.cursor_name != self.parameter:
                raise ValueError(asked.cursor_name)
            return [column.read(text) for column, text in zip(self.columns, texts, strict=True)]
        except ValueError:
            place = f"{asked.cursor_name}={asked.cursor[:40]}"
            raise BadFilter(_("%(place)s is no place in this list.") % {"place": place}) from None


def to_number(text: str) -> int:
    """A number that every database takes as a 64-bit key."""
    number = int(text)
    if not -(2**63) <= number < 2**63:
        raise ValueError(text)
    return number


BY_SLUG = Keyset((Column("slug", str),), "after")
