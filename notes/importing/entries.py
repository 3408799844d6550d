"""The entries of a log, each brought in line with the row that it was when the log was imported before."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from markup import parse
from notes.models import Entry, SourceFile
from passages.slugs import to_slug
from passages.visibility import Visibility
from topics.models import Topic

from .documents import Source, Writing, own_names, prepare, said_of
from .growing import ids_of, with_former
from .matching import ids_of_row, match_entries, said
from .opening import would_open
from .pages import EntriesPage, LogEntry, LogPage, PostPage
from .report import LogSize, Report
from .site import Site, hash_of
from .together import write_together
from .vanished import tell_vanished


def write_log(page: LogPage, topic: Topic, former_file: str, site: Site, report: Report) -> None:
    """The entries of a log that has a topic of its own."""
    write_entries(page, [topic.slug], former_file, site, report)
    report.logs.append(LogSize.of(page.name, topic.title, [item.read_on for item in page.entries]))


def write_entries(
    page: LogPage | EntriesPage, topics: list[str], former_file: str, site: Site, report: Report
) -> None:
    """Bring the entries in line with their page. What is gone from either side stays gone, and is told of."""
    rows = list(Entry.objects.filter(source_file=former_file).for_importing())
    is_whole = isinstance(page, LogPage) or page.is_whole
    matches = match(page, rows, is_whole=is_whole)
    take_from_elsewhere(page, matches, site)
    pairs = without_deleted(page, matches, former_file, report)
    if isinstance(page, EntriesPage) and page.work:
        pairs = with_highlights_before(pairs, ids_told(page))
    own = own_names(*(values for item, row in pairs for values in ({"tags": item.tags}, said_of(row))))
    writings = (to_writing(item, row, page, topics, own, report) for item, row in pairs)
    write_together(writings, report)
    kept = {row.pk for row in matches if row}
    left = [row for row in rows if row.pk not in kept and not site.has_moved(row)]
    if is_whole:
        tell_vanished(left, report, is_pruning=site.is_pruning)
    else:
        tell_vanished(told_elsewhere(left, page), report, is_pruning=False)


def told_elsewhere(rows: Sequence[Entry], page: LogPage | EntriesPage) -> list[Entry]:
    """The rows with something that other entries of the page say now, such as what has become private."""
    told = ids_told(page)
    return [row for row in rows if ids_of_row(row) & told and not row.source_values.get("gone")]


def ids_told(page: LogPage | EntriesPage) -> frozenset[str]:
    return frozenset().union(*(ids_of(item.besides) for item in page.entries))


def match(page: LogPage | EntriesPage, rows: Sequence[Entry], *, is_whole: bool) -> list[Entry | None]:
    """The row that each item was before; a post is one entry, whatever was changed in it."""
    if isinstance(page, PostPage) and len(rows) == 1:
        return [rows[0]]
    return match_entries(page.entries, rows, is_whole=is_whole)


def with_highlights_before(
    pairs: Sequence[tuple[LogEntry, Entry | None]], told: Collection[str]
) -> list[tuple[LogEntry, Entry | None]]:
    """The entries of a work with what they held before, since a file may hold only a part of a day."""
    return [(with_those_before(item, row, told) if row else item, row) for item, row in pairs]


def with_those_before(item: LogEntry, row: Entry, told: Collection[str]) -> LogEntry:
    text = str(row.source_values.get("text", ""))
    return with_former(item, text, said_of(row).get("tags", ()), row.source_values.get("besides", ()), told)


def to_writing(
    item: LogEntry,
    row: Entry | None,
    page: LogPage | EntriesPage,
    topics: list[str],
    own: dict[str, str],
    report: Report,
) -> Writing:
    if item.is_day_guessed and row and (day := said(row, "read_on")):
        item = replace(item, read_on=date.fromisoformat(str(day)))
    source = Source(page.name, item.line, hash_of(item))
    extra = {"text": item.body, "gone": False} | ({"besides": item.besides} if item.besides else {})
    return prepare(row or Entry(), say_entry(item, page, topics), source, report, extra, own)


def without_deleted(
    page: LogPage | EntriesPage, matches: Sequence[Entry | None], former_file: str, report: Report
) -> list[tuple[LogEntry, Entry | None]]:
    """The items with their rows, without those that were imported before and then deleted here."""
    deleted = deleted_here(page.entries, matches, SourceFile.objects.hashes_of(former_file))
    pairs: list[tuple[LogEntry, Entry | None]] = []
    for item, row in zip(page.entries, matches, strict=True):
        if row is None and deleted[hash_of(item)] > 0:
            deleted[hash_of(item)] -= 1
            report.doubt(item.line, f"deleted here, so left out: {' '.join(item.body.split())[:80]}")
        else:
            pairs.append((item, row))
    return pairs


def say_entry(item: LogEntry, page: LogPage | EntriesPage, topics: list[str]) -> dict[str, Any]:
    return {
        "read_on": item.read_on.isoformat(),
        "is_date_inherited": item.is_date_inherited,
        "position": item.position,
        "body": item.body,
        "visibility": visibility_of(item, page),
        "topics": list(dict.fromkeys([*topics, *map(to_slug, [*page.topics, *item.topics])])),
        "tags": list(item.tags),
    }


def visibility_of(item: LogEntry, page: LogPage | EntriesPage) -> str:
    """A text that is nothing but a private margin says by that who may see it."""
    if "%%" in item.body:
        parsed = parse(item.body, is_one=True)
        if parsed.owners and not parsed.blocks:
            return Visibility.PRIVATE.value
    return item.visibility or page.visibility


def take_from_elsewhere(page: LogPage | EntriesPage, matches: list[Entry | None], site: Site) -> None:
    """Find rows of entries that have moved here from another file, where they stand no more.

    One that this page would let more people see only has the same words as something in here.
    """
    wanted = {hash_of(item) for item, row in zip(page.entries, matches, strict=True) if row is None}
    rows = (
        Entry.objects.for_importing().filter(source_hash__in=wanted).exclude(source_file__in=["", page.name])
    )
    free = [row for row in rows if not site.has_text(row.source_file, row.source_hash)]
    for place, item in enumerate(page.entries):
        if matches[place] is None:
            same = (row for row in free if row.source_hash == hash_of(item))
            seen = item.visibility or page.visibility
            found = next((row for row in same if not would_open(page, row, seen)), None)
            matches[place] = found
            free = [row for row in free if row is not found]


def deleted_here(
    items: Sequence[LogEntry], matches: Sequence[Entry | None], hashes: Iterable[str]
) -> Counter[str]:
    """How many entries of each text were imported before and have no row any more."""
    known = Counter(hashes)
    known.subtract(hash_of(item) for item, row in zip(items, matches, strict=True) if row)
    return known
