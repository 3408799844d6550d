"""How many rows each month has, where these lie in an index by their day: each month is one stretch of it."""

from datetime import date

from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.models import DateField, QuerySet
from django.db.models.expressions import RawSQL

from .years import to_sql

# Months are made one after the other, and their rows counted where they lie: to cut the month off each day
# and group by it takes SQLite four times as long.
MONTHS = """
WITH RECURSIVE bounds(oldest, newest) AS (SELECT ({oldest}), ({newest})),
months(first, beyond) AS (
  SELECT {first}, {after_first} FROM bounds WHERE oldest IS NOT NULL
  UNION ALL
  SELECT months.beyond, {after} FROM months, bounds WHERE months.beyond <= bounds.newest
)
SELECT months.first, (SELECT COUNT(*) FROM ({rows}) AS counted) FROM months
"""
FIRST = {"sqlite": "date({}, 'start of month')", "postgresql": "date_trunc('month', {})::date"}
# SQLite knows no day after the year 9999, but compares text.
AFTER = {
    "sqlite": "IFNULL(date({}, 'start of month', '+1 month'), '9999-12-32')",
    "postgresql": "(date_trunc('month', {}) + INTERVAL '1 month')::date",
}


def numbers_of_months(rows: QuerySet) -> dict[date, int]:
    """The number of rows of each month that has any, by its first day; `read_on` is the day of each."""
    days, vendor = rows.values("read_on"), connections[rows.db].vendor
    within = rows.filter(read_on__gte=bound("first"), read_on__lt=bound("beyond"))
    try:
        oldest, newest = to_sql(days.order_by("read_on")[:1]), to_sql(days.order_by("-read_on")[:1])
        counted = to_sql(within.order_by().values("pk"))
    except EmptyResultSet:
        return {}
    sql = MONTHS.format(
        oldest=oldest[0],
        newest=newest[0],
        rows=counted[0],
        first=FIRST[vendor].format("oldest"),
        after_first=AFTER[vendor].format("oldest"),
        after=AFTER[vendor].format("months.beyond"),
    )
    with connections[rows.db].cursor() as cursor:
        cursor.execute(sql, (*oldest[1], *newest[1], *counted[1]))
        # SQLite gives a date that no column declares as text.
        return {date.fromisoformat(str(first)): number for first, number in cursor.fetchall() if number}


def bound(name: str) -> RawSQL:
    return RawSQL(f"months.{name}", (), output_field=DateField())  # noqa: S611
