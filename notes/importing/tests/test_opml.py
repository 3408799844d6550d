"""Reading lists as http://opml.org/spec2.opml describes them."""

import tempfile
import time
from datetime import date
from pathlib import Path

import pytest
from django.test import SimpleTestCase, TestCase

from notes.importing.asked import Asked
from notes.importing.formats import format_of, opml
from notes.importing.problems import ImportProblem
from topics.models import Topic

from .sites import SiteMixin, numbers

ASKED = Asked(date(2024, 1, 1))
LIST = """<?xml version="1.0" encoding="ISO-8859-1"?>
<opml version="2.0">
  <head><title>Weblogs &amp; more</title><ownerName>R</ownerName></head>
  <body>
    <outline text="Geschichte f\xfcr *alle*">
      <outline text="A [weblog]" type="rss" xmlUrl="https://example.org/feed" htmlUrl="https://example.org/"/>
      <outline title="No site" type="rss" xmlUrl="https://example.com/feed" description="On _things_"/>
    </outline>
    <outline text="A page" type="link" url="https://example.org/page"/>
    <outline text="# no heading" url="javascript:alert(1)"/>
  </body>
</opml>
"""
BODY = r"""* Geschichte für \*alle\*
    * [A \[weblog\]](https://example.org/) ([feed](https://example.org/feed))
    * [No site](https://example.com/feed): On \_things\_
* [A page](https://example.org/page)
* \# no heading"""


class OpmlReadingTests(SimpleTestCase):
    def read(self, text: str, asked: Asked = ASKED) -> list:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, "list.opml")
            path.write_text(text, encoding="latin-1")
            self.assertIs(format_of(path), opml)
            return list(opml.read(path, asked))

    def assert_refused(self, text: str, sentence: str) -> None:
        started = time.monotonic()
        with self.assertRaises(ImportProblem) as caught:
            self.read(text)
        self.assertIn(sentence, str(caught.exception))
        self.assertLess(time.monotonic() - started, 1)

    def test_a_list_is_a_topic_with_nested_items(self):
        (page,) = self.read(LIST)
        self.assertEqual((page.title, page.slug), ("Weblogs & more", "weblogs-more"))
        self.assertEqual(page.body, BODY)

    def test_a_note_on_an_outline_is_an_item_below_it(self):
        note = '<outline text="A" _note="# first&#10;second"><outline text="B"/></outline>'
        (page,) = self.read(f"<opml><body>{note}</body></opml>")
        self.assertEqual(page.body, "* A\n    * \\# first\n        second\n    * B")

    def test_nobody_but_the_owner_sees_it_unless_asked_for(self):
        self.assertEqual(self.read(LIST)[0].visibility, "private")
        self.assertEqual(self.read(LIST, Asked(ASKED.today, visibility="public"))[0].visibility, "public")

    def test_an_outline_without_words_is_told_of(self):
        (page,) = self.read(LIST.replace('text="A page" type="link" url="https://example.org/page"', 'x="y"'))
        self.assertEqual([(doubt.line, doubt.text) for doubt in page.doubts], [(9, "y")])

    def test_entities_that_grow_without_end_are_refused(self):
        entities = "".join(f'<!ENTITY e{n + 1} "{f"&e{n};" * 10}">' for n in range(20))
        bomb = (
            f'<!DOCTYPE opml [<!ENTITY e0 "ha">{entities}]><opml><body><outline text="&e20;"/></body></opml>'
        )
        self.assert_refused(bomb, "document type")

    def test_files_of_the_machine_are_not_read(self):
        text = '<!DOCTYPE opml [<!ENTITY f SYSTEM "file:///etc/passwd">]><opml><body>&f;</body></opml>'
        self.assert_refused(text, "document type")

    def test_what_goes_too_deep_is_refused(self):
        self.assert_refused("<opml><body>" + '<outline text="x">' * 100_000, "nested")

    def test_what_is_no_xml_is_refused_with_its_line(self):
        self.assert_refused(LIST.replace("</head>", ""), "line 12")
        self.assert_refused(LIST.replace("ISO-8859-1", "klingon"), "no XML")
        self.assert_refused("<opml><body></body></opml>", "no outline")


@pytest.mark.once
class OpmlImportTests(SiteMixin, TestCase):
    def test_the_same_file_again_changes_nothing_and_the_owners_words_stay(self):
        file = self.write("list.opml", LIST.encode("latin-1"))
        self.assertEqual(numbers(self.run_import(file), "topics"), [1, 0, 0])
        self.assertEqual(numbers(self.run_import(file), "topics"), [0, 0, 1])
        self.write("list.opml", LIST.replace("A page", "The page").encode("latin-1"))
        self.assertEqual(numbers(self.run_import(file), "topics"), [0, 1, 0])
        topic = Topic.objects.get()
        topic.body = "Mine."
        topic.save()
        self.write("list.opml", LIST.replace("A page", "That page").encode("latin-1"))
        self.assertIn("kept as it is here", self.run_import(file))
        topic.refresh_from_db()
        self.assertEqual(topic.body, "Mine.")
