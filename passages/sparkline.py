"""A row of bars as high as a word: how many things there are over time. Pure."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

MOST_MONTHS = 36
BAR, STEP, HEIGHT = 3, 4, 20


@dataclass(frozen=True)
class Sparkline:
    """The picture, and what it shows in numbers; `years` holds the newest year first."""

    path: str
    width: int
    years: Sequence[tuple[int, int]]
    height: int = HEIGHT

    @property
    def total(self) -> int:
        return sum(number for _, number in self.years)

    @property
    def first(self) -> int:
        return self.years[-1][0]

    @property
    def last(self) -> int:
        return self.years[0][0]

    @property
    def most(self) -> tuple[int, int]:
        """The year with the most and their number; of equal ones the newest."""
        return max(self.years, key=lambda year: year[1])


def to_sparkline(counts: Mapping[date, int]) -> Sparkline | None:
    """Bars for the months, or for the years where the months are too many. None where there is nothing."""
    if not counts:
        return None
    months, years = Counter[int](), Counter[int]()
    for day, number in counts.items():
        months[day.year * 12 + day.month] += number
        years[day.year] += number
    bars = months if max(months) - min(months) < MOST_MONTHS else years
    values = [bars[number] for number in range(min(bars), max(bars) + 1)]
    path = "".join(to_bar(place, value, max(values)) for place, value in enumerate(values) if value)
    return Sparkline(path, len(values) * STEP - (STEP - BAR), sorted(years.items(), reverse=True))


def to_bar(place: int, value: int, most: int) -> str:
    height = max(round(HEIGHT * value / most), 1)
    return f"M{place * STEP} {HEIGHT}v-{height}h{BAR}v{height}z"
