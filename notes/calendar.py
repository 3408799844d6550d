"""The calendar of a year as a picture: where each day stands in it, and how dark it is.

Pure. A column is a week that starts on Monday, a row is a day of the week. The year comes in two halves, so
that they stand side by side on a wide screen and below each other on a phone. Lengths are in units of the
picture.
"""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from .periods import Period

LEVELS = 4
SIDE, STEP = 10, 12
TOP = 14  # room for the names of months
WEEKS = 28  # that half a year touches at most
WIDTH, HEIGHT = WEEKS * STEP - (STEP - SIDE), TOP + 7 * STEP


@dataclass(frozen=True)
class Square:
    """A day that has entries. `level` is 1 to 4, from the days with the fewest to those with the most."""

    day: date
    count: int
    level: int
    x: int
    y: int

    @cached_property
    def url(self) -> str:
        return Period(self.day.year, self.day.month, self.day.day).get_absolute_url()

    @property
    def path(self) -> str:
        """The square as the path of an SVG."""
        return outline(self.x, self.y)


@dataclass(frozen=True)
class Month:
    """A month with its days that have entries; its name stands at `x`."""

    first: date
    x: int
    days: tuple[Square, ...]

    @property
    def count(self) -> int:
        return sum(square.count for square in self.days)

    @property
    def url(self) -> str:
        return Period(self.first.year, self.first.month).get_absolute_url()


@dataclass(frozen=True)
class Half:
    """Six months; `blanks` is the path of the squares of all days without an entry."""

    months: Sequence[Month]
    blanks: str
    width: int = WIDTH
    height: int = HEIGHT


@dataclass(frozen=True)
class Calendar:
    """The calendar of a year; `numbers` are those of entries of each day that has any."""

    year: int
    numbers: tuple[tuple[date, int], ...]

    @cached_property
    def halves(self) -> list[Half]:
        counts = {day: number for day, number in self.numbers if day.year == self.year}
        levels = to_levels(counts)
        return [to_half(self.year, months, counts, levels) for months in (range(1, 7), range(7, 13))]

    @property
    def months(self) -> list[Month]:
        """The months that have entries."""
        return [month for half in self.halves for month in half.months if month.days]

    @property
    def days(self) -> int:
        return sum(len(month.days) for month in self.months)

    @property
    def count(self) -> int:
        return sum(month.count for month in self.months)


def to_levels(counts: Mapping[date, int]) -> dict[date, int]:
    """How dark each day is: by the share of days with fewer entries, and never darker than its number.

    So a single day of very many entries leaves the others as they are.
    """
    in_order = sorted(counts.values())
    return {
        day: min(count, 1 + LEVELS * bisect_left(in_order, count) // len(in_order))
        for day, count in counts.items()
    }


def to_half(year: int, months: range, counts: Mapping[date, int], levels: Mapping[date, int]) -> Half:
    start = monday(date(year, months[0], 1))
    blanks, drawn = [], []
    for number in months:
        squares = []
        for day in days_of(year, number):
            x, y = place(day, start)
            if day in levels:
                squares.append(Square(day, counts[day], levels[day], x, y))
            else:
                blanks.append(outline(x, y))
        first = date(year, number, 1)
        # A name stands above the first week that begins in the month.
        x, _ = place(first + timedelta(days=-first.weekday() % 7), start)
        drawn.append(Month(first, x, tuple(squares)))
    return Half(drawn, "".join(blanks))


def outline(x: int, y: int) -> str:
    return f"M{x} {y}h{SIDE}v{SIDE}h-{SIDE}z"


def days_of(year: int, month: int) -> list[date]:
    period = Period(year, month)
    return [date(year, month, day) for day in range(1, period.last.day + 1)]


def place(day: date, start: date) -> tuple[int, int]:
    week = (monday(day) - start).days // 7
    return week * STEP, TOP + day.weekday() * STEP


def monday(day: date) -> date:
    """The Monday of its week; the first week of all begins where dates do."""
    return day - timedelta(days=min(day.weekday(), day.toordinal() - 1))
