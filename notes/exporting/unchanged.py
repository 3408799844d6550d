"""Whether a file can leave as it came in, since nothing of it was changed here."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from notes.importing.entries import say_entry
from notes.importing.pages import EntriesPage, LogPage, Page
from notes.models import Entry
from passages.merging import as_remembered
from passages.models import Document

from .saying import essence, is_same, said_by

Own = Mapping[str, str]


def is_as_it_came(
    document: Document | None, page: Page, entries: Sequence[Entry], hashes: Sequence[str], own: Own
) -> bool:
    """Whether all that the file said still stands here, and nothing else.

    `hashes` are those of the entries that it had.
    """
    rows = [*([document] if document else []), *entries]
    if any(row.source_file != page.name for row in rows):
        return False
    there = Counter(entry.source_hash for entry in entries if not entry.source_values.get("gone"))
    if len(entries) != there.total() or there != Counter(hashes):
        return False
    sayings = [*([said_by(page)] if document else []), *said_of_entries(page)]
    return all(is_unchanged(row, values, own) for row, values in zip(rows, sayings, strict=True))


def said_of_entries(page: Page) -> list[dict[str, Any]]:
    if not isinstance(page, LogPage | EntriesPage):
        return []
    topics = [page.slug] if isinstance(page, LogPage) else []
    return [say_entry(item, page, topics) for item in page.entries]


def is_unchanged(document: Document, said: Mapping[str, Any], own: Own) -> bool:
    """Whether the values are those that the source gave."""
    before = essence(document.source_values.get("said", {}), own)
    now = essence({name: as_remembered(name, value) for name, value in said.items()}, own)
    return all(is_same(name, now, before) for name in now.keys() | before.keys())
