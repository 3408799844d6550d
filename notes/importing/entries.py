"""The entries of a log, each brought in line with the row that it was when the log was imported before."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from notes.models import Entry, SourceFile
from passages.slugs import to_slug
from topics.models import Topic

from .documents import Source, remember, write
from .matching import match_entries, said
from .pages import EntriesPage, LogEntry, LogPage, PostPage
from .report import LogSize, Report
from .site import Site, hash_of


def write_log(page: LogPage, topic: Topic, former_file: str, site: Site, report: Report) -> None:
    """The entries of a log that has a topic of its own."""
    write_entries(page, [topic.slug], former_file, site, report)
    report.logs.append(LogSize.of(page.name, topic.title, [item.read_on for item in page.entries]))


def write_entries(
    page: LogPage | EntriesPage, topics: list[str], former_file: str, site: Site, report: Report
) -> None:
    """Bring the entries in line with their page. What is gone from either side stays gone, and is told of."""
    rows = list(Entry.objects.filter(source_file=former_file).order_by("source_line"))
    is_whole = isinstance(page, LogPage) or page.is_whole
    is_post = isinstance(page, PostPage) and len(rows) == 1
    matches: list[Entry | None] = (
        [rows[0]] if is_post else match_entries(page.entries, rows, is_whole=is_whole)
    )
    take_from_elsewhere(page, matches, site)
    hashes = SourceFile.objects.hashes_of(former_file)
    deleted = deleted_here(page.entries, matches, hashes)
    for item, row in zip(page.entries, matches, strict=True):
        if row is None and deleted[hash_of(item)] > 0:
            deleted[hash_of(item)] -= 1
            report.doubt(item.line, f"deleted here, so left out: {' '.join(item.body.split())[:80]}")
        else:
            write_entry(item, row, page, topics, report)
    if is_whole:
        keep_vanished(rows, matches, report)


def write_entry(
    item: LogEntry, row: Entry | None, page: LogPage | EntriesPage, topics: list[str], report: Report
) -> None:
    if item.is_day_guessed and row and (day := said(row, "read_on")):
        item = replace(item, read_on=date.fromisoformat(str(day)))
    source = Source(page.name, item.line, hash_of(item))
    extra = {"text": item.body, "gone": False} | ({"besides": item.besides} if item.besides else {})
    report.count("entries", write(row or Entry(), say_entry(item, page, topics), source, report, extra))


def say_entry(item: LogEntry, page: LogPage | EntriesPage, topics: list[str]) -> dict[str, Any]:
    return {
        "read_on": item.read_on.isoformat(),
        "is_date_inherited": item.is_date_inherited,
        "position": item.position,
        "body": item.body,
        "visibility": item.visibility or page.visibility,
        "topics": list(dict.fromkeys([*topics, *map(to_slug, [*page.topics, *item.topics])])),
        "tags": list(item.tags),
    }


def take_from_elsewhere(page: LogPage | EntriesPage, matches: list[Entry | None], site: Site) -> None:
    """Find rows of entries that have moved here from another file, where they stand no more."""
    wanted = {hash_of(item) for item, row in zip(page.entries, matches, strict=True) if row is None}
    rows = Entry.objects.filter(source_hash__in=wanted).exclude(source_file__in=["", page.name])
    free = [row for row in rows if not site.has_text(row.source_file, row.source_hash)]
    for place, item in enumerate(page.entries):
        if matches[place] is None:
            found = next((row for row in free if row.source_hash == hash_of(item)), None)
            matches[place] = found
            free = [row for row in free if row is not found]


def deleted_here(
    items: Sequence[LogEntry], matches: Sequence[Entry | None], hashes: Iterable[str]
) -> Counter[str]:
    """How many entries of each text were imported before and have no row any more."""
    known = Counter(hashes)
    known.subtract(hash_of(item) for item, row in zip(items, matches, strict=True) if row)
    return known


def keep_vanished(rows: Sequence[Entry], matches: Sequence[Entry | None], report: Report) -> None:
    """Entries that are in their log no more stay as they are; no other text will take their place."""
    kept = {row.pk for row in matches if row}
    for row in rows:
        if row.pk not in kept:
            report.doubt(row.source_line, f"no longer in the log, kept here as it is: {row}")
            source = Source(row.source_file, row.source_line or 1, row.source_hash)
            remember(row, source, {"gone": True})
