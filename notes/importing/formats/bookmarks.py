"""Bookmarks: the HTML that browsers and services write, JSON of Pinboard and linkding, CSV of Pocket."""

from collections.abc import Iterator
from pathlib import Path

from notes.importing.asked import Asked
from notes.importing.bookmarks.bookmark import Bookmark, to_pages
from notes.importing.bookmarks.netscape import is_netscape, read_netscape
from notes.importing.bookmarks.services import is_pocket, is_service, read_pocket, read_service
from notes.importing.exports import beginning_of, changed_on, read_json, read_text
from notes.importing.pages import Page, Refusal
from notes.importing.problems import ImportProblem

NAME = "bookmarks"
LOOKS = {
    ".html": is_netscape, ".htm": is_netscape, ".json": is_service, ".csv": is_pocket,
}  # fmt: skip


def match(path: Path) -> bool:
    looks = LOOKS.get(path.suffix.lower())
    return bool(looks and path.is_file() and looks(beginning_of(path)))


def read(path: Path, asked: Asked) -> Iterator[Page | Refusal]:
    bookmarks = list(read_bookmarks(path))
    if not bookmarks:
        raise ImportProblem("this file holds no bookmark", 1)
    yield from to_pages(bookmarks, visibility=asked.visibility, known_on=changed_on(path), today=asked.today)


def read_bookmarks(path: Path) -> Iterator[Bookmark]:
    ending = path.suffix.lower()
    if ending == ".json":
        return read_service(read_json(path))
    return read_pocket(read_text(path)) if ending == ".csv" else read_netscape(read_text(path))
