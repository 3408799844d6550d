"""Links to pages that are gone."""

from django.test import SimpleTestCase
from django.utils import translation

from markup import Reference, parse
from markup.contents import contents_of

from .pages import Page, anchors_for

URL, COPY = "https://example.org/a", "https://web.archive.org/web/20230311/https://example.org/a"
ARCHIVED = f' <a href="{COPY}" rel="noopener noreferrer" class="link__archived">archived copy</a>'
GONE = f'<a href="{URL}" rel="noopener noreferrer" class="link--gone" data-domain="example.org">'


def render(text, copy=COPY):
    parsed = parse(text)
    gone = {Reference("url", URL): copy}
    return parsed.to_html(targets={}, anchors=anchors_for(parsed), seed="test", gone=gone)


class GoneTests(SimpleTestCase):
    def assert_holds(self, text, html, **options):
        written = render(text, **options)
        self.assertIn(html, written)
        self.assertEqual(Page(written).faults, [])

    def test_the_archived_copy_stands_after_the_link(self):
        self.assert_holds(f"See [it]({URL}), read", f"See {GONE}it</a>{ARCHIVED}, read")

    def test_a_bare_address_keeps_its_words(self):
        self.assert_holds(URL, f'class="link--gone">{URL}</a>{ARCHIVED}')

    def test_a_tag_of_the_owners_own(self):
        self.assert_holds(f'<a href="{URL}">it</a>', f"{GONE}it</a>{ARCHIVED}")
        self.assert_holds(f'<a href="{URL}">never closed', f"{GONE}never closed</a>{ARCHIVED}")

    def test_a_picture_of_another_host(self):
        self.assert_holds(f"![it]({URL})", f"{GONE}it</a>{ARCHIVED}")

    def test_without_a_copy_it_says_that_the_page_is_gone(self):
        self.assert_holds(f"[it]({URL})", f'{GONE}it</a> <span class="link__archived">gone</span>', copy="")

    def test_other_links_stay_as_they_are(self):
        written = render("[one](https://example.org/b) [two](/a/) <b>[three](mailto:a@example.org)</b>")
        self.assertNotIn("link--gone", written)
        self.assertNotIn("link__archived", written)

    def test_a_link_after_one_that_is_gone_is_another(self):
        self.assertEqual(render(f"[one]({URL}) [two](https://example.org/b)").count("link__archived"), 1)

    def test_the_words_are_in_the_language_of_the_site(self):
        with translation.override("de"):
            self.assertIn("link__archived", render(URL))

    def test_no_scheme_but_those_of_the_web(self):
        self.assertNotIn("javascript", render(URL, copy="javascript:alert(1)"))

    def test_a_table_of_contents_has_the_words_of_the_heading_only(self):
        for copy in (COPY, ""):
            contents = contents_of(render(f"## About [it]({URL}) and\n\nx", copy=copy))
            self.assertEqual([section.title for section in contents], ["About it and"])
