"""What one run of the import holds: its files, and which texts stand in which log."""

import hashlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain
from pathlib import PurePosixPath

from papers.models import Paper
from passages.models import Document
from topics.models import Topic

from .pages import EntriesPage, LogEntry, LogPage, Page


@dataclass(frozen=True)
class Work:
    """What entries about a work need to know of it."""

    slug: str
    visibility: str


@dataclass(frozen=True)
class Site:
    """`files` are the names of all files of this run, also of those that were refused; `hashes` count the
    entries of each log by their text; `works` are what pages turned out to be of, by their names.
    `is_pruning` says whether what has vanished from the logs is deleted."""

    files: frozenset[str] = frozenset()
    hashes: dict[str, Counter[str]] = field(default_factory=dict)
    works: dict[str, Work] = field(default_factory=dict)
    is_pruning: bool = False

    @classmethod
    def of(cls, files: Iterable[str], pages: Iterable[Page], *, is_pruning: bool = False) -> "Site":
        logs = [page for page in pages if isinstance(page, LogPage | EntriesPage)]
        hashes = {page.name: Counter(map(hash_of, page.entries)) for page in logs}
        return cls(frozenset(files), hashes, is_pruning=is_pruning)

    def has_elsewhere(self, document: Document, file: str) -> bool:
        """Whether a document belongs to a file of this run other than the one named."""
        return document.source_file != file and document.source_file in self.files

    @cached_property
    def elsewhere(self) -> frozenset[str]:
        """Without their folders, the names of the files of earlier runs that works and topics came from."""
        known = (model.objects.exclude(source_file="") for model in (Paper, Topic))
        files = chain.from_iterable(some.values_list("source_file", flat=True) for some in known)
        return frozenset(PurePosixPath(file).name for file in files if file not in self.files)

    def has_text(self, file: str, text_hash: str) -> bool:
        """Whether a log of this run still holds an entry of that text."""
        return self.hashes.get(file, Counter())[text_hash] > 0

    def has_moved(self, document: Document) -> bool:
        """Whether an entry stands in another log of this run."""
        others = (hashes for file, hashes in self.hashes.items() if file != document.source_file)
        return any(hashes[document.source_hash] for hashes in others)


def hash_of(item: LogEntry) -> str:
    """What an entry is recognised by: SHA-256 of its lines, shortened to 64 bits."""
    return hashlib.sha256(item.source.strip().encode()).hexdigest()[:16]
