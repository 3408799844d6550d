"""Years, months and days as the archives have them."""

from __future__ import annotations

from calendar import isleap, monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from passages.routes import path_to


@dataclass(frozen=True)
class Period:
    """A year, a month of it or a day of that, with its page in the archives."""

    year: int
    month: int | None = None
    day: int | None = None

    @property
    def first(self) -> date:
        return date(self.year, self.month or 1, self.day or 1)

    @property
    def last(self) -> date:
        month = self.month or 12
        return date(self.year, month, self.day or monthrange(self.year, month)[1])

    def at(self, day: date) -> Period:
        """The period of the same kind that holds the day."""
        return Period(day.year, self.month and day.month, self.day and day.day)

    def get_absolute_url(self) -> str:
        parts = [part for part in (self.year, self.month, self.day) if part]
        return path_to(("notes:year", "notes:month", "notes:day")[len(parts) - 1], *parts)


@dataclass(frozen=True)
class Around:
    """The nearest that there is on either side."""

    older: Period | None
    newer: Period | None


def same_days(day: date, years: Iterable[int]) -> list[date]:
    """The same day of the other years that have it.

    The 29th of February goes with the 28th, too, in a year that has no such day of its own.
    """
    others = [year for year in years if year != day.year]
    leap = [date(year, 2, 29) for year in others if isleap(year)]
    if (day.month, day.day) == (2, 29):
        return leap
    same = [day.replace(year=year) for year in others]
    return same + leap if (day.month, day.day) == (2, 28) and not isleap(day.year) else same
