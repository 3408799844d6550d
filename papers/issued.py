"""The date on which a work appeared, of which the month or the day may be unknown (CSL `issued`). Pure."""

from dataclasses import dataclass
from datetime import date

from django.utils.dates import MONTHS
from django.utils.translation import gettext as _


@dataclass(frozen=True)
class Issued:
    """Year (before Christ negative), month 1 to 12, day 1 to 31; each part needs the one before."""

    year: int | None = None
    month: int | None = None
    day: int | None = None

    def __str__(self) -> str:
        """In words of the language in force, also where there is no such day."""
        if self.year is None:
            return ""
        year = str(self.year) if self.year >= 0 else _("%(year)s BC") % {"year": -self.year}
        if not self.month:
            return year
        parts = {"day": self.day, "month": MONTHS[self.month], "year": year}
        form = _("%(day)s %(month)s %(year)s") if self.day else _("%(month)s %(year)s")
        return form % parts

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
