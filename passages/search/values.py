"""The values that the filters of a query take."""

import re
from collections.abc import Callable, Collection
from datetime import date, timedelta

from .tree import Value

KINDS = ("entry", "section", "quotation", "paper")
HOLDINGS = ("quote", "link", "locator")
DAY = re.compile(r"([0-9]{4})(?:-([0-9]{1,2})(?:-([0-9]{1,2}))?)?")
ADDRESS = re.compile(r"(?:https?://)?\.*(?:www\.+)*([^\s/?#:.][^\s/?#:]*)(?:[/?#:]\S*)?")


class BadValue(ValueError):
    """A value that its filter does not take."""


def read_value(name: str, value: str, kinds: Collection[str] = KINDS) -> Value:
    """The value of a filter as the tree keeps it; `name` is one of FIELDS. BadValue where it is not one."""
    words = " ".join(value.split())
    if name == "kind":
        return choose(words, kinds)
    return READERS[name](words)


def read_words(value: str) -> str:
    if not value:
        raise BadValue
    return value


def read_year(value: str) -> int:
    if not re.fullmatch("[0-9]{4}", value) or value == "0000":
        raise BadValue
    return int(value)


def read_domain(value: str) -> str:
    """The host alone, in lower case, where a whole address is given too; `www.` says nothing."""
    match = ADDRESS.fullmatch(value.lower())
    if not match:
        raise BadValue
    return match[1].rstrip(".")


def read_holding(value: str) -> str:
    return choose(value, HOLDINGS)


def choose(value: str, choices: Collection[str]) -> str:
    if value.lower() not in choices:
        raise BadValue
    return value.lower()


def read_first_day(value: str) -> date:
    """The first day of a year, a month or a day."""
    return read_period(value)[0]


def read_day_after(value: str) -> date:
    """The day after a year, a month or a day."""
    return read_period(value)[1]


def read_period(value: str) -> tuple[date, date]:
    """The first day of `2023`, `2023-03` or `2023-03-11` and the first after it."""
    match = DAY.fullmatch(value)
    if not match:
        raise BadValue
    month, day = (int(part) if part else None for part in match.group(2, 3))
    try:
        return to_period(int(match[1]), month, day)
    except (ValueError, OverflowError) as error:
        raise BadValue from error


def to_period(year: int, month: int | None, day: int | None) -> tuple[date, date]:
    if month is None:
        return date(year, 1, 1), date(year + 1, 1, 1)
    if day is None:
        return date(year, month, 1), date(year + month // 12, month % 12 + 1, 1)
    first = date(year, month, day)
    return first, first + timedelta(days=1)


READERS: dict[str, Callable[[str], Value]] = {
    "tag": read_words,
    "topic": read_words,
    "author": read_words,
    "paper": read_words,
    "year": read_year,
    "issued": read_year,
    "before": read_first_day,
    "after": read_day_after,
    "domain": read_domain,
    "has": read_holding,
}
FIELDS = frozenset({*READERS, "kind"})
