"""Highlights that a service keeps, as a page of each work and entries of each day. Pure.

Whatever the service, an entry is one item that links to its work; under it each highlight is a quotation with
its place, and the reader's note on it an item under that. So all of it counts as notes on the work.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby
from typing import Any

from markup.plain_words import at_start, escape, shorten, to_line
from papers.names import Name
from passages.merging import FROM_OPEN_TO_CLOSED
from passages.models.tag import LONGEST_TAG
from passages.slugs import to_slug

from .pages import EntriesPage, LogEntry, PaperPage
from .problems import Doubt

LONGEST_NAME = 300
LONGEST_TITLE = 500
PRIVATE = "private"
# What a title cannot hold between the brackets of [[slug|Title]].
IN_BRACKETS = re.compile(r"[\[\]|]+")
# What no text can hold: it shows nothing, and no database or page takes all of it.
HIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufeff\ud800-\udfff]")


@dataclass(frozen=True)
class Highlight:
    """Something marked in a work: the words, the reader's note, the place as locators are written.

    `made_on` is None where the service says no day, `visibility` '' where it does not say who may see it.
    `order` sorts within the work, `line` counts from 1 in the file. A note is plain unless `is_markdown`.
    `besides` is what else the service says of it, in values that JSON can carry.
    """

    text: str = ""
    note: str = ""
    place: str = ""
    made_on: date | None = None
    order: float = 0
    line: int = 1
    tags: tuple[str, ...] = ()
    visibility: str = ""
    is_markdown: bool = False
    besides: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Work:
    """What highlights are of; `service` and `name` tell it from all other works of all services.

    `known_on` is the day of highlights that have none.
    """

    service: str
    name: str
    title: str
    known_on: date
    url: str = ""
    authors: tuple[Name, ...] = ()
    fields: dict[str, str] = field(default_factory=dict)
    highlights: tuple[Highlight, ...] = ()
    doubts: tuple[Doubt, ...] = ()


def to_pages(works: Iterable[Work], visibility: str | None) -> Iterator[PaperPage | EntriesPage]:
    """Two pages of each work that has highlights: itself, and its entries.

    `visibility` is what the command was told; it holds where the service says nothing or something more open.
    """
    for work in works:
        if work.highlights:
            yield from pages_of(work, visibility)


def pages_of(work: Work, visibility: str | None) -> Iterator[PaperPage | EntriesPage]:
    name = known_as(work.service, work.name)
    title = shorten(clean(work.title), LONGEST_TITLE) or "Untitled"
    entries = tuple(entries_of(work, name, title, visibility))
    most_open = min((item.visibility for item in entries), key=FROM_OPEN_TO_CLOSED.index)
    yield PaperPage(
        name=name,
        title=title,
        slug=to_slug(title),
        visibility=most_open,
        hash=hash_of_text(repr((title, work.url, work.authors, work.fields))),
        url=work.url,
        authors=work.authors,
        fields=work.fields,
        is_reference=True,
    )
    yield EntriesPage(
        name=f"{name}#highlights",
        title=title,
        slug=to_slug(title),
        visibility=most_open,
        hash=hash_of_text(repr(entries)),
        doubts=(*work.doubts, *long_tags(work)),
        entries=entries,
        is_whole=False,
        work=name,
    )


def entries_of(work: Work, name: str, title: str, visibility: str | None) -> Iterator[LogEntry]:
    """An entry for each day, and of what the service calls private or public one each."""
    in_order = sorted(work.highlights, key=lambda each: (group_of(each), each.order, each.line))
    for (day, said), group in groupby(in_order, key=group_of):
        highlights = list(group)
        yield LogEntry(
            read_on=date.fromisoformat(day) if day else work.known_on,
            is_date_inherited=not day,
            position=0,
            body=to_body(to_slug(title), title, highlights),
            tags=tags_of(highlights),
            line=min(each.line for each in highlights),
            source=" ".join([f"{name}#highlights", day or "undated", said]).strip(),
            visibility=seen_by(said, visibility),
            is_day_guessed=not day,
            besides=tuple(each.besides for each in highlights if each.besides),
        )


def group_of(highlight: Highlight) -> tuple[str, str]:
    return highlight.made_on.isoformat() if highlight.made_on else "", highlight.visibility


def to_body(slug: str, title: str, highlights: Sequence[Highlight]) -> str:
    label = shorten(to_line(IN_BRACKETS.sub(" ", title)), LONGEST_NAME) or "Untitled"
    items = (indented(to_item(each), 4) for each in highlights)
    return "\n    ".join([f"* [[{slug}|{label}]]", *items])


def to_item(highlight: Highlight) -> str:
    text, note = to_line(clean(highlight.text)), clean(highlight.note).strip()
    place = f" ({highlight.place})" if highlight.place else ""
    if not highlight.is_markdown:
        note = "\n".join(at_start(escape(line.strip())) for line in note.split("\n"))
    if not text:
        first, _, more = note.partition("\n")
        return indented(f"* {first}{place}" + (f"\n{more}" if more else ""), 4)
    item = f"* “{escape(text)}”{place}"
    return f"{item}\n    {indented(f'* {note}', 8)}" if note else item


def indented(text: str, spaces: int) -> str:
    """The text with all lines but the first and the empty ones set in."""
    return re.sub(r"\n(?=[^\n])", "\n" + " " * spaces, text)


def clean(text: str) -> str:
    return HIDDEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def tags_of(highlights: Iterable[Highlight]) -> tuple[str, ...]:
    tags = (to_line(clean(tag)).lstrip("#") for each in highlights for tag in each.tags)
    return tuple(dict.fromkeys(tag for tag in tags if 0 < len(tag) <= LONGEST_TAG))


def long_tags(work: Work) -> Iterator[Doubt]:
    for each in work.highlights:
        for tag in each.tags:
            if len(tag) > LONGEST_TAG:
                yield Doubt.about(each.line, f"a tag has at most {LONGEST_TAG} characters; left out", tag)


def seen_by(said: str, asked: str | None) -> str:
    """Who may see something: what its service says of it, or what was asked for if that is stricter.

    Where neither says anything it is private, since nobody has said that others may see it.
    """
    stated = [each for each in (said, asked) if each]
    return max(stated, key=FROM_OPEN_TO_CLOSED.index, default=PRIVATE)


def known_as(service: str, name: str) -> str:
    """The name of a page, short enough to be kept and still its own."""
    name = to_line(clean(name))
    if len(name) > LONGEST_NAME:
        name = f"{name[:LONGEST_NAME]}~{hash_of_text(name)[:16]}"
    return f"{service}:{name}"


def hash_of_text(text: str) -> str:
    return hashlib.sha256(text.encode(errors="replace")).hexdigest()
