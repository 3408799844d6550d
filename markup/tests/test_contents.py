from django.test import SimpleTestCase

from markup.contents import contents_of, count, headings_of

from .pages import render


def tree(sections):
    return [(section.title, tree(section.sections)) for section in sections]


class ContentsTests(SimpleTestCase):
    def test_headings_are_nested(self):
        html = render("# a\n\n### b\n\n#### c\n\n## d\n\n# e\n\nwords")
        self.assertEqual(tree(contents_of(html)), [("a", [("b", [("c", [])]), ("d", [])]), ("e", [])])
        self.assertEqual(count(contents_of(html)), 5)

    def test_each_leads_to_its_heading(self):
        html = render("# a\n\n# b\n")
        for section in headings_of(html):
            self.assertIn(f'id="{section.anchor}">{section.title}<', html)

    def test_a_title_is_plain(self):
        html = render("# *A* [link](https://e.org) &lt;b&gt; $x$ p. 3[^1]\n\n[^1]: note\n")
        self.assertEqual([section.title for section in contents_of(html)], ["A link <b> x p. 3"])

    def test_what_is_no_heading_is_left_out(self):
        self.assertEqual(contents_of(render('words\n\n`<h2 id="x">x</h2>`\n\n#\n')), [])

    def test_a_megabyte_is_read_in_no_time(self):
        self.assertEqual(count(contents_of('<h2 id="a">' * 100_000)), 0)
