"""A library as Better BibTeX exports it: https://retorque.re/zotero-better-bibtex/exporting/, with the fields
of https://www.zotero.org/support/dev/web_api/v3/types_and_fields."""

import json
import tempfile
import time
from datetime import date
from pathlib import Path

import pytest
from django.test import SimpleTestCase, TestCase

from markup import parse
from notes.importing.asked import Asked
from notes.importing.formats import format_of, zotero
from notes.importing.html_to_markdown import to_markdown
from notes.importing.problems import ImportProblem
from papers.models import Paper
from papers.tests.factories import create_paper

from .sites import SiteMixin, numbers

ASKED = Asked(date(2024, 1, 1))
NOTE = """<div class="zotero-note znv1"><div data-schema-version="9"><h1>On <em>method</em></h1>
<p><span class="highlight" data-annotation="%7B%7D">“quoted words”</span> <span class="citation"
data-citation="%7B%7D">(<span class="citation-item">Smith, 2020, p. 5</span>)</span> costs $5, @key</p>
<ul><li>one<ul><li>deep</li></ul></li></ul></div></div>"""
ITEM = {
    "itemType": "journalArticle",
    "itemKey": "ABCD1234",
    "citationKey": "smith2020",
    "title": "A Paper",
    "creators": [
        {"firstName": "Ann", "lastName": "Smith", "creatorType": "author"},
        {"name": "The Group", "creatorType": "author"},
        {"firstName": "Ed", "lastName": "Itor", "creatorType": "editor"},
    ],
    "date": "2020-05-01",
    "publicationTitle": "The Journal",
    "DOI": "10.1000/paper",
    "extra": "PMID: 29456894\nread twice",
    "tags": [{"tag": "method"}, {"tag": "two words", "type": 1}],
    "notes": [{"key": "N", "note": NOTE}],
    "attachments": [
        {
            "itemType": "attachment",
            "path": "/home/reader/secret/paper.pdf",
            "annotations": [
                {
                    "annotationType": "highlight",
                    "annotationText": "later *words*",
                    "annotationPageLabel": "12",
                    "annotationSortIndex": "00011|000100|00100",
                },
                {
                    "annotationType": "highlight",
                    "annotationText": "first words",
                    "annotationComment": "I doubt it.",
                    "annotationPageLabel": "iv",
                    "annotationSortIndex": "00003|000100|00100",
                },
                {"annotationType": "ink", "annotationPageLabel": "3"},
            ],
        }
    ],
}
EXPORT = {
    "config": {"id": "36a3b0b5-bad0-4a04-b79b-441c7cef77db", "label": "BetterBibTeX JSON"},
    "items": [ITEM, {"itemType": "note", "note": "<p>alone</p>"}],
}
COMMENTARY = """# On *method*

“quoted words” (p. 5) costs \\$5, \\@key

* one
    * deep

* “first words” (p. iv)
    * I doubt it.
* “later \\*words\\*” (p. 12)"""
BIBTEX = """@article{smith2020,
  title = {A Paper},
  author = {Smith, Ann},
  date = {2020-05-01},
  doi = {10.1000/paper},
  annotation = {My note.}
}
"""
HTML = {
    "<p>a<br>b</p>": "a\nb",
    "plain & text": "plain & text",
    "<p># a</p><p>1. b</p><p>%% c</p>": "\\# a\n\n1\\. b\n\n\\%% c",
    "<p><b>a </b>b <i></i><s>c</s> H<sub>2</sub></p>": "**a** b ~~c~~ H<sub>2</sub>",
    "<ol><li>a</li><li><p>b</p><p>c</p></li></ol>": "1. a\n2. b\n\n    c",
    "<blockquote><p>a</p><p>b</p></blockquote>": "> a\n>\n> b",
    '<a href="https://example.org/x_(y)">a *b*</a>': "[a \\*b\\*](https://example.org/x_(y))",
    '<a href="javascript:alert(1)">a</a><script>b</script><style>c</style>': "a",
    '<a href="zotero://select/x">a</a><!-- b -->': "a",
    "<pre>a ``` b\n  c</pre>": "````\na ``` b\n  c\n````",
    '<span class="math">$x^2$</span> &lt;script&gt;': "$x^2$ \\<script>",
    "<table><tr><th>a</th><th>b</th></tr><tr><td>1</td><td>2</td></tr></table>": "* a \\| b\n* 1 \\| 2",
    "": "",
}


