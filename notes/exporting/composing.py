"""Pages written anew as Markdown. Pure."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from itertools import groupby

from notes.importing.markdown.reading import Read, read_page
from notes.importing.pages import EntriesPage, LogEntry, LogPage, Page
from notes.importing.problems import ImportProblem
from notes.importing.sites import decoded

from .bullets import can_stand_without_date, to_bullet
from .front import to_yaml, whole_front
from .saying import items_of, with_lf

# Entries of days to come are read, too.
LATEST = date(9999, 1, 1)


def composed(page: Page) -> bytes:
    """The page as Markdown with front matter. What it cannot say is not in it; see `left_out`."""
    front = ["---", *to_yaml(whole_front(page)), "---"]
    body = [] if isinstance(page, EntriesPage) or not page.body else ["", *with_lf(page.body).split("\n")]
    entries = [line for lines in bullets_of(items_of(page)) for line in lines]
    blank = [""] if entries else []
    return ("\n".join([*front, *body, *blank, *entries]) + "\n").encode()


def bullets_of(items: Iterable[LogEntry]) -> Iterator[list[str]]:
    """Days in order, and an entry whose day is inherited below one that says it, where there is one."""
    days = groupby(sorted(items, key=lambda item: item.read_on), key=lambda item: item.read_on)
    for _, of_day in days:
        for place, item in enumerate(of_day):
            is_dated = not item.is_date_inherited or place == 0 or not can_stand_without_date(item)
            yield to_bullet(item, is_dated=is_dated)


def left_out(page: LogPage | EntriesPage) -> list[LogEntry]:
    """The entries that no bullet can say, such as one without text, or that others would not stand beside."""
    return [item for item in page.entries if not can_be_said(item)]


def can_be_said(item: LogEntry) -> bool:
    """Whether it is one entry of its day when its bullet is read."""
    alone = EntriesPage(name="entries.md", title="", slug="entries", hash="", entries=(item,))
    read = reading(alone.name, composed(alone), page=alone)
    found = [(each.read_on, each.body.split()) for each in items_of(read)] if read else []
    return found == [(item.read_on, item.body.split())]


def reading(name: str, data: bytes, *, page: Page | None = None, kind: str | None = None) -> Read | None:
    """The page that bytes say, None where they say none.

    A log that names no year is read in that of the entries of `page`.
    """
    years = [item.read_on.year for item in items_of(page)] if page else []
    for year in dict.fromkeys([None, *years[:1]]):
        try:
            read = read_page(name, decoded(data), kind=kind, year=year, today=LATEST)
        except (ImportProblem, OverflowError):
            continue
        if page is None or len(items_of(read)) >= len(items_of(page)) or year is not None:
            return read
    return None


def sayable(page: Page) -> Page:
    """The page without the entries that no bullet can say."""
    if not isinstance(page, LogPage | EntriesPage):
        return page
    out = set(map(id, left_out(page)))
    return replace(page, entries=tuple(item for item in page.entries if id(item) not in out))
