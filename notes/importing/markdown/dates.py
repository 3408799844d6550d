"""Days as a reader writes them, month first in figures: `2/09`, `11/07/2020`, `27 March 2023`."""

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from notes.importing.problems import ImportProblem

from .links import without_urls

# A heading that is a date is no longer than this; a statement is searched no further than that.
_LONGEST_DATE = 80
_LONGEST_STATEMENT = 2_000
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

_MONTH = (
    r"(?P<name>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
_YEAR = r"[12]\d{3}"
_END_YEAR = rf"(?:,?\s{{1,3}}(?P<year>{_YEAR}))?"
_DAY = r"(?P<day>\d\d?)(?:st|nd|rd|th)?"
_TO = r"\s{0,3}(?:-|–|—|to|through)\s{0,3}"
_WEEKDAY = r"(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?"

_ISO = rf"(?P<year>{_YEAR})[-/](?P<month>\d\d?)[-/](?P<day>\d\d?)"
_SLASHED = rf"(?P<month>\d\d?)/(?P<day>\d\d?)(?:/(?P<year>{_YEAR}|\d\d))?"
_DAY_FIRST = rf"{_DAY}\s{{1,3}}(?:of\s)?{_MONTH}{_END_YEAR}"
_MONTH_FIRST = rf"{_MONTH}\s{{1,3}}{_DAY}\b{_END_YEAR}"
_STYLES = (_ISO, _SLASHED, _DAY_FIRST, _MONTH_FIRST)

_WHOLE = tuple(
    re.compile(rf"(?:(?P<before>{_WEEKDAY})\.?,?\s+)?{style}(?:,?\s+\(?(?P<after>{_WEEKDAY})\.?\)?)?", re.I)
    for style in _STYLES
)
_SPANS = (
    re.compile(rf"{_MONTH}\s{{1,3}}{_DAY}{_TO}\d\d?(?:st|nd|rd|th)?{_END_YEAR}", re.I),
    re.compile(rf"{_DAY}{_TO}\d\d?(?:st|nd|rd|th)?\s{{1,3}}{_MONTH}{_END_YEAR}", re.I),
)
_BETWEEN = re.compile(_TO, re.I)
_AROUND = tuple(
    re.compile(rf"(?<![\w/.$-])(?:(?P<before>{_WEEKDAY})\.?,?\s+)?{style}(?![\w/]|[-.]\d)", re.I)
    for style in _STYLES
)
_OPENING = tuple(
    re.compile(
        rf"(?P<mark>\*\*|__|[*_])?{style}(?(mark)(?:\s?[-–—:.])?(?P=mark))"
        r"(?:\s*:\s*|\s*[–—]\s*|\s*-+(?:\s+|$)|[.,;](?:\s+|$)|\s+|$)"
    )
    for style in (_ISO, _SLASHED)
)
_OPENING_SPAN = re.compile(
    rf"{_SLASHED}(?:[-–—]\d\d?|\s?[-–—]\s?\d\d?/\d\d?(?:/(?:{_YEAR}|\d\d))?)(?=[\s:,]|$)"
)
_ALMOST = re.compile(rf"[*_]*((?P<month>\d\d?)/\d\d?(?P<year>/(?:{_YEAR}|\d\d))?(?!\d|/)\S{{0,20}})")
_OWN_YEAR = re.compile(rf"(?<![\w/.,$#-])({_YEAR})(?![\w/]|[-–.,]\d)")


@dataclass(frozen=True)
class DateMatch:
    """A day that a text names. `on` is None where neither the text nor the year in force gives a year.

    `says_more` is true of a range or a wrong weekday: the day does not say all of it, so its words must stay.
    """

    on: date | None
    is_full: bool
    says_more: bool = False
    doubt: str = ""


def opening_date(text: str, year: int | None) -> tuple[DateMatch, str] | None:
    """The day that a bullet opens with (`2/09 - Got`, `3/12/20 x`, `2023-03-11: x`) and the text behind it.

    A range stays in the text. `24/7` and `3/4-inch` are no days; `2/30` raises ImportProblem.
    """
    span = _OPENING_SPAN.match(text)
    found = _found(span, year) if span else None
    if found:
        return replace(
            found, says_more=True, doubt="the bullet says more than one day; the first was taken"
        ), text
    for pattern in _OPENING:
        opening = pattern.match(text)
        found = _found(opening, year) if opening else None
        if opening and found:
            return found, text[opening.end() :]
    return None


def almost_date(text: str) -> str:
    """What a bullet opens with if it looks like a day but is none (`3/4-inch`, `27/03/2023`), else ''."""
    almost = _ALMOST.match(text)
    if almost and (int(almost["month"]) <= 12 or almost["year"]):
        return almost[1]
    words = next((m for m in (pattern.match(text) for pattern in _AROUND[2:]) if m), None)
    return words[0] if words and words["year"] else ""


def heading_date(text: str, year: int | None) -> DateMatch | None:
    """The day of a heading that is a date and nothing else; the first of a range. ImportProblem for 2/30."""
    plain = text.strip(" \t*_:.")
    if len(plain) > _LONGEST_DATE:
        return None
    return _whole_date(plain, year) or _first_of_range(plain, year)


def dates_in(text: str, year: int | None) -> tuple[DateMatch, ...]:
    """Every date in a statement, addresses of links left out.

    Of those without a year only `3 May` counts, and 5/03 where the statement opens with it.
    """
    opening = opening_date(text, year)
    if opening:
        return (replace(opening[0], says_more=True),)
    plain = without_urls(text)[:_LONGEST_STATEMENT]
    matches = (match for pattern in _AROUND for match in pattern.finditer(plain) if _is_date_in_prose(match))
    found = sorted(((match.start(), _found(match, year)) for match in matches), key=lambda pair: pair[0])
    return tuple(replace(match, says_more=True) for _, match in found if match)


def year_in_heading(text: str) -> int | None:
    """The one year (1000 to 2999, its own word) in a heading without a day: `2023 Log`, `March 2023`."""
    plain = without_urls(text)[:_LONGEST_STATEMENT]
    if not _OWN_YEAR.search(plain):
        return None
    if any(match["year"] for pattern in _AROUND for match in pattern.finditer(plain)):
        return None
    years = {int(year) for year in _OWN_YEAR.findall(plain)}
    return years.pop() if len(years) == 1 else None


def full_date(text: str) -> date | None:
    """The date that `text` is, where it is one with a year; None also for a day that no calendar has."""
    try:
        match = _whole_date(text, None) if len(text) <= _LONGEST_DATE else None
    except ImportProblem:
        return None
    return match.on if match else None


def _whole_date(plain: str, year: int | None) -> DateMatch | None:
    for pattern in _WHOLE:
        match = pattern.fullmatch(plain)
        found = _found(match, year) if match else None
        if found:
            return found
    return None


def _first_of_range(plain: str, year: int | None) -> DateMatch | None:
    doubt = "the heading says more than one day; the first was taken"
    for pattern in _SPANS:
        match = pattern.fullmatch(plain)
        found = _found(match, year) if match else None
        if found:
            return replace(found, says_more=True, doubt=doubt)
    first = next(_pairs(plain, year), None)
    return replace(first, says_more=True, doubt=doubt) if first else None


def _pairs(plain: str, year: int | None) -> Iterator[DateMatch]:
    """The first date of `30 March - 2 April 2023`, whose year stands only at the end."""
    for between in _BETWEEN.finditer(plain):
        last = _whole_date(plain[between.end() :], year)
        first = _whole_date(plain[: between.start()], last.on.year if last and last.on else year)
        if not (first and last):
            continue
        if first.on and last.on and first.on > last.on and not first.is_full:
            first = replace(first, on=first.on.replace(year=first.on.year - 1))
        yield replace(first, is_full=first.is_full or last.is_full)


def _is_date_in_prose(match: re.Match[str]) -> bool:
    if match["year"]:
        return len(match["year"]) == 4
    name = match.groupdict().get("name") or ""
    return name[:1].isupper()  # "you may 5 times" and "3/4 of them" are no days


def _found(match: re.Match[str], year: int | None) -> DateMatch | None:
    groups = match.groupdict()
    month = _month(groups)
    if not 1 <= month <= 12:
        return None
    full_year = _full_year(groups["year"])
    on = _real_day(full_year or year, month, int(groups["day"]))
    weekday = groups.get("before") or groups.get("after") or ""
    return _with_weekday(DateMatch(on, is_full=full_year is not None), weekday)


def _month(groups: dict[str, str]) -> int:
    name = groups.get("name")
    return _MONTHS.index(name[:3].lower()) + 1 if name else int(groups["month"])


def _full_year(written: str | None) -> int | None:
    """Two figures mean 1969 to 2068, as in POSIX `strptime`."""
    if not written:
        return None
    year = int(written)
    if len(written) == 4:
        return year
    return year + (1900 if year >= 69 else 2000)


def _real_day(year: int | None, month: int, day: int) -> date | None:
    """The date, None without a year. Raises ImportProblem for a day that no such month has."""
    last = calendar.monthrange(2000 if year is None else year, month)[1]
    if not 1 <= day <= last:
        written = f"{day} {calendar.month_name[month]}"
        raise ImportProblem(f"{written if year is None else f'{written} {year}'} is no day of the calendar")
    return None if year is None else date(year, month, day)


def _with_weekday(match: DateMatch, written: str) -> DateMatch:
    if not written or match.on is None or _WEEKDAYS[match.on.weekday()] == written[:3].lower():
        return match
    right = calendar.day_name[match.on.weekday()]
    return replace(match, says_more=True, doubt=f"{match.on.isoformat()} was a {right}, not a {written}")
