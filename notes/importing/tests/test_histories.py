"""One log imported version after version against its last version imported at once."""

from collections import Counter
from typing import Any

import pytest
from django.db import transaction
from django.test import TestCase

from notes.models import Entry
from passages.models import Passage

from .histories import history, mentions, rows
from .sites import SiteMixin

VERSIONS = 100
SEED = 1
# All of them are imported by bench/import_history.py.
EACH = 4


def kept() -> dict[str, tuple[Any, ...]]:
    """By their hash, of the texts that stand once, what must stay: row, address on its day, anchors."""
    anchors: dict[int, list[str]] = {}
    passages = Passage.objects.in_documents(Entry).order_by("position")
    for owner, anchor in passages.values_list("owner_id", "anchor"):
        anchors.setdefault(owner, []).append(anchor)
    entries = list(Entry.objects.values_list("source_hash", "pk", "read_on", "slug"))
    counts = Counter(found[0] for found in entries)
    return {found[0]: (*found[1:], anchors[found[1]]) for found in entries if counts[found[0]] == 1}


@pytest.mark.once
class HistoryTests(SiteMixin, TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        cls.versions = history(VERSIONS, SEED)[::EACH]

    def take(self, version: bytes, *arguments: str) -> None:
        self.run_import(self.write("log.md", version), *arguments)

    def expected(self) -> tuple[Any, ...]:
        """What the last version alone makes."""
        with transaction.atomic():
            self.take(self.versions[-1])
            found = rows(), mentions()
            transaction.set_rollback(True)
        return found

    def test_many_versions_end_as_the_last_one_alone(self):
        expected = self.expected()
        before = {}
        for version in self.versions:
            self.take(version, "--prune")
            now = kept()
            for text in now.keys() & before.keys():
                self.assertEqual(self.staying(before[text], now[text]), self.staying(now[text], before[text]))
            before = now
        self.assertEqual((rows(), mentions()), expected)

    def staying(self, found: tuple[Any, ...], other: tuple[Any, ...]) -> tuple[Any, ...]:
        """On another day it has another address."""
        pk, day, slug, anchors = found
        return pk, slug if day == other[1] else "", anchors
