"""Annotations as https://h.readthedocs.io/en/latest/api-reference/v1/ describes the answer to a search."""

import json
import tempfile
from datetime import date
from pathlib import Path

from django.test import SimpleTestCase, TestCase

from notes.importing.asked import Asked
from notes.importing.formats import format_of, hypothesis
from notes.importing.problems import ImportProblem
from notes.models import Entry
from papers.models import Identifier, Paper
from papers.tests.factories import create_paper

from .sites import SiteMixin, numbers

ASKED = Asked(date(2024, 1, 1))
PAGE = "https://example.org/essay"


def annotation(number: int, exact: str = "", **values: object) -> dict:
    """One row; `exact` are the words that it is on, if it is on any."""
    position = {"type": "TextPositionSelector", "start": 100 * number, "end": 100 * number + 9}
    quote = {"type": "TextQuoteSelector", "exact": exact, "prefix": "before ", "suffix": " after"}
    return {
        "id": f"id{number}",
        "created": f"2023-05-1{number}T10:00:00.000000+00:00",
        "updated": "2023-06-01T10:00:00.000000+00:00",
        "user": "acct:reader@hypothes.is",
        "uri": PAGE,
        "text": "",
        "tags": [],
        "group": "__world__",
        "permissions": {"read": ["group:__world__"], "update": ["acct:reader@hypothes.is"]},
        "target": [{"source": PAGE, **({"selector": [position, quote]} if exact else {})}],
        "document": {"title": ["An Essay"]},
        "references": [],
        **values,
    }


ROWS = [
    annotation(2, "words\n  in the text", text="A *note* of mine.", tags=["method", "two words"]),
    annotation(1, "earlier words", created="2023-05-12T09:00:00.000000+00:00"),
    annotation(3, text="On the whole page."),
    annotation(4, text="I agree.", references=["id2"]),
    annotation(5, "secret words", permissions={"read": ["acct:reader@hypothes.is"]}),
]
ANSWER = {"total": len(ROWS), "rows": ROWS}
BODY = """* [[an-essay|An Essay]]
    * “earlier words”
    * “words in the text”
        * A *note* of mine.

            I agree."""


class HypothesisReadingTests(SimpleTestCase):
    def read(self, data: object, asked: Asked = ASKED) -> list:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, "annotations.json")
            path.write_text(json.dumps(data))
            self.assertIs(format_of(path), hypothesis)
            return list(hypothesis.read(path, asked))

    def test_a_page_is_a_work_with_entries_of_its_days_in_the_order_of_the_page(self):
        work, entries = self.read(ANSWER)
        self.assertEqual((work.title, work.url, work.fields), ("An Essay", PAGE, {"type": "webpage"}))
        self.assertEqual([item.read_on.day for item in entries.entries], [12, 13, 15])
        self.assertEqual(entries.entries[0].body, BODY)
        self.assertEqual(entries.entries[0].tags, ("method", "two words"))

    def test_it_is_known_also_where_the_first_note_is_long(self):
        self.assertEqual(len(self.read({"rows": [annotation(3, text="word " * 2000)]})), 2)

    def test_a_note_on_the_whole_page_is_an_item_without_a_quotation(self):
        _, entries = self.read(ANSWER)
        self.assertEqual(entries.entries[1].body.splitlines()[-1], "    * On the whole page.")

    def test_what_others_may_not_see_is_private_also_when_all_is_asked_to_be_public(self):
        for asked in (ASKED, Asked(ASKED.today, visibility="public")):
            _, entries = self.read(ANSWER, asked)
            self.assertEqual([item.visibility for item in entries.entries], ["public", "public", "private"])

    def test_what_is_public_there_can_be_private_here(self):
        work, entries = self.read(ANSWER, Asked(ASKED.today, visibility="private"))
        self.assertEqual({work.visibility, *(item.visibility for item in entries.entries)}, {"private"})

    def test_a_private_reply_to_what_is_public_stands_apart(self):
        reply = annotation(4, text="Not for you.", references=["id2"], permissions={"read": ["acct:x"]})
        _, entries = self.read([ROWS[0], reply])
        public, private = entries.entries
        self.assertNotIn("Not for you", public.body)
        self.assertEqual(private.visibility, "private")
        self.assertIn("* “words in the text”\n        * Not for you.", private.body)

    def test_what_a_moderator_has_hidden_or_a_group_only_sees_is_private(self):
        rows = [annotation(1, "a", hidden=True), annotation(1, "b", permissions={"read": ["group:x"]})]
        work, _ = self.read(rows)
        self.assertEqual(work.visibility, "private")

    def test_the_words_around_a_quotation_are_kept(self):
        _, entries = self.read([ROWS[1]])
        self.assertEqual(
            entries.entries[0].besides, ({"id": "id1", "prefix": "before ", "suffix": " after"},)
        )

    def test_a_pdf_says_its_pages(self):
        row = annotation(1, "words")
        row["target"][0]["selector"].append({"type": "PageSelector", "index": 3, "label": "iv"})
        self.assertIn("* “words” (p. iv)", self.read([row])[1].entries[0].body)

    def test_sections_of_a_page_are_that_page(self):
        rows = [annotation(1, "a"), annotation(2, "b", uri=f"{PAGE}#section")]
        self.assertEqual(len(self.read(rows)), 2)

    def test_several_answers_in_a_list_are_one(self):
        self.assertEqual(self.read([{"rows": ROWS[:2]}, {"rows": ROWS[2:]}]), self.read(ANSWER))

    def test_what_is_no_annotation_is_told_of(self):
        _, entries = self.read([*ROWS, {"uri": 3}, "x"])
        self.assertEqual([doubt.text for doubt in entries.doubts], ["2 annotations"])

    def test_odd_values_break_nothing(self):
        odd = {
            "created": "0001-01-01T00:00:00+00:00",
            "tags": "x",
            "target": 3,
            "permissions": [],
            "document": "An Essay",
        }
        for name, value in odd.items():
            with self.subTest(name):
                _, entries = self.read([annotation(1, "words", text="t", **{name: value})])
                self.assertEqual(entries.entries[0].is_day_guessed, name == "created")

    def test_json_that_breaks_is_refused_with_its_line(self):
        broken = {
            '{"permissions": 1, "uri": 2,\n oops': "line 2",
            '{"permissions": 1, "uri": 2}': "no annotation",
            '{"permissions": 1, "uri": ' + "[" * 200_000: "nested too deeply",
        }
        for text, sentence in broken.items():
            with self.subTest(text[:40]), tempfile.TemporaryDirectory() as folder:
                path = Path(folder, "x.json")
                path.write_text(text)
                with self.assertRaises(ImportProblem) as caught:
                    list(hypothesis.read(path, ASKED))
                self.assertIn(sentence, str(caught.exception))


