"""The owner's HTML may be wrong in every way: what comes out keeps the rules of the HTML Standard."""

from django.test import SimpleTestCase

from markup.headings import Headings

from .pages import page_of, render


class ValueTests(SimpleTestCase):
    def test_values_that_say_nothing_go(self):
        for html in (
            '<ins datetime="never">a</ins>',
            '<del datetime="2024-13-45">a</del>',
            '<ol start="x"><li value="y">a</li></ol>',
            '<p dir="up" lang="not a language">a</p>',
            '<table><tr><td colspan="0" rowspan="99999">a</td></tr></table>',
        ):
            with self.subTest(html):
                kept = [set(attributes) - {"class", "id"} for _, attributes in page_of(html).tags]
                self.assertEqual(set().union(*kept), set())

    def test_values_that_do_stay(self):
        for html in (
            '<ins datetime="2024-03-02T10:00:00Z">a</ins>',
            '<time datetime="2024-03-02">a</time>',
            '<ol start="-3"><li value="7">a</li></ol>',
            '<p dir="rtl" lang="de-CH">a</p>',
        ):
            with self.subTest(html):
                self.assertIn(html, render(html))

    def test_a_tag_goes_without_the_attribute_that_it_is_about(self):
        page = page_of("<bdo>a</bdo> <time>b</time> <a>c</a> d")
        self.assertEqual([tag for tag, _ in page.tags], ["p"])
        self.assertEqual(page.text.strip(), "a b c d")


class StructureTests(SimpleTestCase):
    def tags_of(self, html):
        return " ".join(
            tag for tag, attributes in page_of(html).tags if attributes.get("class") != "raw-html"
        )

    def test_details_have_a_summary_first_or_are_none(self):
        self.assertEqual(self.tags_of("<details><summary>a</summary>b</details>"), "details summary")
        self.assertEqual(self.tags_of("<details>a</details>"), "")
        self.assertEqual(self.tags_of("<details><p>a</p><summary>b</summary></details>"), "p")

    def test_every_term_has_its_definition_or_there_is_no_list(self):
        self.assertEqual(self.tags_of("<dl><dt>a<dd>b<dd>c<dt>d<dt>e<dd>f</dl>"), "dl dt dd dd dt dt dd")
        self.assertEqual(self.tags_of("<dl><dd>a</dl>"), "")
        self.assertEqual(self.tags_of("<dl><dt>a</dl>"), "")

    def test_what_stands_in_a_list_stands_in_an_item(self):
        self.assertEqual(self.tags_of("<ul>a<p>b</p><li>c</ul>"), "ul li p li")

    def test_no_block_stands_in_what_holds_lines(self):
        self.assertEqual(self.tags_of("<pre>a<div>b</div></pre>"), "pre")
        self.assertEqual(self.tags_of("<h2>a<p>b</p></h2>"), "h2")

    def test_the_parts_of_the_page_are_its_own(self):
        self.assertEqual(self.tags_of("<main><header><nav>a</nav></header></main>"), "")

    def test_a_torn_formula_shows_its_source(self):
        self.assertNotIn("mfrac", render(r"$\frac{a$"))


class HeadingsTests(SimpleTestCase):
    def test_levels_follow_ranks_without_gaps(self):
        headings = Headings()
        found = [headings.opened(tag) for tag in ("h3", "h6", "h4", "h1", "h2", "h3", "h4", "h5", "h6")]
        self.assertEqual(found, ["h2", "h3", "h3", "h2", "h3", "h4", "h5", "h6", "h6"])

    def test_other_tags_stay(self):
        self.assertEqual(Headings().opened("hr"), "hr")
        self.assertEqual(Headings().closed("p"), "p")
