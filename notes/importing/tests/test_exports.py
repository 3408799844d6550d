"""What all exports of services have in common: how they are read, and that a broken one is a sentence."""

import json
import random
import tempfile
from datetime import date
from pathlib import Path

from django.test import SimpleTestCase, TestCase

from notes.importing.asked import Asked
from notes.importing.exports import changed_on, read_json, read_text, to_day, to_day_of_iso
from notes.importing.formats import FORMATS, Format, format_of, markdown
from notes.importing.pages import Page, Refusal
from notes.importing.problems import ImportProblem
from notes.models import Entry

from .sites import SiteMixin, numbers
from .test_bookmarks import BROWSER, LINKDING, PINBOARD, POCKET
from .test_hypothesis import ANSWER as ANNOTATIONS
from .test_kindle import CLIPPINGS, NOTEBOOK, NOTEBOOK_CSV
from .test_opml import LIST
from .test_readwise import ANSWER as HIGHLIGHTS
from .test_readwise import CSV
from .test_zotero import BIBTEX, EXPORT

ASKED = Asked(date(2024, 1, 1))
SAMPLES = {
    "My Clippings.txt": CLIPPINGS,
    "notebook.html": NOTEBOOK,
    "notebook.csv": NOTEBOOK_CSV,
    "hypothesis.json": json.dumps(ANNOTATIONS),
    "readwise.csv": CSV,
    "readwise.json": json.dumps(HIGHLIGHTS),
    "bookmarks.html": BROWSER,
    "pinboard.json": json.dumps(PINBOARD),
    "linkding.json": json.dumps(LINKDING),
    "pocket.csv": POCKET,
    "list.opml": LIST.replace("ISO-8859-1", "UTF-8"),
    "zotero.json": json.dumps(EXPORT),
    "zotero.bib": BIBTEX,
}
TIMES = 40


class InFolder:
    def setUp(self):
        super().setUp()
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def file(self, name: str, content: str | bytes) -> Path:
        path = self.folder / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path


class ReadingExportsTests(InFolder, SimpleTestCase):
    def test_a_file_in_another_encoding_is_refused_with_its_line(self):
        for data, sentence in {
            "a\nä".encode("latin-1"): "line 2",
            b"\xff\xfea": "UTF-16",
            b" \n": "empty",
        }.items():
            with self.subTest(data), self.assertRaises(ImportProblem) as caught:
                read_text(self.file("x.txt", data))
            self.assertIn(sentence, str(caught.exception))

    def test_line_ends_and_null_characters_are_tidied(self):
        self.assertEqual(read_text(self.file("x.txt", b"\xef\xbb\xbfa\r\nb\rc\0d")), "a\nb\ncd")

    def test_what_no_database_takes_is_no_part_of_json(self):
        said = read_json(self.file("x.json", '{"a": ["\\ud800x", "\\u0000y", "\\ud83d\\ude00"]}'))
        self.assertEqual(said, {"a": ["\ufffdx", "y", "😀"]})

    def test_json_that_cannot_be_read_is_refused(self):
        for text in ("{", "[" * 100_000, '{"\\u0000": ' + "[" * 900 + "]" * 900 + "", "9" * 5000):
            with self.subTest(text[:20]), self.assertRaises(ImportProblem):
                read_json(self.file("x.json", text))

    def test_a_large_file_is_refused_by_its_size(self):
        path = self.folder / "x.json"
        with path.open("wb") as file:
            file.truncate(1024**3)
        with self.assertRaisesMessage(ImportProblem, "the limit is 50 MB"):
            read_json(path)

    def test_moments_are_days_of_the_site_and_others_none(self):
        self.assertEqual(to_day(1678536000), date(2023, 3, 11))
        self.assertEqual(to_day_of_iso("2023-03-11T23:30:00-08:00"), date(2023, 3, 12))
        self.assertEqual(to_day_of_iso("2023-03-11"), date(2023, 3, 11))
        for moment in (None, "x", 1e40, float("nan"), [], -1e40):
            self.assertIsNone(to_day(moment))
            self.assertIsNone(to_day_of_iso(moment))

    def test_a_file_says_when_it_was_written(self):
        self.assertIsInstance(changed_on(self.file("x", "x")), date)


class FormatsTests(InFolder, SimpleTestCase):
    def test_each_format_takes_its_own_files_and_no_other(self):
        for name, content in SAMPLES.items():
            path = self.file(name, content)
            found = [each.NAME for each in FORMATS if each is not markdown and each.match(path)]
            with self.subTest(name):
                self.assertEqual(len(found), 1, found)

    def test_what_is_none_of_them_is_refused_unless_it_may_be_markdown(self):
        others = {"x.json": "[]", "x.html": "<p>x</p>", "x.csv": "a,b\n1,2", "x.xml": "<a/>"}
        for name, content in others.items():
            with self.subTest(name), self.assertRaises(ImportProblem):
                format_of(self.file(name, content))
        for name, content in {"x.txt": "a\n- b", "x.md": "x"}.items():
            with self.subTest(name):
                self.assertIs(format_of(self.file(name, content)), markdown)

    def test_a_broken_file_is_read_or_refused_whatever_is_broken(self):
        chance = random.Random(3)
        for name, content in SAMPLES.items():
            path = self.file(name, content)
            format_ = format_of(path)
            for number in range(TIMES):
                path.write_bytes(broken(content.encode(), chance))
                with self.subTest(name, number=number):
                    self.assert_is_read_or_refused(format_, path)

    def assert_is_read_or_refused(self, format_: Format, path: Path) -> None:
        for each in FORMATS:
            each.match(path)
        try:
            pages = list(format_.read(path, ASKED))
        except ImportProblem as problem:
            self.assertTrue(problem.message)
        else:
            for page in pages:
                self.assertIsInstance(page, Page | Refusal)


def broken(data: bytes, chance: random.Random) -> bytes:
    """The file with some bytes changed, cut out or doubled."""
    out = bytearray(data)
    for _ in range(chance.randrange(1, 6)):
        at, length = chance.randrange(len(out)), chance.randrange(1, 30)
        out[at : at + length] = chance.choice(
            [b"", b"\0", chance.randbytes(3), out[at : at + length] * 2, b'"', b"<", b"}", b"\n", b"9" * 20]
        )
        if not out:
            return b"x"
    return bytes(out)


class BrokenExportsTests(SiteMixin, TestCase):
    def test_one_that_is_broken_stops_no_other(self):
        self.write("a.json", json.dumps(ANNOTATIONS)[:-3])
        self.write("b.html", BROWSER)
        report = self.run_import(expect_problem=True)
        self.assertIn("a.json:1: this is no JSON", report)
        self.assertEqual(numbers(report, "entries"), [3, 0, 0])

    def test_a_name_that_no_disk_has_is_told_of(self):
        report = self.run_import(self.site / ("x" * 5000 + ".txt"), expect_problem=True)
        self.assertIn("it cannot be read: File name too long", report)

    def test_odd_characters_come_in_or_are_left_out(self):
        odd = "\u202e \u0007 \ufeff <b> $x$ @key [[slug]] %% \U0001f600"
        row = {"user_book_id": 1, "title": odd, "author": odd, "highlights": [{"text": odd, "note": odd}]}
        row["highlights"][0]["tags"] = [{"name": odd}, {"name": "\ud800"}]
        report = self.run_import(self.write("x.json", json.dumps({"results": [row]})))
        self.assertEqual(numbers(report, "entries"), [1, 0, 0])
        self.assertIn("&lt;b&gt; $x$ @key", Entry.objects.get().body_html)
