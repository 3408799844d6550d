from django.test import SimpleTestCase

from notes.publishing.links import links_of_asset, locations, with_links, with_policy


def shout(href: str) -> str | None:
    return None if "admin" in href else href.upper()


class LinkTests(SimpleTestCase):
    def test_links_of_the_site_are_replaced(self):
        html = '<a href="/a/?x=1&amp;y=2">t</a><form action="/s/" data-index="/i"><img src="/i">'
        expected = '<a href="/A/?X=1&amp;Y=2">t</a><form action="/S/" data-index="/I"><img src="/I">'
        self.assertEqual(with_links(html, shout), expected)

    def test_what_leads_elsewhere_stays(self):
        html = '<a href="https://a.org/">t</a><a href="//a.org">t</a><a href="#n">t</a><a href="mailto:a@b">t'
        self.assertEqual(with_links(html, shout), html)

    def test_words_that_look_like_links_stay(self):
        html = '<p title="a > b">write &lt;a href="/x"> or href="/y"</p><code> src="/z"</code>'
        self.assertEqual(with_links(html, shout), html)

    def test_a_link_to_nothing_is_taken_off(self):
        self.assertEqual(with_links('<a class="x" href="/admin/">t</a>', shout), '<a class="x">t</a>')

    def test_the_policy_stands_first_and_without_what_only_a_header_can_say(self):
        html = with_policy(
            '<head>\n<meta charset="utf-8">', "script-src 'self'; frame-ancestors 'none'; default-src 'none'"
        )
        self.assertIn("""content="default-src 'none'; script-src 'self'">""", html)

    def test_assets_name_what_they_load(self):
        sheet = '@font-face { src: url("../fonts/a.woff2") } b { background: url(data:x) } @import "c.css";'
        self.assertEqual(
            list(links_of_asset("/static/css/all.css", sheet)), ["/static/fonts/a.woff2", "/static/css/c.css"]
        )
        script = 'import { a } from "./a.js"; await import("./b/c.js"); import "../d.js"; from("elsewhere")'
        self.assertEqual(
            list(links_of_asset("/static/js/all.js", script)),
            ["/static/js/a.js", "/static/js/b/c.js", "/static/d.js"],
        )

    def test_a_sitemap_is_read(self):
        self.assertEqual(locations("<url><loc>https://a.org/b?c&amp;d</loc></url>"), ["https://a.org/b?c&d"])
