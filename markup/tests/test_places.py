import re

from django.test import SimpleTestCase

from markup import find_locator, parse, place_of

from .pages import page_of, render

OWN = '<span class="locator">'
INHERITED = '<span class="locator locator--inherited">'


class LocatorElementTests(SimpleTestCase):
    def test_a_locator_stands_in_an_element_of_its_own(self):
        for text, expected in {
            '* "words (p. 11)': f'"words ({OWN}p. 11</span>)',
            "p. 20: *what* stands there": f"<p>{OWN}p. 20</span>: <em>what",
            "a [link, p. 42](https://e.org)": f">link, {OWN}p. 42</span></a>",
            "## Chapter 5 (p. 21 - 25)": f"Chapter 5 ({OWN}p. 21 - 25</span>)",
            "fol.\u00a032v: a note": f"{OWN}fol.&nbsp;32v</span>: a note",
        }.items():
            with self.subTest(text):
                self.assertIn(expected, self.without_ids(render(text)))

    def without_ids(self, html):
        return re.sub(r' id="b\w+"', "", html)

    def test_of_two_alike_the_one_that_counts_is_set_apart(self):
        html = render("p. 3 is quoted on (p. 3)")
        self.assertIn(f"p. 3 is quoted on ({OWN}p. 3</span>)", html)

    def test_the_words_stay_as_they_are(self):
        for text in ("p. *12* and p. 3", "`p. 3`", "<b>p.</b> 3", '* "x (p. 11)\n  * y', "| p. 3 |\n|-|\n"):
            with self.subTest(text):
                self.assertEqual(page_of(text).faults, [])
                self.assertEqual(
                    page_of(text).text, parse(text).blocks[0].text + (" y" if "y" in text else "")
                )

    def test_a_locator_in_pieces_or_in_code_is_left_alone(self):
        for text in ("see p. *12*", "`p. 3`", "<div>p. 3</div>"):
            with self.subTest(text):
                self.assertNotIn(OWN, render(text))


class InheritedTests(SimpleTestCase):
    def test_a_quotation_without_a_locator_is_told_the_one_above(self):
        html = render('## On aura (p. 56)\n\n* "words [link](https://e.org)\n  * mine\n')
        self.assertIn(f"link</a> {INHERITED}(p. 56)</span>\n<ul>", html)
        self.assertEqual(html.count(INHERITED), 1)

    def test_it_is_no_part_of_the_words(self):
        quotation = parse('## p. 56\n\n* "words\n').blocks[1]
        self.assertEqual((quotation.text, quotation.locator.text), ('"words', "p. 56"))

    def test_a_quotation_with_its_own_is_told_no_other(self):
        self.assertNotIn(INHERITED, render('## p. 56\n\n* "words (p. 57)\n'))

    def test_what_the_owner_wrote_in_a_locator_is_escaped(self):
        html = render('## p. 56\n\n* "a <b>b</b> &lt;i&gt;\n')
        self.assertIn("&lt;i&gt; <span", html)


class PlaceOfTests(SimpleTestCase):
    def test_a_reader_says_a_place_in_short(self):
        for text, kind in {
            "56": "page",
            "p. 56": "page",
            "xii": "page",
            "50-60": "page",
            "32r": "folio",
            "3:30": "timestamp",
            "ch. 4": "chapter",
            "fig. 2": "figure",
            "§ 4.1": "section",
            "4.1.2": "section",
            "Table 3": "table",
        }.items():
            with self.subTest(text):
                self.assertEqual(place_of(text).kind, kind)

    def test_what_is_no_place_is_none(self):
        for text in ("", "hello", "-1", "56; drop", "p. ", "9" * 50, "\x00", "p. 56 and more words"):
            with self.subTest(text):
                self.assertIsNone(place_of(text))

    def test_it_sorts_like_the_locator_of_a_note(self):
        self.assertEqual(place_of("56").sort_key, find_locator("(p. 56)", in_heading=False).sort_key)

    def test_its_ends_can_be_compared(self):
        first, last = place_of("50-60").ends
        self.assertLess(first, place_of("56").ends[0])
        self.assertLess(place_of("56").ends[1], last)
