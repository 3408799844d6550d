"""The years that have entries, looked up in the index one after the other within one query."""

from typing import NamedTuple

from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.models import DateField, QuerySet
from django.db.models.expressions import RawSQL
from django.db.models.functions import TruncYear

# A “loose index scan” (https://wiki.postgresql.org/wiki/Loose_indexscan): from a day of one year to the last
# day of the nearest year before it that has any.
YEARS = """
WITH RECURSIVE years(day) AS (
  SELECT ({newest})
  UNION ALL
  SELECT ({older}) FROM years WHERE years.day IS NOT NULL
)
SELECT day FROM years WHERE day IS NOT NULL
"""


class YearsQuery(NamedTuple):
    """SQL that finds the years, its values, and the database that is asked; no SQL where there are none."""

    sql: str
    values: tuple
    database: str


def years_of(entries: QuerySet) -> list[int]:
    """The years in which `entries` were read, the newest first."""
    return ask_years(query_of_years(entries))


def query_of_years(entries: QuerySet) -> YearsQuery:
    newest = entries.order_by("-read_on").values("read_on")
    year = TruncYear(RawSQL("years.day", (), output_field=DateField()))
    try:
        first, first_values = to_sql(newest[:1])
        then, then_values = to_sql(newest.filter(read_on__lt=year)[:1])
    except EmptyResultSet:
        return YearsQuery("", (), entries.db)
    return YearsQuery(YEARS.format(newest=first, older=then), (*first_values, *then_values), entries.db)


def ask_years(query: YearsQuery) -> list[int]:
    if not query.sql:
        return []
    with connections[query.database].cursor() as cursor:
        cursor.execute(query.sql, query.values)
        # SQLite gives a date that no column declares as text.
        return [int(str(day)[:4]) for (day,) in cursor.fetchall()]


def to_sql(rows: QuerySet) -> tuple[str, tuple]:
    return rows.query.get_compiler(rows.db).as_sql()
