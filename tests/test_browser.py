import re

from django.contrib.auth import get_user_model

from notes.models import Entry

from .browser import NARROW, WIDE, BrowserTestCase

PAGES = [
    "/",
    "/2024/",
    "/2024/03/",
    "/tags/",
    "/tags/quotation/",
    "/topics/",
    "/topics/reading-log/",
    "/papers/",
    "/papers/turing-1950/",
    "/papers/shannon-1948/",
    "/authors/",
    "/authors/turing-a-m/",
    "/quotations/",
    "/links/",
    "/links/gutenberg.org/",
    "/search/?q=memex",
    "/?tag=quotation&year=2024",
]


class EveryPageTests(BrowserTestCase):
    def test_no_page_has_an_error_a_violation_or_a_horizontal_scroll(self):
        found = []
        for width, scheme in ((WIDE, "light"), (NARROW, "dark")):
            page = self.open("/", width=width, scheme=scheme)
            for path in [*PAGES, Entry.objects.first().get_absolute_url()]:
                page.goto(path)
                found += self.violations(page)
                if page.evaluate("document.documentElement.scrollWidth") > width:
                    found.append(f"{path} scrolls sideways at {width} px")
        self.assertEqual(found + self.complaints, [])

    def test_error_pages_are_pages_of_the_site(self):
        for path, heading in (("/nothing/", "Nothing at this address"), ("/?year=x", "not understood")):
            page = self.open(path)
            self.assertIn(heading, page.text_content("h1"))
            self.assertEqual(self.violations(page), [])


class ReadingTests(BrowserTestCase):
    def test_a_reader_walks_to_older_entries_and_to_a_paper_without_scripts(self):
        page = self.open("/", scripts=False)
        first = page.text_content(".entry")
        page.click("a[rel~=next]")
        self.assertNotEqual(page.text_content(".entry"), first)
        self.assertRegex(page.url, r"\?before=")
        page.goto("/papers/turing-1950/")
        page.click(".trail a")
        self.assertRegex(page.url, r"/20\d\d/\d\d/\d\d/[\w-]+/$")
        page.click(".entry cite >> text=Computing Machinery and Intelligence")
        self.assertTrue(page.url.endswith("/papers/turing-1950/"))


class WritingTests(BrowserTestCase):
    def sign_in(self):
        get_user_model().objects.create_superuser("owner", password="a long secret")
        page = self.open("/admin/login/?next=/admin/notes/entry/add/")
        page.fill("#id_username", "owner")
        page.fill("#id_password", "a long secret")
        page.click("input[type=submit]")
        return page

    def test_the_owner_writes_an_entry_and_sees_it_on_the_timeline(self):
        page = self.sign_in()
        page.fill("#id_body", 'Read [[turing-1950]] again\n\n* "a quotation (p. 442)')
        page.click(".field-topics .select2-selection")
        page.fill(".select2-search__field", "Early")
        page.click(".select2-results__option:has-text('Early computing')")
        page.fill("#id_tags", "turing-test, again")
        page.click("input[name=_save] >> nth=0")
        page.goto("/")
        entry = page.locator(".entry", has_text="again").first
        self.assertIn("Computing Machinery and Intelligence again", entry.text_content())
        self.assertIn("Early computing", entry.text_content())
        self.assertIn("again", entry.locator(".tag").all_text_contents())
        page.goto("/quotations/")
        self.assertIn("a quotation", page.text_content(".quote"))
        self.assertEqual(self.complaints, [])

    def test_the_admin_pages_keep_to_the_policy(self):
        page = self.sign_in()
        for path in (
            "",
            "notes/entry/",
            "notes/entry/?read_on__year=2024",
            "papers/paper/",
            "papers/paper/add/",
        ):
            page.goto(f"/admin/{path}")
        page.goto("/admin/papers/paper/")
        page.click("#result_list tbody a >> nth=0")
        self.assertRegex(page.url, re.compile(r"/change/"))
        self.assertEqual(self.complaints, [])
