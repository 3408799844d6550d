import json
import re
from pathlib import Path

from django.test import SimpleTestCase

from markup import commonmark_to_html, parse

from .pages import Page, anchors_for

EXAMPLES = json.loads((Path(__file__).parent / "commonmark-0.31.2.json").read_text(encoding="utf-8"))
WORD = re.compile(r"[^\W_]{3,}")


class CommonMarkTests(SimpleTestCase):
    def test_all_examples_are_there(self):
        self.assertEqual(len(EXAMPLES), 652)

    def test_strict_mode_gives_the_html_of_the_specification(self):
        for example in EXAMPLES:
            with self.subTest(example=example["example"]):
                self.assertEqual(commonmark_to_html(example["markdown"]), example["html"])

    def test_strict_mode_is_not_marked_as_safe(self):
        self.assertIs(type(commonmark_to_html("*a*")), str)

    def test_every_example_renders_as_a_safe_page_with_one_anchor_a_block(self):
        for example in EXAMPLES:
            with self.subTest(example=example["example"]):
                parsed = parse(example["markdown"])
                anchors = anchors_for(parsed)
                page = Page(parsed.to_html(targets={}, anchors=anchors, seed="spec"))
                self.assertEqual(page.faults, [])
                self.assertEqual([name for name in page.ids if name in anchors], anchors)

    def test_no_word_that_the_specification_shows_is_lost(self):
        for example in EXAMPLES:
            with self.subTest(example=example["example"]):
                parsed = parse(example["markdown"])
                page = Page(parsed.to_html(targets={}, anchors=anchors_for(parsed), seed="spec"))
                words = WORD.findall(Page(example["html"]).text)
                self.assertEqual([word for word in words if word not in page.text], [])
