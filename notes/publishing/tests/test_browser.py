"""The exported site in a real Chromium, below a path on a server of plain files."""

from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from notes.publishing.run import Options, export_site
from notes.tests.factories import create_entry
from papers.tests.factories import create_paper
from passages.search import tokens
from tests.browser import BrowserTestCase

from .serving import served

WORDS = [
    "Zürich",
    "Straße",
    "naïve",
    "Łódź",
    "GPT-4",
    "C++",
    "F#",
    "日本語",
    "Ελλάς",
    "O'Brien",
    "½",
    "smørrebrød",
]
TOKENS = """async (words) => {
  const sources = performance.getEntriesByType("resource").map(({ name }) => name);
  const { tokens } = await import(sources.find((name) => name.includes("published/search")));
  return words.map((word) => tokens(word));
}"""


class StaticSiteTests(BrowserTestCase):
    has_sample = False

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        day = date(2023, 3, 11)
        create_paper(title="Computing Machinery", slug="turing-1950", body="On *thinking*.", tags=["minds"])
        cls.entry = create_entry(body="Café talk on [[turing-1950]]\n\n* with Straße in it", read_on=day)
        create_entry(body="An older one about tea", read_on=date(2021, 2, 3))
        root = Path(cls.enterClassContext(TemporaryDirectory()))
        cls.site = cls.enterClassContext(served(root))
        export_site(root / "notes", Options(f"{cls.site}/notes/", processes=1))

    def open_static(self, path: str, **options):
        return self.open(f"{self.site}/notes/{path}", **options)

    def test_pages_are_styled_and_their_scripts_run_without_a_complaint(self):
        page = self.open_static("")
        self.assertIn("Commonplace Text", page.evaluate("getComputedStyle(document.body).fontFamily"))
        for path in ("papers/turing-1950/", self.entry.path[1:], "tags/", "search/"):
            self.go(page, f"{self.site}/notes/{path}")
        self.assertEqual(self.complaints, [])

    def test_links_lead_on_below_the_path(self):
        page = self.open_static("")
        page.get_by_role("link", name="Papers", exact=True).click()
        page.get_by_role("link", name="Computing Machinery").click()
        self.assertEqual(page.url, f"{self.site}/notes/papers/turing-1950/")

    def test_the_box_finds_words_whatever_their_accents(self):
        page = self.open_static("papers/turing-1950/")
        page.get_by_role("combobox").fill("strasse caf")
        page.get_by_role("option").click()
        page.wait_for_url(f"{self.site}/notes{self.entry.get_absolute_url()}")
        self.assertEqual(self.complaints, [])

    def test_the_page_of_the_search_says_what_it_found(self):
        page = self.open_static("papers/")
        page.get_by_role("combobox").fill("CAFE thinking")
        page.get_by_role("combobox").press("Enter")
        page.get_by_text("Nothing here answers that.").wait_for()
        page.get_by_role("combobox").fill("tea -talk")
        page.get_by_role("combobox").press("Enter")
        self.assertEqual(page.inner_text("#search-results time"), "3 February 2021")
        page.locator("#search-results a").click()
        page.wait_for_url("**/2021/02/03/**")
        self.assertEqual(self.complaints, [])

    def test_words_are_the_same_in_the_browser_and_in_the_index(self):
        page = self.open_static("search/?q=tea")
        page.locator("#search-results a").wait_for()
        self.assertEqual(page.evaluate(TOKENS, WORDS), [tokens(word) for word in WORDS])

    def test_a_link_is_previewed(self):
        page = self.open_static(self.entry.path[1:])
        page.locator("main").get_by_role("link", name="Computing Machinery").first.hover()
        page.locator("#preview:visible").get_by_text("On thinking.").wait_for()
        self.assertEqual(self.complaints, [])

    def test_without_scripts_the_search_leads_to_lists(self):
        page = self.open_static("search/", scripts=False)
        page.get_by_text("Without JavaScript this page cannot search.").wait_for()
        page.locator("main").get_by_role("link", name="timeline").wait_for()

    def test_what_is_not_found_is_told_with_style_at_any_depth(self):
        page = self.open_static("404.html")
        sheet = page.locator("link[rel=stylesheet]").get_attribute("href")
        self.assertTrue(sheet.startswith("/notes/static/css/"), sheet)
