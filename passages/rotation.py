"""Whose turn it is on a day, so that everything is shown before anything comes again.

Pure, and without a memory: who asks twice on one day is told the same. Time goes in rounds. A round shows,
one a day and each once, everything that is dated before the day on which the round begins; the next begins
the day after it ends. So

- what is dated today or later changes nothing before the next round, in which it then stands;
- while nothing new is dated before a round begins, all rounds are alike, and any stretch of days as long as
  there are things shows each of them once;
- what is taken away or added under an earlier date makes all rounds come as if it had always been so: the
  choice may change then, on that day, too.
"""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import accumulate
from math import gcd

GOLDEN = 0.6180339887498949


@dataclass(frozen=True)
class Turn:
    """What is shown: of the things dated on `day`, in their order, the one at `index`."""

    day: date
    index: int


def turn_on(today: date, counts: Sequence[tuple[date, int]]) -> Turn | None:
    """Whose turn it is, given the number of things of each date that has any, in order of the dates.

    None as long as nothing is dated before today.
    """
    days = [(day.toordinal(), number) for day, number in counts]
    begin, size = round_of(today.toordinal(), days)
    if not size:
        return None
    rank = (today.toordinal() - begin) * stride(size) % size
    ends = list(accumulate(number for _, number in counts))
    place = bisect_right(ends, rank)
    day, number = counts[place]
    return Turn(day, rank - (ends[place] - number))


def round_of(today: int, counts: Sequence[tuple[int, int]]) -> tuple[int, int]:
    """The day on which the round of today begins and its number of days, 0 if none has begun."""
    begin = counts[0][0] + 1 if counts else today + 1
    size = place = 0
    while begin <= today:
        while place < len(counts) and counts[place][0] < begin:
            size += counts[place][1]
            place += 1
        # Rounds that begin up to the next date are as large as this one.
        alike = min(counts[place][0], today) if place < len(counts) else today
        begin += (alike - begin) // size * size
        if begin + size > today:
            return begin, size
        begin += size
    return begin, 0


def stride(size: int) -> int:
    """A step that visits every one of `size` places and leads far away each time."""
    step = max(round(size * GOLDEN), 1)
    return next(number for number in range(step, 2 * size + step) if gcd(number, size) == 1)
