"""A notebook as the Kindle app exports it, in HTML or CSV: the highlights and notes of one book. Pure.

In the HTML elements of the classes `bookTitle`, `authors`, `noteHeading` ("Highlight (yellow) - Chapter >
Page 11 · Location 164") and `noteText` follow each other. The CSV has the title in its second row, the
authors in its third and, after a row of headings, a row for each highlight or note. Neither says a day.
Amazon publishes no description; https://github.com/krystofl/kindle-notes-to-md shows a file.
"""

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from notes.importing.highlights import Work
from notes.importing.html_events import tell_html
from notes.importing.problems import ImportProblem

from .clips import Clip, to_authors, to_highlights
from .words import HIGHLIGHT, kind_of, location_of, page_of

TITLE, AUTHORS, HEADING, TEXT = "bookTitle", "authors", "noteHeading", "noteText"
CLASSES = {TITLE, AUTHORS, HEADING, TEXT, "citation", "sectionHeading"}


def is_notebook(beginning: str) -> bool:
    return is_html(beginning) or is_csv(beginning)


def is_html(beginning: str) -> bool:
    return "bookTitle" in beginning or "noteHeading" in beginning


def is_csv(beginning: str) -> bool:
    return beginning.lstrip("\ufeff\"' \n").startswith("Your Kindle Notes For")


def read_notebook(text: str, changed_on: date) -> Work:
    """The book. Raises ImportProblem where it has no title."""
    book = read_csv(text) if is_csv(text) else read_html(text)
    if not book.title:
        raise ImportProblem("this notebook of a Kindle has no title", 1)
    return Work(
        service="kindle",
        name=f"{book.title} ({book.authors})" if book.authors else book.title,
        title=book.title,
        authors=to_authors(book.authors),
        fields={"type": "book"},
        known_on=changed_on,
        highlights=to_highlights(book.clips),
    )


@dataclass
class Book:
    title: str = ""
    authors: str = ""
    clips: list[Clip] = field(default_factory=list)


def read_html(text: str) -> Book:
    parts = Parts()
    tell_html(text, parts)
    book = Book()
    heading = ""
    for kind, words in parts.in_words():
        if kind == TITLE:
            book.title = book.title or words
        elif kind == AUTHORS:
            book.authors = book.authors or words
        elif kind == HEADING:
            heading = words
        elif kind == TEXT:
            book.clips.append(to_clip(heading, words, len(book.clips)))
    return book


def to_clip(heading: str, text: str, number: int) -> Clip:
    """A chapter that stands between kind and place says nothing of either."""
    kind, _, place = heading.partition(" - ")
    return clip_of(kind, place.rpartition(">")[2], text, number)


def clip_of(kind: str, place: str, text: str, number: int) -> Clip:
    return Clip(kind_of(kind) or HIGHLIGHT, text, page_of(place), location_of(place), None, number + 1)


class Parts:
    """The texts of the elements that have a class of a notebook."""

    def __init__(self) -> None:
        self.found: list[tuple[str, str, list[str]]] = []
        self.is_open = False

    def in_words(self) -> Iterator[tuple[str, str]]:
        return ((kind, " ".join("".join(texts).split())) for kind, _, texts in self.found)

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        kind = next((each for each in attributes.get("class", "").split() if each in CLASSES), "")
        if kind:
            self.found.append((kind, tag, []))
            self.is_open = True

    def end(self, tag: str) -> None:
        if self.found and tag == self.found[-1][1]:
            self.is_open = False

    def data(self, text: str) -> None:
        if self.is_open:
            self.found[-1][2].append(text)

    def close(self) -> None:
        return None


def read_csv(text: str) -> Book:
    try:
        rows = [row for row in csv.reader(io.StringIO(text)) if any(row)]
    except csv.Error as error:
        raise ImportProblem(f"this is no CSV: {error}") from error
    said = [row[0].strip() for row in rows[1:3]] + ["", ""]
    book = Book(said[0], said[1].removeprefix("by ").strip())
    for row in rows[3:]:
        add_row(book, row)
    return book


def add_row(book: Book, row: Sequence[str]) -> None:
    """A row is kind, place, star, text; others are headings and advertisements."""
    if len(row) >= 4 and kind_of(row[0]) and row[3].strip():
        book.clips.append(clip_of(row[0], row[1], row[3].strip(), len(book.clips)))