class NotesInHtmlTests(SimpleTestCase):
    def test_words_and_structure_stay_and_mean_nothing_else(self):
        for html, markdown in HTML.items():
            with self.subTest(html):
                self.assertEqual(to_markdown(html), markdown)

    def test_what_goes_deep_keeps_its_words_and_takes_no_time(self):
        for tag in ("div", "blockquote", "b", "ul"):
            started = time.monotonic()
            self.assertIn("words", to_markdown(f"<{tag}>" * 50_000 + "words"))
            self.assertLess(time.monotonic() - started, 1)
        self.assertIn("words", to_markdown("<blockquote>" * 200 + "words"))


class ZoteroReadingTests(SimpleTestCase):
    def read(self, text: str, name: str = "library.json") -> list:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, name)
            path.write_text(text)
            self.assertIs(format_of(path), zotero)
            return list(zotero.read(path, ASKED))

    def test_an_item_is_a_record_with_its_notes_and_annotations(self):
        (page,) = self.read(json.dumps(EXPORT))
        (record,) = page.records
        self.assertEqual(
            (record.title, record.type, record.citation_key), ("A Paper", "article-journal", "smith2020")
        )
        self.assertEqual([name.family or name.literal for name in record.authors], ["Smith", "The Group"])
        self.assertEqual(
            {each.key for each in record.identifiers}, {("doi", "10.1000/paper"), ("pmid", "29456894")}
        )
        self.assertEqual((record.issued.iso, record.keywords), ("2020-05-01", ("method", "two words")))
        self.assertEqual(record.annotation, COMMENTARY)
        self.assertNotIn("secret", repr(record))

    def test_annotations_are_quotations_at_their_pages(self):
        quotations = [block for block in parse(COMMENTARY).blocks if block.kind == "quotation"]
        self.assertEqual([block.locator.text for block in quotations], ["p. 5", "p. iv", "p. 12"])

    def test_what_is_no_work_is_told_of(self):
        (page,) = self.read(json.dumps(EXPORT))
        self.assertEqual([doubt.line for doubt in page.doubts], [2])

    def test_bibtex_and_csl_json_say_the_same(self):
        csl = [{"id": "smith2020", "type": "article", "title": "A Paper", "annote": "<p>My <i>note</i>.</p>"}]
        (page,) = self.read(json.dumps(csl), "csl.json")
        self.assertEqual(page.records[0].annotation, "My *note*.")
        (page,) = self.read(BIBTEX, "library.bib")
        self.assertEqual((page.records[0].annotation, page.visibility), ("My note.", "private"))

    def test_a_key_that_comes_twice_is_told_of(self):
        (page,) = self.read(BIBTEX + BIBTEX, "library.bib")
        self.assertEqual((len(page.records), len(page.doubts)), (1, 1))

    def test_a_date_is_understood_as_it_was_typed(self):
        for typed, iso in {
            "May 2020": "2020-05",
            "3 May 2020": "2020-05-03",
            "May 3, 2020": "2020-05-03",
            "2020-05-00 May 2020": "2020-05",
            "2020-00-00 2020": "2020",
            "Spring 2020": "2020",
            "n.d.": "",
        }.items():
            with self.subTest(typed):
                (page,) = self.read(json.dumps({**EXPORT, "items": [{**ITEM, "date": typed}]}))
                self.assertEqual(page.records[0].issued.iso, iso)

    def test_a_title_has_no_marks_of_italics(self):
        marked = 'On <i>E. coli</i>, H<sub>2</sub>O and <span class="nocase">DNA</span>, a < b'
        csl = [{"id": "x", "type": "book", "title": marked}]
        for data, name in (({**EXPORT, "items": [{**ITEM, "title": marked}]}, "a.json"), (csl, "b.json")):
            with self.subTest(name):
                (record,) = self.read(json.dumps(data), name)[0].records
                self.assertEqual(record.title, "On E. coli, H2O and DNA, a < b")
                self.assertEqual(record.more["custom"]["zotero-title"], marked)

    def test_odd_values_break_nothing(self):
        for name in ITEM:
            for value in (None, 3, [3], {"a": []}, "x"):
                with self.subTest(name, value=value):
                    self.read(json.dumps({"config": "BetterBibTeX", "items": [ITEM, {**ITEM, name: value}]}))

    def test_a_file_without_works_is_refused(self):
        for name, text in {"x.bib": "nothing", "x.json": '{"config": "BetterBibTeX", "items": 3}'}.items():
            with self.subTest(name), self.assertRaises(ImportProblem):
                self.read(text, name)


