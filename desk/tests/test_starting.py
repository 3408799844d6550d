from django.test import SimpleTestCase
from hypothesis import example, given
from hypothesis import strategies as st

from desk.capture import to_start
from markup import parse

PAGE = "https://example.org/page"
# Line breaks within words become spaces.
WORDS = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Co", "Zl", "Zp"]), max_size=60)


class StartTests(SimpleTestCase):
    def test_a_page_with_a_selection_is_a_link_and_a_quotation(self):
        self.assertEqual(to_start("A page", PAGE, "What it says."), f'[A page]({PAGE})\n  * "What it says.')

    def test_each_paragraph_of_a_selection_is_a_quotation(self):
        start = to_start("A page", PAGE, "One\nline\n\n\nAnother “line”\r\n \r\n“quoted”")
        self.assertEqual(start, f'[A page]({PAGE})\n  * "One line\n  * "Another “line\n  * "quoted')
        kinds = [block.kind for block in parse(start).blocks]
        self.assertEqual(kinds, ["paragraph", "quotation", "quotation", "quotation"])

    def test_what_tracks_the_reader_is_taken_off_the_address(self):
        self.assertEqual(to_start("T", "https://Example.org?utm_source=x", ""), "[T](https://example.org/)")

    def test_the_address_may_stand_in_the_text_or_in_the_title(self):
        for title, text in (("A page", PAGE), ("A page", f"A page {PAGE}"), (f"A page – {PAGE}", "")):
            with self.subTest(title=title, text=text):
                self.assertEqual(to_start(title, "", text), f"[A page]({PAGE})")

    def test_what_was_shared_beside_the_address_is_kept(self):
        self.assertEqual(to_start("", "", f"Do read {PAGE}"), f'<{PAGE}>\n  * "Do read')

    def test_other_schemes_stay_words(self):
        for url in ("javascript:alert(1)", "data:text/html,<script>alert(1)</script>", "file:///etc/passwd"):
            with self.subTest(url):
                html = parse(to_start("T", url, "")).to_html(targets={}, anchors=["a"], seed="")
                self.assertNotIn("<a", html)
                self.assertNotIn("<script", html)

    def test_an_identifier_stays_as_it_is(self):
        self.assertEqual(to_start("", "10.1000/182", ""), "10.1000/182")

    def test_nothing_given_is_nothing(self):
        self.assertEqual(to_start("", " ", "\n\x00"), "")

    def test_lengths_are_bounded(self):
        start = to_start("t" * 10_000_000, PAGE, "x " * 10_000_000)
        self.assertLess(len(start), 6000)

    def test_an_address_whose_brackets_do_not_match_is_whole(self):
        for url in (
            "https://example.org/a_(b)",
            "https://example.org/a)b",
            "https://example.org/?a=1&copy;=2",
        ):
            with self.subTest(url):
                references = parse(to_start("T", url, "")).blocks[0].references
                self.assertEqual([reference.value for reference in references], [url])

    @given(title=WORDS, selection=WORDS)
    @example(title="__0__", selection="a __b__ c___d")
    def test_words_show_as_they_are(self, title, selection):
        blocks = parse(to_start(title, PAGE, selection)).blocks
        words, said = " ".join(title.split()), " ".join(selection.split())
        if words and "http" not in words.lower():
            self.assertEqual(" ".join(blocks[0].text.split()), words)
        if said.strip('"“”„«»') and said != words:
            self.assertEqual(blocks[1].kind, "quotation")