class HypothesisImportTests(SiteMixin, TestCase):
    def test_the_same_answer_again_changes_nothing_and_a_later_one_adds(self):
        file = self.write("a.json", json.dumps({"rows": ROWS[:2]}))
        self.run_import(file)
        report = self.run_import(file)
        self.assertEqual((numbers(report, "papers"), numbers(report, "entries")), ([0, 0, 1], [0, 0, 1]))
        report = self.run_import(self.write("b.json", json.dumps(ANSWER)))
        self.assertEqual((numbers(report, "papers"), numbers(report, "entries")), ([0, 0, 1], [2, 1, 0]))

    def test_a_later_answer_without_them_takes_nothing_away(self):
        self.run_import(self.write("a.json", json.dumps(ANSWER)))
        self.run_import(self.write("b.json", json.dumps([ROWS[-1]])))
        self.assertEqual(Entry.objects.filter(visibility="public").count(), 2)

    def test_answers_that_part_a_day_bring_all_of_it(self):
        rows = [annotation(3, f"words {number}", id=str(number), tags=[f"t{number}"]) for number in range(4)]
        for start in (0, 2, 2, 0):
            self.run_import(self.write("a.json", json.dumps(rows[start : start + 2])))
        entry = Entry.objects.get()
        places = [entry.body.find(f"words {number}”") for number in range(4)]
        self.assertTrue(0 < places[0] < places[1] < places[2] < places[3], entry.body)
        self.assertEqual(set(entry.tags.names()), {"t0", "t1", "t2", "t3"})

    def test_what_was_made_private_there_is_private_here(self):
        self.run_import(self.write("a.json", json.dumps([ROWS[1]])))
        address = Entry.objects.get().get_absolute_url()
        own = ROWS[1] | {"permissions": {"read": ["acct:reader@hypothes.is"]}}
        self.run_import(self.write("a.json", json.dumps([own])))
        self.assertEqual(Entry.objects.get().get_absolute_url(), address)
        self.assertEqual(self.client.get(address).status_code, 404)

    def test_one_of_several_that_was_made_private_there_is_seen_by_nobody_else(self):
        rows = [annotation(3, "first", id="1"), annotation(3, "second", id="2")]
        self.run_import(self.write("a.json", json.dumps(rows)))
        rows[1] = rows[1] | {"permissions": {"read": ["acct:reader@hypothes.is"]}}
        for said in (rows, rows[1:]):
            with self.subTest(len(said)):
                self.run_import(self.write("a.json", json.dumps(said)))
                shown = "".join(Entry.objects.filter(visibility="public").values_list("body", flat=True))
                self.assertEqual(("first" in shown, "second" in shown), (True, False))

    def test_an_entry_whose_words_are_told_elsewhere_is_hidden(self):
        rows = [annotation(3, "first", id="1"), annotation(3, "second", id="2")]
        self.run_import(self.write("a.json", json.dumps(rows)))
        own = rows[1] | {"permissions": {"read": ["acct:reader@hypothes.is"]}}
        report = self.run_import(self.write("a.json", json.dumps([own])))
        self.assertIn("made private", report)
        self.assertFalse(Entry.objects.filter(visibility="public").exists())

    def test_two_answers_about_one_page_are_two_imports(self):
        files = [self.write(f"{number}.json", json.dumps([ROWS[number]])) for number in (0, 1)]
        report = self.run_import(*files, expect_problem=True)
        self.assertIn("one after the other", report)

    def test_the_work_at_that_address_is_found(self):
        paper = create_paper(title="Another title", body="mine")
        Identifier.objects.create(paper=paper, scheme="url", value=PAGE)
        self.run_import(self.write("a.json", json.dumps(ANSWER)))
        self.assertEqual(Paper.objects.get().entries.count(), 3)

    def test_a_private_entry_is_no_part_of_a_public_page(self):
        self.run_import(self.write("a.json", json.dumps(ANSWER)))
        page = self.client.get(Paper.objects.get().get_notes_url())
        self.assertContains(page, "earlier words")
        self.assertNotContains(page, "secret words")
