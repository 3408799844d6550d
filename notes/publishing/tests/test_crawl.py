"""The exported site beside the live one: the same pages with the same text."""

import re
from collections import deque
from datetime import timedelta
from html import unescape
from urllib.parse import unquote, urljoin, urlsplit

import pytest

from notes.publishing.addresses import to_address, to_file
from notes.publishing.kinds import is_off, match_of
from notes.tests.factories import create_entry
from papers.tests.factories import create_paper
from topics.tests.factories import create_topic

from .case import BASE, DAY, ExportedTestCase

LEAD = re.compile(r'<a\s[^>]*href="([^"]*)"')
MAIN = re.compile(r"<main.*?</main>", re.DOTALL)
# Forms, what a list can be narrowed by, and what depends on the day of reading.
APART = re.compile(
    r"<form.*?</form>|<details class=\"fold.*?</details>\s*(?=</div>)"
    r"|<nav class=\"jumps\" aria-label=\"Entries by.*?</nav>"
    r"|<section class=\"search-help.*?</section>|<p class=\"remark\".*?</p>"
    r"|<a [^>]*>(?:These entries in full|Quotations from these works)</a>",
    re.DOTALL,
)


def text_of(page: str) -> str:
    """The words of the page apart from what only a program can answer."""
    main = APART.sub(" ", MAIN.search(page)[0])
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", main)).split())


@pytest.mark.once
class CrawlTests(ExportedTestCase):
    @classmethod
    def create_rows(cls):
        topic = create_topic(title="Minds", body="About [[turing-1950]]", tags=["some"])
        create_paper(slug="turing-1950", authors=["Turing, Alan"], body='* "A mind (p. 3)', topics=[topic])
        for n in range(33):
            day, tags = DAY - timedelta(days=n // 4 * 12), ["some", "other"] if n % 3 else []
            create_entry(body=f"Entry {n}, [[turing-1950]]", read_on=day, tags=tags, topics=[topic])

    def crawl(self) -> dict[str, str]:
        """Every page of the live site that links lead to, later pages of lists too, by the file for it."""
        waiting, found = deque(["/", "/search/"]), {}  # to which forms lead
        while waiting:
            href = waiting.popleft()
            parts = urlsplit(href)
            address = to_address(unquote(parts.path), parts.query)
            match = match_of(address.path)
            is_exported = match and not is_off(match) and "+" not in address.path
            is_page = address.path.endswith("/") and unquote(parts.query) == address.cursor
            if not is_exported or not is_page or to_file(address) in found:
                continue
            page = self.client.get(href).text
            found[to_file(address)] = page
            waiting.extend(urljoin(href, unescape(lead)).partition("#")[0] for lead in LEAD.findall(page))
        return found

    def test_every_page_is_there_with_the_same_text(self):
        live = self.crawl()
        here = {str(path.relative_to(self.root)) for path in self.root.rglob("index.html")}
        self.assertEqual({name for name in here if "/preview/" not in name} ^ live.keys(), set())
        for name, page in live.items():
            with self.subTest(name):
                self.assertEqual(text_of(self.read(name)), text_of(page.replace("http://testserver/", BASE)))

    def test_later_pages_of_a_list_are_linked(self):
        href = re.search(r'rel="next nofollow" href="([^"]*)"', self.read("index.html"))[1]
        self.assertTrue(href.startswith("./before="), href)
        later = self.read(f"{href[2:]}index.html")
        self.assertIn("Entry 32", later)
        self.assertIn(f'<link rel="canonical" href="{BASE}{href[2:]}">', later)

    def test_a_file_says_nothing_of_filters(self):
        self.assertIn("Narrow this list", self.client.get("/").text)
        pages = [path.read_text() for path in self.root.rglob("*.html")]
        self.assertEqual([page for page in pages if "Narrow this list" in page or "?tag=" in page], [])
