"""The date on which a work appeared, of which the month or the day may be unknown (CSL `issued`). Pure."""

from dataclasses import dataclass
from datetime import date

MONTHS = [
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
    "November", "December",
]  # fmt: skip


@dataclass(frozen=True)
class Issued:
    """Year (before Christ negative), month 1 to 12, day 1 to 31; each part needs the one before."""

    year: int | None = None
    month: int | None = None
    day: int | None = None

    def __str__(self) -> str:
        if self.year is None:
            return ""
        year = self.year if self.year >= 0 else f"{-self.year} BC"
        parts = [self.day, MONTHS[self.month - 1] if self.month else None, year]
        return " ".join(str(part) for part in parts if part is not None)

    def is_in_calendar(self) -> bool:
        """Whether there is such a day; a date of which the day is not known is always right."""
        if self.year is None or self.month is None or self.day is None:
            return True
        try:
            date(max(self.year, 1), self.month, self.day)
        except ValueError:
            return False
        return True

    @property
    def iso(self) -> str:
        """ISO 8601 as far as it is known, for `<time datetime>`, which takes no year before Christ."""
        if self.year is None or self.year < 1:
            return ""
        parts = [f"{self.year:04d}", f"{self.month:02d}" if self.month else ""]
        return "-".join(part for part in [*parts, f"{self.day:02d}" if self.day else ""] if part)
