from datetime import UTC, datetime

from django.test import SimpleTestCase

from notes.feeds.absolute import with_absolute_addresses
from notes.feeds.feed import printable
from notes.feeds.identity import to_authority, to_tag_uri

PAGE = "https://example.org/2023/03/11/lora/"
SINCE = datetime(2023, 3, 11, 23, tzinfo=UTC)


class AbsoluteTests(SimpleTestCase):
    def assert_becomes(self, html, expected):
        self.assertEqual(with_absolute_addresses(html, PAGE), expected)

    def test_a_site_below_a_path_says_where_its_own_addresses_lead(self):
        html = '<a href="/papers/x/">a</a><a href="//b.org/">b</a>'
        found = with_absolute_addresses(html, PAGE, lambda path: f"https://example.org/notes{path}")
        expected = '<a href="https://example.org/notes/papers/x/">a</a><a href="https://b.org/">b</a>'
        self.assertEqual(found, expected)

    def test_addresses_lead_to_where_they_led_on_the_page(self):
        for address, absolute in [
            ("/papers/x/", "https://example.org/papers/x/"),
            ("#fn-1", f"{PAGE}#fn-1"),
            ("a.png", f"{PAGE}a.png"),
            ("//cdn.example/x?a=1&amp;b=2", "https://cdn.example/x?a=1&amp;b=2"),
            ("https://other.example/", "https://other.example/"),
            ("mailto:a@example.org", "mailto:a@example.org"),
            ("http://[broken", "http://[broken"),
        ]:
            self.assert_becomes(
                f'<a href="{address}" class="x">y</a>', f'<a href="{absolute}" class="x">y</a>'
            )

    def test_pictures_and_sources_of_quotations_too(self):
        self.assert_becomes('<img src="/a.png" alt="">', '<img src="https://example.org/a.png" alt="">')
        self.assert_becomes('<img src="/a.png"/>', '<img src="https://example.org/a.png">')
        self.assert_becomes('<q cite="/x/">y</q>', '<q cite="https://example.org/x/">y</q>')

    def test_everything_else_stays_to_the_letter(self):
        for html in [
            "a &lt; b &amp;lt; &#8617; &hearts; c",
            '<math><mspace width="1em"/><mi>a</mi><annotation encoding="x">a &lt; b</annotation></math>',
            '<input type="checkbox" disabled="" checked> <code>&lt;a href="/x"&gt;</code>',
            '<span title="a > b">href="/x/"</span>',
            "",
        ]:
            self.assert_becomes(html, html)


class PrintableTests(SimpleTestCase):
    def test_only_what_no_feed_can_hold_is_replaced(self):
        self.assertEqual(printable("a\x00\x1f\x85\ud800\uffffb"), "a\ufffd\ufffd\ufffd\ufffd\ufffdb")
        self.assertEqual(printable("tab\t line\n \U0001f9e0 ]]> עברית"), "tab\t line\n \U0001f9e0 ]]> עברית")
        self.assertEqual(printable(("a\x01", "b")), ("a\ufffd", "b"))


class IdentityTests(SimpleTestCase):
    def test_a_tag_uri_names_host_day_and_thing(self):
        self.assertEqual(to_tag_uri("Example.org", SINCE, "entry/5"), "tag:example.org,2023-03-11:/entry/5")

    def test_an_address_of_ipv6_is_spelled_as_a_name(self):
        self.assertEqual(to_tag_uri("::1", SINCE, "x"), "tag:--1,2023-03-11:/x")

    def test_the_authority_is_the_first_host_that_is_named(self):
        self.assertEqual(to_authority(["*", ".example.org", "b.org"], "c.org"), "example.org")
        self.assertEqual(to_authority(["*"], "c.org"), "c.org")
        self.assertEqual(to_authority([], "c.org"), "c.org")

    def test_the_machine_itself_names_no_site(self):
        self.assertEqual(to_authority(["localhost", "127.0.0.1", "[::1]"], "c.org"), "c.org")
        self.assertEqual(to_authority(["localhost", "b.org"], "c.org"), "b.org")
