from django.test import SimpleTestCase
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from markup import Parsed, find_locator, parse
from tests.examples import examples

from .pages import Page, anchors_for, render

PIECES = st.sampled_from([
    "[", "]", "(", ")", "[[", "]]", "![", "](", "*", "**", "_", "~~", "`", "```\n", "$", "$$", "\n",
    "\n\n", "\n\t", "\n    ", " ", "  \n", "* ", "\n* ", "\n\t* ", "1. ", "> ", "\n> ", "# ", "\n# ",
    "---\n", "|", "\n|-|\n", "<b>", "</b>", "<div>", "</div>", "<a href=/x>", "</a>", "<li>", "</li>",
    "<td>", "<img src=/i.png alt=A>", "<!--", "-->", "<", ">", "&", "&lt;", "&#0;", "\\", "[^1]",
    "\n[^1]: ", "@key", "[[slug]]", "https://h.org/", "http:", "://", "p. 5", "at 3:30", '"', "'", "“",
    "「", "日本", "é", "\0", "\ud800", "\r", "\u2028", "[ ] ", "[x] ", "{", "}", "a", "word",
])  # fmt: skip
MARKDOWN = st.lists(PIECES, max_size=40).map("".join) | st.text(max_size=200)
QUICK = settings(deadline=None, max_examples=examples(300), suppress_health_check=[HealthCheck.too_slow])


def html_of(parsed: Parsed) -> str:
    return parsed.to_html(targets={}, anchors=anchors_for(parsed), seed="test")


class PropertyTests(SimpleTestCase):
    @QUICK
    @given(MARKDOWN)
    def test_any_text_becomes_a_safe_page_with_an_element_for_every_block(self, text):
        parsed = parse(text)
        page = Page(html_of(parsed))
        self.assertEqual(page.faults, [])
        anchors = anchors_for(parsed)
        self.assertEqual(sorted(name for name in page.ids if name in anchors), sorted(anchors))
        self.assertEqual(len(page.ids), len(set(page.ids)))

    @QUICK
    @given(MARKDOWN)
    def test_the_same_text_gives_the_same_page(self, text):
        self.assertEqual(render(text), render(text))
        self.assertEqual(parse(text), parse(text))

    @QUICK
    @given(MARKDOWN)
    def test_blocks_hang_on_blocks_above_and_stand_in_order(self, text):
        blocks = parse(text).blocks
        for index, block in enumerate(blocks):
            self.assertLess(-1 if block.parent is None else block.parent, index)
            self.assertEqual(block.text, " ".join(block.text.split()))
        self.assertEqual([block.line for block in blocks], sorted(block.line for block in blocks))

    @QUICK
    @given(MARKDOWN)
    def test_the_references_of_a_text_are_those_of_its_blocks_in_known_forms(self, text):
        parsed = parse(text)
        addresses = [link.get("href") for link in Page(html_of(parsed)).attributes_of("a")]
        for reference in parsed.references:
            self.assertIn(reference.kind, {"wiki", "citation", "path", "url"})
            if reference.kind == "path":
                self.assertTrue(reference.value.startswith("/") and reference.value.endswith("/"))
            if reference.kind == "url":
                self.assertTrue(reference.value in addresses or "<a" in text)  # there is no link in a link
                self.assertRegex(reference.value, r"\A(?i:https?)://")

    @QUICK
    @given(
        st.text(max_size=80) | st.from_regex(r"(p\.|at|fol\.|§|ch\.) ?[0-9ivxl:rv.–-]{1,20}", fullmatch=True),
        st.booleans(),
    )
    def test_a_locator_is_a_part_of_its_text(self, text, in_heading):
        locator = find_locator(text, in_heading=in_heading)
        if locator:
            self.assertIn(locator.text, text)
            self.assertRegex(locator.sort_key, r"\A[0-9]+\Z")
