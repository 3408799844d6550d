"""Bookmarks of Pinboard and linkding in JSON, and of Pocket in CSV. Pure.

Pinboard: https://pinboard.in/api/ (posts/all), whose `description` is the title. linkding:
https://linkding.link/api/ (bookmarks). Pocket: the columns title, url, time_added, tags, status.
"""

import csv
import io
from collections.abc import Iterator
from typing import Any

from notes.importing.exports import to_day_of_iso, to_line, to_text, to_words
from notes.importing.problems import ImportProblem

from .bookmark import TO_READ, Bookmark, parted
from .netscape import LINKDING, PINBOARD, POCKET, day_of

COLUMNS = ("title", "url", "time_added", "tags")

Row = dict[str, Any]


def is_service(beginning: str) -> bool:
    is_pinboard = '"href"' in beginning and '"extended"' in beginning
    return is_pinboard or ('"tag_names"' in beginning and '"url"' in beginning)


def is_pocket(beginning: str) -> bool:
    headings = beginning.partition("\n")[0].strip().split(",")
    return all(name in headings for name in COLUMNS)


def read_service(data: Any) -> Iterator[Bookmark]:
    """The bookmarks of a list, of an answer with `results`, or of several of these in a list."""
    for number, row in enumerate(rows_of(data), 1):
        if to_line(row.get("href")):
            yield of_pinboard(row, number)
        elif to_line(row.get("url")):
            yield of_linkding(row, number)


def rows_of(data: Any) -> Iterator[Row]:
    if isinstance(data, dict) and isinstance(data.get("results"), list):
        data = data["results"]
    for row in data if isinstance(data, list) else [data]:
        if isinstance(row, dict) and isinstance(row.get("results"), list):
            yield from (each for each in row["results"] if isinstance(each, dict))
        elif isinstance(row, dict):
            yield row


def of_pinboard(row: Row, number: int) -> Bookmark:
    tags, own = parted(to_text(row.get("tags")).split())
    return Bookmark(
        url=to_line(row.get("href")),
        title=to_line(row.get("description")),
        description=to_text(row.get("extended")),
        made_on=to_day_of_iso(row.get("time")),
        tags=(*tags, TO_READ) if row.get("toread") == "yes" else tags,
        own_tags=own,
        visibility="public" if row.get("shared") == "yes" else "private",
        line=number,
        service=PINBOARD,
    )


def of_linkding(row: Row, number: int) -> Bookmark:
    """What is shared there may be so with everybody or only with those who have an account."""
    tags = to_words(row.get("tag_names"))
    return Bookmark(
        url=to_line(row.get("url")),
        title=to_line(row.get("title")) or to_line(row.get("website_title")),
        description=to_text(row.get("description")) or to_text(row.get("website_description")),
        notes=to_text(row.get("notes")),
        made_on=to_day_of_iso(row.get("date_added")),
        tags=(*tags, TO_READ) if row.get("unread") is True else tags,
        visibility="" if row.get("shared") is True else "private",
        line=number,
        service=LINKDING,
    )


def read_pocket(text: str) -> Iterator[Bookmark]:
    """Raises ImportProblem where the CSV breaks."""
    rows = csv.DictReader(io.StringIO(text))
    try:
        for row in rows:
            tags = [tag for tag in (row.get("tags") or "").split("|") if tag]
            is_unread = row.get("status") == "unread"
            yield Bookmark(
                url=row.get("url") or "",
                title=row.get("title") or "",
                made_on=day_of(row.get("time_added")),
                tags=(*tags, TO_READ) if is_unread else tuple(tags),
                line=rows.line_num,
                service=POCKET,
            )
    except csv.Error as error:
        raise ImportProblem(f"this is no CSV: {error}", rows.line_num) from error
