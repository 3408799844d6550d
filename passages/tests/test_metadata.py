from html import unescape

from django.template import Context, Template
from django.test import RequestFactory, SimpleTestCase

from passages.filters import Filter


def render(text, **context):
    return Template("{% load metadata %}" + text).render(Context(context))


class WordsTests(SimpleTestCase):
    def test_a_piece_of_template_is_a_text_that_is_escaped_once(self):
        text = "{% words as it %}\n  {{ title }}\n  ·  {% endwords %}[{{ it }}]"
        self.assertEqual(render(text, title='R&D "<b>'), "[R&amp;D &quot;&lt;b&gt;]")

    def test_it_holds_what_the_page_says_in_a_block(self):
        base = Template(
            "{% load metadata %}{% words as it %}{% block title %}{% endblock %}{% endwords %}[{{ it }}]"
        )
        page = Template("{% extends base %}{% block title %}Papers · {% endblock %}")
        self.assertEqual(page.render(Context({"base": base})), "[Papers]")


class OwnAddressTests(SimpleTestCase):
    def address(self, path, **filters):
        request = RequestFactory().get(path, headers={"host": "localhost"})
        return unescape(render("{% own_address as it %}{{ it }}", request=request, asked=Filter(**filters)))

    def test_it_is_absolute(self):
        self.assertEqual(self.address("/tags/"), "http://localhost/tags/")

    def test_it_keeps_filters_and_cursor_and_drops_the_rest(self):
        address = self.address(
            "/?utm_source=x", tags=("llm",), year=2023, cursor="2023-03-11,0,7", cursor_name="before"
        )
        self.assertEqual(address, "http://localhost/?tag=llm&year=2023&before=2023-03-11,0,7")

    def test_other_scripts_are_encoded(self):
        self.assertEqual(self.address("/tags/日/"), "http://localhost/tags/%E6%97%A5/")

    def test_a_page_without_filters_has_one_too(self):
        request = RequestFactory().get("/links/", headers={"host": "localhost"})
        self.assertEqual(render("{% own_address %}", request=request), "http://localhost/links/")


class LocaleTests(SimpleTestCase):
    def test_open_graph_wants_a_territory(self):
        self.assertEqual(render("{{ 'de'|to_locale }}"), "de_DE")
        self.assertEqual(render("{{ 'eo'|to_locale }}"), "")
