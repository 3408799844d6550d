"""When a work appeared, as BibTeX (year, month, day) and BibLaTeX (date) say it. Pure."""

import re
from collections.abc import Mapping

from papers.issued import Issued

from .draft import to_issued, to_year
from .latex import decode

NAMES = ("date", "year", "month", "day")
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def read_date(fields: Mapping[str, str]) -> tuple[Issued, bool]:
    """The date, and whether that is all that the fields say; else it is the year that their words hold."""
    if not any(name in fields for name in NAMES):
        return Issued(), True
    issued = to_issued(fields["date"]) if "date" in fields else from_parts(fields)
    if issued:
        return issued, True
    return to_year(fields.get("date", fields.get("year", ""))), False


def from_parts(fields: Mapping[str, str]) -> Issued | None:
    year, day = plain(fields.get("year", "")).strip("()[]"), plain(fields.get("day", ""))
    month = to_month(fields.get("month", ""))
    is_whole = year and (month or "month" not in fields) and (month or not day)
    return to_issued("-".join(part for part in (year, month, day) if part)) if is_whole else None


def to_month(text: str) -> str:
    """The number of a month that is given by its number, or by its name or the beginning of that."""
    word = plain(text).strip(".").lower()
    if word.isdigit():
        return word
    months = [str(number) for number, name in enumerate(MONTHS, 1) if word.startswith(name)]
    return months[0] if months and re.fullmatch("[a-z]+", word) else ""


def plain(text: str) -> str:
    return " ".join(decode(text).split())
