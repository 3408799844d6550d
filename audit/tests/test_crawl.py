from email.message import Message
from unittest.mock import patch

from django.test import SimpleTestCase

from audit import crawl
from audit.answers import Answer, links_of, on_site
from audit.feeds import next_page

SITE = "http://127.0.0.1:8000"
PAGE = """<!doctype html><link rel="alternate" type="application/atom+xml" href="/feed.atom">
<link rel="alternate" hreflang="de" href="/?lang=de"><link rel="stylesheet" href="/a.css">
<a href="papers/#one">Papers</a> <a href="https://example.org/">Out</a> <a name="x">None</a>"""


def answer(path, text="", kind="text/html; charset=utf-8", status=200):
    headers = Message()
    headers["Content-Type"] = kind
    return Answer(SITE + path, status, headers, text.encode())


class AnswerTests(SimpleTestCase):
    def test_links_are_whole_addresses_without_the_place_in_the_page(self):
        links = links_of(answer("/", PAGE))
        self.assertEqual(links.leads, [f"{SITE}/?lang=de", f"{SITE}/papers/", "https://example.org/"])
        self.assertEqual(links.feeds, [f"{SITE}/feed.atom"])
        self.assertEqual([*on_site([*links.leads, SITE], SITE)], [*links.leads[:2], f"{SITE}/"])

    def test_a_feed_leads_to_its_next_page(self):
        atom = (
            f'<feed xmlns="http://www.w3.org/2005/Atom"><link rel="next" href="{SITE}/feed.atom?b=1"/></feed>'
        )
        self.assertEqual(
            next_page(answer("/feed.atom", atom, "application/atom+xml")), [f"{SITE}/feed.atom?b=1"]
        )
        self.assertEqual(next_page(answer("/feed.json", '{"next_url": "x"}', "application/feed+json")), ["x"])
        self.assertEqual(next_page(answer("/feed.atom", "<", "application/atom+xml")), [])


class CrawlTests(SimpleTestCase):
    def crawl(self, pages):
        """A crawl of a site with these pages: texts by path."""
        with patch.object(
            crawl, "ask", side_effect=lambda url: answer(url.removeprefix(SITE), self.text(pages, url))
        ):
            found = crawl.Crawl(SITE)
            found.follow([f"{SITE}/"])
        return [each.path for each in found.answers]

    def text(self, pages, url):
        return pages.get(url.removeprefix(SITE), "")

    def test_links_are_followed_on_the_site_outside_the_desk(self):
        pages = {
            "/": '<a href="/papers/">P</a><a href="/admin/">A</a><a href="/static/x">S</a>',
            "/papers/": '<a href="/?tag=a">T</a>',
        }
        self.assertEqual(self.crawl(pages), ["/", "/papers/", "/?tag=a"])

    def test_of_each_kind_of_page_a_few_are_asked(self):
        days = "".join(f'<a href="/2024/03/{day:02}/">{day}</a>' for day in range(1, 30))
        tags = "".join(f'<a href="/papers/?tag={number}">{number}</a>' for number in range(30))
        self.assertEqual(len(self.crawl({"/": days})), 1 + crawl.PLAIN)
        self.assertEqual(len(self.crawl({"/": tags})), 1 + crawl.FILTERED)

    def test_rows_of_the_privacy_matrix_are_filled_with_what_was_met(self):
        found = crawl.Crawl(SITE, answers=[answer("/papers/bush-1945/"), answer("/2024/03/11/bacon/")])
        values = found.values()
        self.assertEqual(crawl.fill("/?paper={paper}", values), "/?paper=bush-1945")
        self.assertEqual(crawl.fill("{paper_address}", values), "/papers/bush-1945/")
        self.assertEqual(crawl.fill("{entry}", values), "/2024/03/11/bacon/")
        self.assertIsNone(crawl.fill("{unheard_of}", values))
