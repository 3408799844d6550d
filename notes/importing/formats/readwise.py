"""Highlights of Readwise: the CSV that it exports, or what its API answers as JSON.

https://readwise.io/api_deets describes the answer of `/api/v2/export/`: `results` are books with their
`highlights`.
The CSV has the columns Highlight, Book Title, Book Author, Amazon Book ID, Note, Color, Tags, Location
Type, Location, Highlighted at, Document tags.
"""

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from notes.importing.asked import Asked
from notes.importing.exports import (
    beginning_of,
    changed_on,
    read_json,
    read_text,
    to_day_of_iso,
    to_line,
    to_text,
)
from notes.importing.highlights import Highlight, Work, to_pages
from notes.importing.kindle.words import day_of
from notes.importing.pages import Page, Refusal
from notes.importing.problems import Doubt, ImportProblem
from papers.names import Name, to_names

NAME = "readwise"
HEADINGS = ("Highlight", "Book Title", "Highlighted at")
TYPES = {"books": "book", "articles": "webpage", "tweets": "post"}
ISBN = re.compile(r"[0-9]{9}[0-9X]")
DISCARDED = ".discard"

Row = dict[str, Any]


def match(path: Path) -> bool:
    ending = path.suffix.lower()
    if ending not in (".csv", ".json") or not path.is_file():
        return False
    beginning = beginning_of(path)
    if ending == ".csv":
        return all(heading in beginning.partition("\n")[0] for heading in HEADINGS)
    return '"user_book_id"' in beginning


def read(path: Path, asked: Asked) -> Iterator[Page | Refusal]:
    is_json = path.suffix.lower() == ".json"
    works = list(read_answers(path) if is_json else read_csv(path))
    if not any(work.highlights for work in works):
        raise ImportProblem("this holds no highlight of Readwise", 1)
    yield from to_pages(works, asked.visibility)


def read_csv(path: Path) -> Iterator[Work]:
    """The works in the order of their first highlights. Raises ImportProblem where the CSV breaks."""
    rows = csv.DictReader(io.StringIO(read_text(path)))
    works: dict[tuple[str, str], Work] = {}
    try:
        for row in rows:
            said = {
                key: (value or "").strip()
                for key, value in row.items()
                if isinstance(value, str | None) and key
            }
            key = said.get("Book Title", ""), said.get("Book Author", "")
            work = works.get(key) or work_of_row(said, changed_on(path))
            works[key] = with_row(work, said, rows.line_num)
    except csv.Error as error:
        raise ImportProblem(f"this is no CSV: {error}", rows.line_num) from error
    yield from works.values()


def work_of_row(row: dict[str, str], known_on: date) -> Work:
    title, author = row.get("Book Title", ""), row.get("Book Author", "")
    return Work(
        service=NAME,
        name=name_of(title, author),
        title=title,
        authors=authors_of(author),
        fields=isbn_of(row.get("Amazon Book ID", "")),
        known_on=known_on,
    )


def with_row(work: Work, row: dict[str, str], line: int) -> Work:
    highlight = of_row(row, line)
    if DISCARDED in highlight.tags:
        return work
    if not highlight.text and not highlight.note:
        doubt = Doubt.about(line, "this row has neither words nor a note, and was left out", work.title)
        return replace(work, doubts=(*work.doubts, doubt))
    return replace(work, highlights=(*work.highlights, highlight))


def of_row(row: dict[str, str], line: int) -> Highlight:
    place, order = place_of(row.get("Location Type", ""), row.get("Location", ""))
    when = row.get("Highlighted at", "")
    kept = {"color": row.get("Color"), "amazon_book_id": row.get("Amazon Book ID")}
    return Highlight(
        text=row.get("Highlight", ""),
        note=row.get("Note", ""),
        place=place,
        made_on=to_day_of_iso(when) or day_of(when),
        order=order,
        line=line,
        tags=tuple(split_tags(row.get("Tags", "")) + split_tags(row.get("Document tags", ""))),
        besides={name: value for name, value in kept.items() if value},
    )


def split_tags(text: str) -> list[str]:
    return [tag.strip() for tag in text.split(",") if tag.strip()]


def read_answers(path: Path) -> Iterator[Work]:
    """The works of one answer of the API, or of several in a list."""
    data = read_json(path)
    for answer in data if isinstance(data, list) else [data]:
        results = answer.get("results", [answer]) if isinstance(answer, dict) else []
        for book in results if isinstance(results, list) else []:
            if isinstance(book, dict) and not book.get("is_deleted"):
                yield to_work(book, changed_on(path))


def to_work(book: Row, known_on: date) -> Work:
    title, author = to_line(book.get("title")), to_line(book.get("author"))
    url = to_line(book.get("source_url"))
    category = TYPES.get(to_line(book.get("category")), "")
    return Work(
        service=NAME,
        name=name_of(title, author) if category == "book" or not url else url,
        title=title,
        url=url if url.startswith(("http://", "https://")) else "",
        authors=authors_of(author),
        fields=isbn_of(to_line(book.get("asin"))) | ({"type": category} if category else {}),
        known_on=known_on,
        highlights=tuple(highlights_of(book)),
    )


def highlights_of(book: Row) -> Iterator[Highlight]:
    of_book = tags_in(book.get("book_tags"))
    rows = book.get("highlights")
    rows = [row for row in (rows if isinstance(rows, list) else []) if isinstance(row, dict)]
    kept = [row for row in rows if not row.get("is_deleted") and not row.get("is_discard")]
    found = [of_answer(row, number, of_book) for number, row in enumerate(kept, 1)]
    found = [each for each in found if each.text or each.note]
    note = to_text(book.get("document_note"))
    if note:
        days = [each.made_on for each in found if each.made_on]
        yield Highlight(note=note, made_on=min(days, default=None), order=-1, tags=of_book)
    yield from found


def of_answer(row: Row, number: int, of_book: tuple[str, ...]) -> Highlight:
    place, order = place_of(to_line(row.get("location_type")), str(row.get("location") or ""))
    said = {name: row.get(name) for name in ("id", "color", "url", "readwise_url")}
    return Highlight(
        text=to_text(row.get("text")),
        note=to_text(row.get("note")),
        place=place,
        made_on=to_day_of_iso(row.get("highlighted_at")) or to_day_of_iso(row.get("created_at")),
        order=order,
        line=number,
        tags=tags_in(row.get("tags")) + of_book,
        besides={name: value for name, value in said.items() if isinstance(value, str | int) and value},
    )


def tags_in(value: Any) -> tuple[str, ...]:
    named = [each.get("name") for each in value if isinstance(each, dict)] if isinstance(value, list) else []
    return tuple(filter(None, map(to_line, named)))


def place_of(kind: str, number: str) -> tuple[str, float]:
    """The place as a locator, and what it is sorted by; other kinds of location only sort."""
    if not number.isdecimal() or len(number) > 9:
        return "", 0
    place = {"page": f"p. {number}", "location": f"location {number}", "time_stamp": to_time(int(number))}
    return place.get(kind, ""), int(number)


def to_time(seconds: int) -> str:
    minutes, rest = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def name_of(title: str, author: str) -> str:
    return f"{title} ({author})" if author else title


def authors_of(text: str) -> tuple[Name, ...]:
    return to_names(text)[0]


def isbn_of(text: str) -> dict[str, str]:
    """Amazon's number of a printed book is its ISBN; others are no identifier."""
    return {"isbn": text} if ISBN.fullmatch(text) else {}
