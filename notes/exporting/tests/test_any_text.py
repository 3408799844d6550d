"""Whatever a text says goes out and comes in again, or is known to be more than Markdown can say."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.test import SimpleTestCase
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from notes.exporting.composing import composed, reading, sayable
from notes.exporting.saying import differences
from notes.exporting.weaving import woven, written
from notes.importing.pages import EntriesPage, LogEntry
from notes.models import Entry
from tests.examples import examples
from topics.tests.factories import create_topic

from .test_round_trip import RoundTripMixin, empty
from .test_weaving import LOG, read

# Lines that mean something to the reader of logs, and whatever else may stand in a text.
LINES = st.sampled_from(
    [
        "text", "  text", "    code", "\ttab", "text  ", "", "   ", "* item", "  * item", "\t* item",
        "- item", "1. one", "7) seven", "```", "~~~", "``` python", "# Heading", "Heading", "===", "---",
        "* * *", "3/4 a day", "2/30 no day", "24/7", "2023-03-11: a day", "- 3/12 x", "27 March 2023",
        "## 2024 Log", "#tag #other", "#tag", "<!-- comment", "-->", "<pre>", "> quoted", "[a]: https://example.org/",
        "[^1]: note", "see [a] and [^1]", "%% margin", "| a | b |", "\\", "\u2028", "é\u0301",
    ]
) | st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20)  # fmt: skip
BODIES = st.lists(LINES, min_size=1, max_size=6).map("\n".join)
DAYS = st.integers(0, 400).map(lambda days: date(2023, 1, 1) + timedelta(days))
TAGS = st.lists(st.sampled_from(["a", "B", "two words", "x-y", "2023", "é"]), max_size=3, unique=True)


@st.composite
def items(draw):
    tags, is_inherited = tuple(draw(TAGS)), draw(st.booleans())
    return LogEntry(draw(DAYS), is_inherited, 0, draw(BODIES), tags, 0, "")


def entries(*found):
    return EntriesPage(name="entries.md", title="", slug="entries", hash="", entries=found)


class ComposingTests(SimpleTestCase):
    @given(items())
    @settings(max_examples=examples(200))
    def test_an_entry_is_read_back_or_known_to_be_left_out(self, item):
        page = sayable(entries(item))
        again = reading(page.name, composed(page))
        self.assertEqual(len(again.entries), len(page.entries))
        for each in again.entries:
            self.assertEqual((each.read_on, each.body.split()), (item.read_on, item.body.split()))

    @given(st.lists(items(), max_size=6))
    @settings(max_examples=examples(100))
    def test_entries_stay_as_many_as_they_were_on_their_days(self, found):
        page = sayable(entries(*found))
        again = reading(page.name, written(page, None, {}))
        days = sorted(each.read_on for each in page.entries)
        self.assertEqual(sorted(each.read_on for each in again.entries), days)

    @given(BODIES, st.integers(0, 4), st.integers(0, 4), items())
    @settings(max_examples=examples(150))
    def test_a_woven_log_says_what_was_asked_of_it(self, body, edited, gone, new):
        was = read(LOG)
        changed = list(was.entries)
        changed[edited] = replace(changed[edited], body=body)
        del changed[gone]
        page = replace(was, entries=(*changed, new))
        made = woven(LOG.encode(), page)
        if made != composed(page):
            self.assertEqual(differences(read(made), page, {}), set())


@pytest.mark.once
class RoundTripTests(RoundTripMixin, TestCase):
    @given(st.lists(st.tuples(BODIES, DAYS, TAGS, st.booleans()), min_size=1, max_size=2), BODIES)
    @settings(max_examples=examples(5), deadline=None)
    def test_whatever_was_written_comes_back(self, found, body):
        empty()
        topic = create_topic(title="Topic", body=body)
        for text, day, tags, is_private in found:
            visibility = "private" if is_private else "public"
            entry = Entry.objects.create(body=text, read_on=day, visibility=visibility)
            entry.tags.set(tags)
            entry.topics.add(topic)
        self.go_round()
