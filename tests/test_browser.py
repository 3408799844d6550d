import re
from datetime import date
from unittest import mock

from django.contrib.auth import get_user_model

from notes.models import Entry
from notes.tests.factories import create_entry
from web.failures import AskingFailed

from .browser import NARROW, WIDE, BrowserTestCase

# Other scripts, and a word, an address, a table and a formula wider than any window.
WORD, CELLS = "abcdefghij" * 20, " | ".join(["something"] * 20)
ODD = f"""\
"היום קראתי את המאמר של טיורינג (p. 433)

* קראתי שוב
* قرأت اليوم مقالا عن الآلات المفكرة
* 今天读了图灵关于计算机器与智能的文章，他不想给“机器”下定义。
* {WORD} https://example.org/{WORD} `{WORD}`

| {CELLS} |
|{"---|" * 20}
| {CELLS} |

$$ a {"+ a" * 99} $$
"""
CHARACTERS_A_LINE = """() => {
  const notes = [...document.querySelectorAll(".prose li")].flatMap(item => [...item.childNodes])
    .filter(node => node.nodeType === Node.TEXT_NODE);
  return Math.max(...notes.filter(text => text.length > 150).map(text => {
    const range = document.createRange();
    range.selectNodeContents(text);
    return text.length / new Set([...range.getClientRects()].map(box => box.top)).size;
  }));
}"""
SHIFTS = """() => new Promise(resolve => {
  let sum = 0;
  new PerformanceObserver(list => list.getEntries().forEach(shift => { sum += shift.value; }))
    .observe({type: "layout-shift", buffered: true});
  setTimeout(() => resolve(sum), 300);
})"""
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
    "/papers/queue/",
    "/papers/?status=reading",
    "/papers/shannon-1948/notes/",
    "/authors/",
    "/authors/turing-a-m/",
    "/quotations/",
    "/quotations/by-work/",
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
        self.assertRegex(page.url, r"/20\d\d/\d\d/\d\d/[\w-]+/#\w+$")
        page.click(".entry cite >> text=Computing Machinery and Intelligence")
        self.assertTrue(page.url.endswith("/papers/turing-1950/"))


