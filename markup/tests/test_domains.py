from django.test import SimpleTestCase

from markup.domains import says_domain, to_domain

from .pages import page_of


def domains_in(text: str) -> list[str | None]:
    return [link.get("data-domain") for link in page_of(text).attributes_of("a")]


class ToDomainTests(SimpleTestCase):
    def test_it_is_the_host_that_the_browser_calls(self):
        for href, domain in [
            ("https://arxiv.org/abs/1706.03762", "arxiv.org"),
            ("HTTPS://WWW.Example.ORG./x", "example.org"),
            ("https://example.org:8443/", "example.org:8443"),
            ("http://example.org:80/", "example.org"),
            ("https://arxiv.org:x@evil.example/", "evil.example"),
            ("https://arxiv.org%5C@evil.example/", "evil.example"),
            ("https://evil.example/@arxiv.org", "evil.example"),
            ("https://evil.example?@arxiv.org", "evil.example"),
            ("https://evil.example#@arxiv.org", "evil.example"),
            ("https://ex%61mple.org/", "example.org"),
            ("https://xn--mnchen-3ya.de/", "xn--mnchen-3ya.de"),
            ("http://2130706433/", "127.0.0.1"),
            ("http://0x7f.1/", "127.0.0.1"),
            ("http://[::1]:8000/", "[::1]:8000"),
        ]:
            with self.subTest(href):
                self.assertEqual(to_domain(href), domain)

    def test_what_is_not_of_the_web_has_none(self):
        for href in ("mailto:a@b.org", "/x/", "https:///x", "https://a.org:port/", "https://[::1/"):
            with self.subTest(href):
                self.assertIsNone(to_domain(href))

    def test_a_domain_is_said_as_a_whole_or_not_at_all(self):
        for text, says in [
            ("arxiv.org", True),
            ("https://www.ArXiv.org/abs/1", True),
            ("see arxiv.org.", True),
            ("arxiv.org: a paper", True),
            ("arxiv.org:8080", False),
            ("notarxiv.org", False),
            ("not-arxiv.org", False),
            ("export.arxiv.org", False),
            ("arxiv.org.evil.example", False),
            ("arxiv.organic", False),
            ("arxivXorg", False),
        ]:
            with self.subTest(text):
                self.assertIs(says_domain(text, "arxiv.org"), says)


class ExternalLinkTests(SimpleTestCase):
    def test_external_links_say_their_domain(self):
        for text in (
            "[Attention](https://www.arxiv.org/abs/1)",
            "[Attention][1]\n\n[1]: arxiv.org/abs/1",
            '<a href="https://arxiv.org/abs/1">Attention</a>',
            "<div><a href=//arxiv.org>Attention</a></div>",
            "![Attention](https://arxiv.org/a.png)",
            "[![Attention](https://arxiv.org/a.png)](https://arxiv.org/a.png)",
            "*[Atten*tion](https://arxiv.org/abs/1)",
            "<a href=https://arxiv.org>never closed",
        ):
            with self.subTest(text):
                self.assertEqual(domains_in(text), ["arxiv.org"])
                self.assertEqual(page_of(text).faults, [])

    def test_a_link_whose_text_says_it_does_not_say_it_twice(self):
        for text in (
            "https://arxiv.org/abs/1",
            "<https://www.arxiv.org>",
            "[see **arxiv.org**](https://arxiv.org/abs/1)",
            "[arxiv.org&#x20;](https://arxiv.org)",
            "<a href=https://arxiv.org><b>arXiv.org</b></a>",
            "![](https://arxiv.org/a.png)",
        ):
            with self.subTest(text):
                self.assertEqual(domains_in(text), [None])

    def test_links_to_this_site_and_to_a_mailbox_say_none(self):
        self.assertEqual(domains_in("[a](/papers/x/) [b](x.md) [c](#d) <mailto:a@b.org>"), [None] * 4)

    def test_a_link_cannot_say_the_domain_of_another(self):
        for text in (
            '<a href="https://evil.example" data-domain="arxiv.org">x</a>',
            '<a data-domain="arxiv.org" href="https://evil.example">x</a>',
            "[notevil.example](https://evil.example)",
            "[arxiv.org](https://evil.example)",
            "[x](https://arxiv.org@evil.example)",
            "[<img alt=evil.example src=/a.png>](https://evil.example)",
            '<a href="https://evil.example" title="evil.example">x</a>',
        ):
            with self.subTest(text):
                self.assertEqual(domains_in(text), ["evil.example"])
        self.assertNotIn(
            "data-domain", page_of('<b data-domain="arxiv.org">x</b> <a data-domain=x>y</a>').html
        )

    def test_each_link_says_its_own(self):
        text = "[a](https://a.example) [b](/b/) [c](https://c.example) <a href=https://d.example>d"
        self.assertEqual(domains_in(text), ["a.example", None, "c.example", "d.example"])

    def test_letters_of_another_script_are_not_taken_for_ours(self):
        self.assertEqual(domains_in("[арр.example](https://арр.example)"), ["xn--80a6aa.example"])
