"""Bookmarks as dated entries: one for each address, on the day on which it was kept. Pure."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby

from markup.plain_words import at_start, escape, shorten, to_line, to_link
from notes.importing.highlights import PRIVATE, clean, hash_of_text, indented, seen_by
from notes.importing.pages import EntriesPage, LogEntry
from notes.importing.problems import Doubt
from passages.addresses import canonical_url
from passages.merging import FROM_OPEN_TO_CLOSED
from passages.models.tag import LONGEST_TAG

LONGEST_TITLE = 300
TO_READ = "to read"


@dataclass(frozen=True)
class Bookmark:
    """An address that was kept, with plain words about it and, in Markdown, `notes`.

    `made_on` is None where no day is said; `visibility` '' where nothing says who may see it. `line` counts
    from 1: the line in the file or, where there are none to count, the number of the bookmark. `own_tags` are
    for the owner only; `service` is '' for a browser.
    """

    url: str
    title: str = ""
    description: str = ""
    notes: str = ""
    made_on: date | None = None
    tags: tuple[str, ...] = ()
    own_tags: tuple[str, ...] = ()
    visibility: str = ""
    line: int = 1
    service: str = ""


def to_pages(
    bookmarks: Iterable[Bookmark], *, visibility: str | None, known_on: date, today: date
) -> Iterator[EntriesPage]:
    """A page for each month, so that many bookmarks come in by parts; `known_on` is the day of those without.

    What has no address of the web is left out and told of. Each service has entries of its own, since the
    words, day and readers of one would take the place of those of another.
    """
    kept, left = sorted_out(bookmarks, today)
    for (service, month), group in groupby(sorted(kept, key=in_order), key=part_of):
        entries = tuple(to_entries(group, visibility, known_on))
        yield EntriesPage(
            name=":".join(filter(None, ["bookmarks", service, month])),
            title=f"Bookmarks {month}",
            slug=f"bookmarks-{month}",
            visibility="private",
            hash=hash_of_text(repr(entries)),
            doubts=tuple(left),
            entries=entries,
            is_whole=False,
        )
        left = []


def sorted_out(bookmarks: Iterable[Bookmark], today: date) -> tuple[list[Bookmark], list[Doubt]]:
    """Each address once, and what has none."""
    kept: dict[tuple[str, str], Bookmark] = {}
    left: list[Doubt] = []
    for bookmark in bookmarks:
        address = canonical_url(clean(bookmark.url))
        if not address:
            reason = "this is no address of the web, and was left out"
            left.append(Doubt.about(bookmark.line, reason, clean(bookmark.title or bookmark.url)))
            continue
        if bookmark.made_on and bookmark.made_on > today:
            bookmark = replace(bookmark, made_on=None)
        key = bookmark.service, address
        kept[key] = joined(kept[key], bookmark) if key in kept else replace(bookmark, url=address)
    return list(kept.values()), left


def joined(first: Bookmark, second: Bookmark) -> Bookmark:
    """Two bookmarks of one address: the first day, all tags and words, the stricter visibility."""
    days = [day for day in (first.made_on, second.made_on) if day]
    words = dict.fromkeys(filter(None, [first.description, second.description]))
    notes = dict.fromkeys(filter(None, [first.notes, second.notes]))
    stated = [each for each in (first.visibility, second.visibility) if each]
    return replace(
        first,
        title=first.title or second.title,
        description="\n\n".join(words),
        notes="\n\n".join(notes),
        made_on=min(days, default=None),
        tags=(*first.tags, *second.tags),
        own_tags=(*first.own_tags, *second.own_tags),
        visibility=max(stated, key=FROM_OPEN_TO_CLOSED.index, default=""),
    )


def in_order(bookmark: Bookmark) -> tuple[str, str, int]:
    day = bookmark.made_on.isoformat() if bookmark.made_on else "undated"
    return bookmark.service, day, bookmark.line


def part_of(bookmark: Bookmark) -> tuple[str, str]:
    """The service and the month."""
    return bookmark.service, f"{bookmark.made_on:%Y-%m}" if bookmark.made_on else "undated"


def to_entries(bookmarks: Iterable[Bookmark], visibility: str | None, known_on: date) -> Iterator[LogEntry]:
    places: dict[date, int] = {}
    for bookmark in bookmarks:
        day = bookmark.made_on or known_on
        places[day] = places.get(day, -1) + 1
        seen = seen_by(bookmark.visibility, visibility)
        own = tags_of(bookmark.own_tags)
        yield LogEntry(
            read_on=day,
            is_date_inherited=bookmark.made_on is None,
            position=places[day],
            body=to_body(bookmark),
            tags=tags_of((*bookmark.tags, *(own if seen == PRIVATE else ()))),
            line=bookmark.line,
            source=f"{bookmark.service} bookmark {bookmark.url}".strip(),
            visibility=seen,
            is_day_guessed=bookmark.made_on is None,
            besides=({"own_tags": own},) if own and seen != PRIVATE else (),
        )


def parted(tags: Iterable[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The tags of Pinboard that everybody sees, and those that begin with a full stop, which are private."""
    tags = tuple(tags)
    return tuple(tag for tag in tags if tag[:1] != "."), tuple(tag for tag in tags if tag[:1] == ".")


def to_body(bookmark: Bookmark) -> str:
    title = shorten(to_line(clean(bookmark.title)), LONGEST_TITLE)
    description = "\n".join(
        at_start(escape(line.strip())) for line in clean(bookmark.description).strip().split("\n")
    )
    items = [words for words in (description, clean(bookmark.notes).strip()) if words]
    return "\n".join([to_link(title, bookmark.url), *(indented(f"* {words}", 4) for words in items)])


def tags_of(words: Iterable[str]) -> tuple[str, ...]:
    tags = (to_line(clean(tag)).lstrip("#") for tag in words)
    return tuple(dict.fromkeys(tag for tag in tags if 0 < len(tag) <= LONGEST_TAG))