class LayoutTests(BrowserTestCase):
    """How pages are set, by the width of the window."""

    def test_no_width_scrolls_sideways_whatever_the_text(self):
        create_entry(body=ODD, read_on=date(2026, 3, 1))
        for width in (320, 640, 768, 1152, 1600):
            page = self.open("/", width=width)
            for path in ("/", "/papers/turing-1950/", "/quotations/", "/search/?q=machine", "/nothing/"):
                page.goto(path)
                scrolled = page.evaluate("document.documentElement.scrollWidth")
                self.assertLessEqual(scrolled, width, path)

    def test_a_line_of_text_has_60_to_75_characters(self):
        page = self.open("/papers/turing-1950/")
        for width in (WIDE, 768):
            page.set_viewport_size({"width": width, "height": 900})
            self.assertIn(round(page.evaluate(CHARACTERS_A_LINE)), range(60, 76))

    def test_days_stand_in_the_margin_of_a_wide_window_and_stay_while_one_scrolls(self):
        page = self.open("/")
        day, text = page.locator(".day__date").first, page.locator(".entry__text").first
        self.assertLess(day.bounding_box()["x"] + 100, text.bounding_box()["x"])
        self.assertEqual(day.evaluate("element => getComputedStyle(element).position"), "sticky")
        page.set_viewport_size({"width": NARROW, "height": 900})
        self.assertEqual(day.bounding_box()["x"], text.bounding_box()["x"])

    def test_facets_are_open_beside_the_text_and_folded_on_a_phone(self):
        page = self.open("/search/?q=machine")
        choice = page.locator(".facet a").first
        self.assertTrue(choice.is_visible())
        page.set_viewport_size({"width": NARROW, "height": 900})
        self.assertFalse(choice.is_visible())
        page.click(".facets > summary")
        self.assertTrue(choice.is_visible())

    def test_a_chosen_filter_can_be_taken_off(self):
        page = self.open("/?tag=quotation&year=2024", scripts=False)
        page.click(".pill >> text=quotation")
        self.assertTrue(page.url.endswith("/?year=2024"))

    def test_marked_words_can_be_read_in_the_colours_of_the_system(self):
        page = self.open("/search/?q=machine")
        page.emulate_media(forced_colors="active", color_scheme="dark")
        style = page.locator("mark").first.evaluate(
            "mark => [getComputedStyle(mark).color, getComputedStyle(mark).backgroundColor]"
        )
        self.assertEqual(len(set(style)), 2)
        self.assertNotIn("rgba(0, 0, 0, 0)", style)

    def test_nothing_moves_while_a_page_loads(self):
        for path in ("/", "/papers/turing-1950/"):
            page = self.open(path)
            page.wait_for_load_state("networkidle")
            self.assertEqual(page.evaluate(SHIFTS), 0, path)

    def test_the_other_scheme_of_each_width_is_accessible_too(self):
        for width, scheme in ((WIDE, "dark"), (NARROW, "light")):
            page = self.open("/", width=width, scheme=scheme)
            for path in ("/", "/papers/turing-1950/", "/search/?q=machine", "/nothing/"):
                page.goto(path)
                self.assertEqual(self.violations(page), [])


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

    def test_one_click_makes_the_page_of_a_work_that_waits(self):
        create_entry(
            body="Worth it: [Some work of note](https://doi.org/10.1000/x)", read_on=date(2026, 3, 1)
        )
        page = self.sign_in()
        self.go(page, "/papers/queue/")
        work = page.locator(".queue__work", has_text="10.1000/x")
        self.assertIn("Worth it: Some work of note", work.text_content())
        self.assertEqual(self.violations(page), [])
        with mock.patch("papers.views.queue.look_up_identity", side_effect=AskingFailed("No answer.")):
            work.locator("button").click()
            self.assertIn("No answer.", page.text_content(".messagelist"))
        self.go(page, "/papers/some-work-of-note/")
        self.assertEqual(page.text_content("h1"), "Some work of note")
        self.assertIn("Worth it", page.text_content(".trail"))
        page.goto("/papers/queue/")
        self.assertEqual(page.locator(".queue__work", has_text="10.1000/x").count(), 0)
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


class WithoutTests(BrowserTestCase):
    """A reader without a mouse, and one without scripts."""

    def test_the_keyboard_reaches_whatever_can_be_used(self):
        for path in ("/papers/turing-1950/", "/search/?q=memory", "/2026/"):
            page = self.open(path)
            usable = page.locator("a[href], button, input, summary").filter(visible=True)
            page.evaluate("window.reached = new Set()")
            for _ in range(usable.count() + 5):
                page.keyboard.press("Tab")
                page.evaluate("window.reached.add(document.activeElement)")
            missed = usable.evaluate_all(
                "all => all.filter(a => !window.reached.has(a) && !a.closest('svg')).map(a => a.outerHTML)"
            )
            self.assertEqual(missed, [], path)

    def test_a_search_is_narrowed_and_opened_without_scripts(self):
        page = self.open("/", scripts=False)
        page.fill("#search", "memory")
        page.click(".search button")
        self.assertIn("/search/?q=memory", page.url)
        before = page.locator(".result").count()
        page.click(".facet a >> nth=0")
        self.assertLess(page.locator(".result").count(), before)
        page.click(".pill >> nth=0")
        self.assertEqual(page.locator(".result").count(), before)
        page.click(".result a[href*='#'] >> nth=0")
        self.assertTrue(page.locator(":target mark, :target").count())


class GermanTests(BrowserTestCase):
    def test_longer_words_fit_a_phone_and_are_accessible(self):
        found = []
        page = self.open("/", width=NARROW, locale="de-DE")
        for path in ("/", "/papers/turing-1950/", "/search/?q=memory"):
            page.goto(path)
            self.assertEqual(page.get_attribute("html", "lang"), "de")
            found += self.violations(page)
            if page.evaluate("document.documentElement.scrollWidth") > NARROW:
                found.append(f"{path} scrolls sideways")
        self.assertEqual(found + self.complaints, [])