@pytest.mark.once
class ZoteroImportTests(SiteMixin, TestCase):
    def test_works_come_in_with_their_commentary_and_again_nothing_changes(self):
        file = self.write("library.json", json.dumps(EXPORT))
        self.assertEqual(numbers(self.run_import(file), "papers"), [1, 0, 0])
        self.assertEqual(numbers(self.run_import(file), "papers"), [0, 0, 1])
        paper = Paper.objects.get()
        self.assertEqual(
            (paper.body, paper.visibility, paper.citation_key), (COMMENTARY, "private", "smith2020")
        )
        self.assertTrue(paper.citations)

    def test_a_work_without_a_text_gets_the_notes(self):
        create_paper(title="Mine", identifiers=[("doi", "10.1000/paper")])
        self.run_import(self.write("library.json", json.dumps(EXPORT)), "--visibility", "public")
        self.assertEqual(Paper.objects.get().body, COMMENTARY)

    def test_the_owners_text_is_never_written_over(self):
        create_paper(title="Mine", identifiers=[("doi", "10.1000/paper")], body="My own words.")
        report = self.run_import(self.write("library.json", json.dumps(EXPORT)), "--visibility", "public")
        self.assertIn("library.json:1: body of", report)
        self.assertEqual(Paper.objects.get().body, "My own words.")

    def test_private_notes_do_not_come_into_a_public_work(self):
        create_paper(title="Mine", identifiers=[("doi", "10.1000/paper")])
        report = self.run_import(self.write("library.json", json.dumps(EXPORT)))
        self.assertIn("were not taken in", report)
        self.assertEqual(Paper.objects.get().body, "")

    def test_a_note_that_has_grown_there_grows_here(self):
        file = self.write("library.json", json.dumps(EXPORT))
        self.run_import(file)
        self.write("library.json", json.dumps(EXPORT).replace("I doubt it.", "I believe it."))
        self.assertEqual(numbers(self.run_import(file), "papers"), [0, 1, 0])
        self.assertIn("I believe it.", Paper.objects.get().body)

    def test_one_that_the_database_refuses_stops_no_other(self):
        items = [
            {**ITEM, "title": f"{n}", "citationKey": f"k{n}", "DOI": f"10.1000/{n}", "extra": ""}
            for n in range(3)
        ]
        items[1]["notes"] = ["x" * 2_500_000]
        report = self.run_import(
            self.write("library.json", json.dumps({"config": "BetterBibTeX", "items": items}))
        )
        self.assertGreaterEqual(Paper.objects.count(), 2)
        self.assertIn("library.json:2", report)

    def test_a_dry_run_writes_nothing(self):
        report = self.run_import(self.write("library.bib", BIBTEX), "--dry-run")
        self.assertEqual(numbers(report, "papers"), [1, 0, 0])
        self.assertFalse(Paper.objects.exists())
