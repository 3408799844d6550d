"""Highlights of a Kindle: `My Clippings.txt`, or a notebook that the app exported in HTML or CSV."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from notes.importing.asked import Asked
from notes.importing.exports import beginning_of, changed_on, read_text
from notes.importing.highlights import Work, to_pages
from notes.importing.kindle.clippings import is_clippings, works_and_doubts
from notes.importing.kindle.notebook import is_notebook, read_notebook
from notes.importing.pages import Page, Refusal

NAME = "kindle"
ENDINGS = {".txt", ".html", ".htm", ".csv"}


def match(path: Path) -> bool:
    if path.suffix.lower() not in ENDINGS or not path.is_file():
        return False
    beginning = beginning_of(path)
    return is_clippings(beginning) if path.suffix.lower() == ".txt" else is_notebook(beginning)


def read(path: Path, asked: Asked) -> Iterator[Page | Refusal]:
    yield from to_pages(read_works(path, asked), asked.visibility)


def read_works(path: Path, asked: Asked) -> list[Work]:
    text = read_text(path)
    if is_notebook(text[:4096]):
        return [read_notebook(text, changed_on(path))]
    works, doubts = works_and_doubts(text, changed_on(path), asked.today)
    return [replace(works[0], doubts=tuple(doubts)), *works[1:]]
