"""The entries of a log, each matched with the row that it was when the log was imported before."""

import difflib
import hashlib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from notes.models import Entry
from topics.models import Topic

from .documents import Source, write
from .logs import LogEntry
from .merging import remember
from .pages import LogPage
from .report import LogSize, Report

SIMILAR = 0.5
MOST_PAIRS = 40_000


def write_log(page: LogPage, topic: Topic, former_file: str, report: Report) -> None:
    """Bring the entries in line with the log. An entry that is there no more stays, and is told of."""
    rows = list(Entry.objects.filter(source_file=former_file).order_by("source_line"))
    matches = match_entries(page.entries, rows)
    for item, row in zip(page.entries, matches, strict=True):
        source = Source(page.name, item.line, hash_of(item))
        outcome = write(row or Entry(), say_entry(item, page, topic), source, report, {})
        report.count("entries", outcome)
    kept = {row.pk for row in matches if row}
    for row in rows:
        if row.pk not in kept:
            report.doubt(row.source_line, f"no longer in the log, kept here as it is: {row}")
    report.logs.append(LogSize.of(page.name, topic.title, [item.read_on for item in page.entries]))


def say_entry(item: LogEntry, page: LogPage, topic: Topic) -> dict[str, Any]:
    return {
        "read_on": item.read_on.isoformat(),
        "is_date_inherited": item.is_date_inherited,
        "position": item.position,
        "body": item.body,
        "visibility": page.visibility,
        "topics": [topic.slug, *page.topics],
        "tags": list(item.tags),
    }


def match_entries(items: Sequence[LogEntry], rows: Iterable[Entry]) -> list[Entry | None]:
    """For each item of the log its row: with the same text, else in the same place, else the most similar.

    The place tells only of rows whose text was changed here, so that it can be like nothing in the log.
    """
    by_hash: dict[str, list[Entry]] = defaultdict(list)
    for row in rows:
        by_hash[row.source_hash].append(row)
    matches = [pop_first(by_hash[hash_of(item)]) for item in items]
    left = [row for same in by_hash.values() for row in same]
    for find in (in_place, most_similar):
        unmatched = [place for place, row in enumerate(matches) if row is None]
        if len(left) * len(unmatched) > MOST_PAIRS:
            break
        for place in unmatched:
            matches[place] = find(items[place], left)
            left = [row for row in left if row is not matches[place]]
    return matches


def in_place(item: LogEntry, rows: Sequence[Entry]) -> Entry | None:
    """The row that the log had in this place of this day and whose text was changed here since."""
    for row in rows:
        said = row.source_values.get("said", {})
        was_here = said.get("read_on") == item.read_on.isoformat() and said.get("position") == item.position
        if was_here and said.get("body") != remember("body", row.body):
            return row
    return None


def most_similar(item: LogEntry, rows: Sequence[Entry]) -> Entry | None:
    best = max(rows, key=lambda row: likeness(item, row), default=None)
    return best if best and likeness(item, best) >= SIMILAR else None


def pop_first(rows: list[Entry]) -> Entry | None:
    return rows.pop(0) if rows else None


def likeness(item: LogEntry, row: Entry) -> float:
    """From 0 to 2: how alike the texts are, and more for an entry of the same day that begins alike."""
    texts = difflib.SequenceMatcher(None, item.body[:2000], row.body[:2000], autojunk=False)
    if texts.quick_ratio() < SIMILAR and not begins_alike(item.body, row.body):
        return 0.0
    same_day = row.read_on == item.read_on
    return max(texts.ratio(), float(begins_alike(item.body, row.body))) + 0.5 * same_day


def begins_alike(text: str, other: str) -> bool:
    """Whether one text goes on where the other ends, as an entry does that has grown."""
    short, long = sorted((text.strip(), other.strip()), key=len)
    return bool(short) and long.startswith(short[: max(len(short) - 20, 20)])


def hash_of(item: LogEntry) -> str:
    return hashlib.sha256(item.source.strip().encode()).hexdigest()
