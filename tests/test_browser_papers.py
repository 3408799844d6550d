from django.contrib.auth import get_user_model

from notes.tests.factories import create_entry
from papers.tests.factories import create_paper

from .browser import NARROW, WIDE, BrowserTestCase

WORDS = "* words\n" * 9
BODY = "".join(f'## Part {number} (p. {number}0)\n\n* "quoted\n\n{WORDS}\n' for number in range(1, 13))


class PaperPageTests(BrowserTestCase):
    has_sample = False

    def setUp(self):
        super().setUp()
        create_paper(title="Work", body=BODY, issued_year=2021, identifiers=[("doi", "10.1000/1")])
        create_entry(body="Read [[work]]\n* [[work]] on aura (p. 56)\n")

    def test_the_table_of_contents_leads_to_a_heading_and_stays_in_view(self):
        page = self.open("/papers/work/")
        page.click(".contents a >> text=Part 9")
        self.assertEqual(page.text_content(":target"), "Part 9 (p. 90)")
        self.assertTrue(page.is_visible(".contents a >> text=Part 1 "))
        box = page.locator(".contents").bounding_box()
        self.assertGreaterEqual(box["y"], 0)
        self.assertEqual(self.violations(page) + self.complaints, [])

    def test_on_a_phone_it_is_a_line_to_unfold(self):
        page = self.open("/papers/work/", width=NARROW, scripts=False)
        self.assertFalse(page.is_visible(".contents nav"))
        page.click(".contents summary")
        page.click(".contents a >> text=Part 9")
        self.assertEqual(page.text_content(":target"), "Part 9 (p. 90)")

    def test_one_click_shows_the_notes_in_page_order(self):
        page = self.open("/papers/work/", scripts=False)
        page.click("text=In page order")
        places = [text.strip() for text in page.locator(".note__place").all_text_contents()]
        self.assertEqual(places.index("p. 56"), places.index("p. 60") - 1)
        page.click("text=As written")
        self.assertTrue(page.url.endswith("/papers/work/"))

    def test_a_place_is_gone_to(self):
        page = self.open("/papers/work/", scripts=False)
        page.fill("#at", "58")
        page.press("#at", "Enter")
        self.assertIn("on aura", page.text_content(".note:target"))
        self.assertTrue(page.locator(".note:target").is_visible())
        self.assertGreater(page.evaluate("scrollY"), 0)

    def test_the_notes_have_no_violation_and_no_sideways_scroll(self):
        for width, scheme in ((WIDE, "light"), (NARROW, "dark")):
            page = self.open("/papers/work/notes/", width=width, scheme=scheme)
            self.assertEqual(self.violations(page) + self.complaints, [])
            self.assertLessEqual(page.evaluate("document.documentElement.scrollWidth"), width)

    def test_every_block_has_a_quiet_address(self):
        page = self.open("/papers/work/")
        page.wait_for_function("document.getElementById('said')")
        page.hover(".prose li.quotation >> nth=0")
        page.wait_for_selector(".prose .permalink")
        self.assertEqual(page.text_content(".prose .permalink"), "")

    def test_a_printed_handout_has_notes_and_no_navigation(self):
        page = self.open("/papers/work/notes/")
        page.emulate_media(media="print")
        self.assertTrue(page.is_visible(".note__place >> nth=0"))
        for selector in (".masthead__nav", ".orders", ".search"):
            self.assertFalse(page.is_visible(f"{selector} >> nth=0"), selector)


class LinkingTests(BrowserTestCase):
    has_sample = False

    def test_one_click_links_what_names_the_work(self):
        create_paper(title="Work", authors=["Bender, Emily"], issued_year=2021)
        entry = create_entry(body="As Bender 2021 says")
        owner = get_user_model().objects.create_superuser("owner", password="secret")
        page = self.open("/admin/login/?next=/papers/work/")
        page.fill("#id_username", owner.username)
        page.fill("#id_password", "secret")
        page.click("[type=submit]")
        page.click("text=Mentioned, not linked")
        self.assertEqual(page.text_content("mark"), "Bender 2021")
        page.click("text=Link “Bender 2021”")
        page.wait_for_selector("text=No text names this work")
        entry.refresh_from_db()
        self.assertEqual(entry.body, "As [[work|Bender 2021]] says")
