"""The CSV that Readwise exports, and the answer of its API that https://readwise.io/api_deets describes."""

import json
import tempfile
from datetime import date
from pathlib import Path

import pytest
from django.test import SimpleTestCase, TestCase

from notes.importing.asked import Asked
from notes.importing.formats import format_of, readwise
from notes.importing.problems import ImportProblem
from notes.models import Entry
from papers.models import Identifier, Paper
from papers.tests.factories import create_paper

from .sites import SiteMixin, numbers

ASKED = Asked(date(2024, 1, 1))
CSV = """Highlight,Book Title,Book Author,Amazon Book ID,Note,Color,Tags,Location Type,Location,\
Highlighted at,Document tags
"Attention is trained, not given.
A page read twice is a different page.",The Slow Book,Mara Ellison,0306406152,"Key idea",yellow,\
"favorite, Deep Work",page,12,2020-10-05 10:15:30+00:00,craft
"She said ""hello"".",The Slow Book,Mara Ellison,0306406152,,,,location,345,2020-10-06,craft
Thrown away,Other,Nobody,,,,.discard,page,1,2020-10-06,
,Missing,X,,,,,,,,
On the radio,A Talk,Ann Other,B00X,,,,time_stamp,3725,"October 7, 2020 9:14PM",
"""
ANSWER = {
    "count": 1,
    "nextPageCursor": None,
    "results": [
        {
            "user_book_id": 1,
            "title": "A long read",
            "author": "Mara Ellison and Ann Other",
            "category": "articles",
            "source_url": "https://example.org/long",
            "document_note": "Read it twice.",
            "book_tags": [{"id": 1, "name": "craft"}],
            "asin": None,
            "highlights": [
                {
                    "id": 7,
                    "text": "the words",
                    "location": 99,
                    "location_type": "offset",
                    "note": "mine",
                    "color": "blue",
                    "highlighted_at": "2022-03-01T23:30:00.000Z",
                    "tags": [{"id": 2, "name": "style"}],
                    "is_deleted": False,
                },
                {"id": 8, "text": "gone", "is_deleted": True},
                {"id": 9, "text": "bad", "highlighted_at": "never", "location": [1], "tags": 3},
            ],
        }
    ],
}


class ReadwiseReadingTests(SimpleTestCase):
    def read(self, text: str, name: str = "readwise-data.csv") -> list:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, name)
            path.write_text(text)
            self.assertIs(format_of(path), readwise)
            return list(readwise.read(path, ASKED))

    def test_a_book_is_a_work_and_its_highlights_are_entries_of_their_days(self):
        work, entries, *_ = self.read(CSV)
        self.assertEqual((work.title, work.fields), ("The Slow Book", {"isbn": "0306406152"}))
        self.assertEqual([item.read_on for item in entries.entries], [date(2020, 10, 5), date(2020, 10, 6)])
        self.assertEqual(entries.entries[0].tags, ("favorite", "Deep Work", "craft"))
        self.assertEqual(
            entries.entries[0].body.splitlines()[1:],
            [
                "    * “Attention is trained, not given. A page read twice is a different page.” (p. 12)",
                "        * Key idea",
            ],
        )
        self.assertIn('* “She said "hello".” (location 345)', entries.entries[1].body)

    def test_what_was_discarded_or_is_empty_is_left_out(self):
        titles = {page.title for page in self.read(CSV)}
        self.assertEqual(titles, {"The Slow Book", "A Talk"})

    def test_a_talk_says_its_time(self):
        (item,) = self.read(CSV)[-1].entries
        self.assertIn("* “On the radio” (1:02:05)", item.body)
        self.assertEqual((item.read_on, item.besides), (date(2020, 10, 7), ({"amazon_book_id": "B00X"},)))

    def test_the_answer_of_the_api_says_the_same_and_the_address(self):
        work, entries = self.read(json.dumps(ANSWER), "readwise.json")
        self.assertEqual(
            (work.url, work.fields, len(work.authors)), ("https://example.org/long", {"type": "webpage"}, 2)
        )
        bodies = [item.body for item in entries.entries if not item.is_day_guessed]
        self.assertEqual(
            bodies, ["* [[a-long-read|A long read]]\n    * Read it twice.\n    * “the words”\n        * mine"]
        )
        self.assertEqual(entries.entries[-1].tags, ("craft", "style"))

    def test_a_moment_is_a_day_where_the_site_is(self):
        _, entries = self.read(json.dumps(ANSWER), "readwise.json")
        with self.settings(TIME_ZONE="Europe/Berlin"):
            _, later = self.read(json.dumps(ANSWER), "readwise.json")
        days = [page.entries[-1].read_on for page in (entries, later)]
        self.assertEqual(days, [date(2022, 3, 1), date(2022, 3, 2)])

    def test_highlights_without_a_day_have_that_of_their_file(self):
        _, entries = self.read(json.dumps(ANSWER), "readwise.json")
        self.assertTrue(entries.entries[0].is_day_guessed)
        self.assertIn("bad", entries.entries[0].body)

    def test_a_file_without_highlights_is_refused(self):
        for name, text in {
            "x.csv": CSV.partition("\n")[0],
            "x.json": '{"results": [{"user_book_id": 1}]}',
        }.items():
            with self.subTest(name), self.assertRaises(ImportProblem):
                self.read(text, name)


@pytest.mark.once
class ReadwiseImportTests(SiteMixin, TestCase):
    def test_the_same_file_again_changes_nothing(self):
        file = self.write("readwise.csv", CSV)
        report = self.run_import(file)
        self.assertEqual((numbers(report, "papers"), numbers(report, "entries")), ([2, 0, 0], [3, 0, 0]))
        report = self.run_import(file)
        self.assertEqual((numbers(report, "papers"), numbers(report, "entries")), ([0, 0, 2], [0, 0, 3]))
        self.assertEqual(set(Entry.objects.values_list("visibility", flat=True)), {"private"})
        self.assertEqual(Identifier.objects.get().scheme, "isbn")

    def test_a_file_that_has_grown_adds(self):
        self.run_import(self.write("readwise.csv", CSV))
        row = "More,The Slow Book,Mara Ellison,,,,,page,1,2020-10-05 11:00:00+00:00,\n"
        report = self.run_import(self.write("readwise.csv", CSV + row))
        self.assertEqual(numbers(report, "entries"), [0, 1, 2])
        self.assertEqual(Paper.objects.count(), 2)

    def test_a_volume_is_not_taken_for_another(self):
        create_paper(title="The Slow Book: Volume II", authors=["Ellison, Mara"])
        report = self.run_import(
            self.write("readwise.csv", CSV.replace("The Slow Book", "The Slow Book: Volume I"))
        )
        self.assertEqual(numbers(report, "papers"), [2, 0, 0])

    def test_a_dry_run_writes_nothing(self):
        self.run_import(self.write("readwise.csv", CSV), "--dry-run")
        self.assertFalse(Entry.objects.exists() or Paper.objects.exists())
