"""What the scripts add: previews, notes in the margin, keys, addresses of blocks, the search while typing."""

import gzip
from itertools import pairwise

from django.conf import settings
from django.test import SimpleTestCase
from django.utils import timezone
from playwright.sync_api import Page, Route

from notes.tests.factories import create_entry
from papers.models import Paper
from papers.tests.factories import create_paper
from topics.tests.factories import create_topic

from .browser import BrowserTestCase

SEARCH_FORM = '<form action="/search/"><input type="search" name="q" id="search" aria-label="Search"></form>'
HITS = """<ul>
  <li><a href="/papers/">Papers about it</a></li>
  <li><a href="/authors/">Authors of it</a></li>
</ul>"""
TEXT = """# The game

* He will not define it
* Three players
  * A nested one

Cited [somewhere](https://www.example.org/).
"""
ARE_AFTER_PAINT = """() => {
  const [{ startTime: painted }] = performance.getEntriesByName("first-paint");
  const scripts = performance.getEntriesByType("resource").filter(({ name }) => name.endsWith(".js"));
  return scripts.length > 1 && scripts.every(({ startTime }) => startTime >= painted);
}"""
OTHER_SCRIPT = """() => {
  const script = document.createElement("script");
  script.textContent = "window.wasRun = true";
  document.head.append(script);
}"""
WORDS = ["once", "twice", "again", "at last"]
PREVIEW = "#preview:visible"
MOST_BYTES = 12 * 1024


class WeightTests(SimpleTestCase):
    def test_all_scripts_together_are_small(self):
        scripts = (settings.BASE_DIR / "static" / "js").glob("*.js")
        self.assertLess(sum(len(gzip.compress(script.read_bytes())) for script in scripts), MOST_BYTES)


class ScriptTestCase(BrowserTestCase):
    """On a few notes of its own, which are sooner there than the sample."""

    has_sample = False

    def setUp(self):
        super().setUp()
        create_paper(
            title="Computing Machinery and Intelligence",
            slug="turing-1950",
            authors=["Turing, A. M."],
            issued_year=1950,
            tags=["machines"],
            body=TEXT,
        )
        for title in ("Machines", "Minds"):
            create_topic(title=title, body="See [[turing-1950]].")
        self.entries = [create_entry(body=f"Read [[turing-1950]], {word}.\n\n* Slowly") for word in WORDS]


class LoaderTests(ScriptTestCase):
    def test_no_script_is_asked_for_before_the_page_is_painted(self):
        page = self.open("/")
        self.assertTrue(page.evaluate(ARE_AFTER_PAINT))
        self.assertEqual(self.complaints, [])

    def test_a_page_that_is_never_painted_has_its_scripts_too(self):
        page = self.open("/topics/")
        page.add_init_script("PerformanceObserver.prototype.observe = () => {};")
        self.go(page, "/")
        self.assertEqual(self.complaints, [])

    def test_error_pages_have_their_scripts(self):
        for path in ("/nothing/here/", "/?year=never"):
            page = self.open(path)
            self.assertEqual(page.get_attribute("html", "data-scripts"), "ready")

    def test_no_other_script_in_a_page_is_run(self):
        page = self.open("/")
        page.evaluate(OTHER_SCRIPT)
        self.assertIsNone(page.evaluate("window.wasRun ?? null"))
        [complaint] = self.complaints
        self.assertIn("Content Security Policy", complaint)


class PreviewTests(ScriptTestCase):
    def test_hover_shows_it_and_nothing_moves(self):
        page = self.open("/papers/")
        link = page.locator("main a[href='/papers/turing-1950/']").first
        link.scroll_into_view_if_needed()
        before = page.evaluate("document.documentElement.scrollHeight"), link.bounding_box()
        link.hover()
        page.wait_for_selector(PREVIEW)
        self.assertIn("A. M. Turing 1950", page.text_content("#preview"))
        self.assertEqual(link.get_attribute("aria-describedby"), "preview")
        self.assertEqual(
            (page.evaluate("document.documentElement.scrollHeight"), link.bounding_box()), before
        )
        self.assert_in_view(page)
        self.assertEqual(self.violations(page), [])
        page.hover("#preview")
        page.wait_for_timeout(400)
        self.assertTrue(page.is_visible("#preview"))
        page.keyboard.press("Escape")
        self.assertFalse(page.is_visible("#preview"))
        self.assertIsNone(link.get_attribute("aria-describedby"))
        page.mouse.move(1, 1)
        link.hover()
        page.wait_for_selector(PREVIEW)
        page.mouse.move(1, 1)
        page.wait_for_selector("#preview", state="hidden")
        self.assertEqual(self.complaints, [])

    def test_keyboard_focus_shows_it_at_once(self):
        page = self.open("/topics/")
        page.focus(".skip")
        while not page.evaluate("document.activeElement.matches('main a')"):
            page.keyboard.press("Tab")
        page.wait_for_selector(PREVIEW)
        self.assert_in_view(page)
        page.keyboard.press("Escape")
        self.assertFalse(page.is_visible("#preview"))
        page.keyboard.press("Tab")
        page.wait_for_selector(PREVIEW)
        page.focus(".masthead__title")
        self.assertFalse(page.is_visible("#preview"))
        self.assertEqual(self.complaints, [])

    def test_links_without_one_and_touch_show_nothing(self):
        page = self.open("/papers/turing-1950/")
        asked = []
        page.on("request", lambda request: asked.append(request.url))
        for link in ("h1", "main a[href^='/authors/']", "main a[href^='/tags/']", "main a[href^='https:']"):
            page.hover(f"{link} >> nth=0")
            page.wait_for_timeout(350)
        self.go(page, "/")
        page.hover(".entry__permalink >> nth=0")
        page.wait_for_timeout(350)
        self.assertEqual([url for url in asked if url.endswith("/preview/")], [])
        context = self.browser.new_context(base_url=self.live_server_url, has_touch=True, is_mobile=True)
        self.addCleanup(context.close)
        touched = context.new_page()
        touched.on("request", lambda request: asked.append(request.url))
        touched.goto("/papers/")
        touched.evaluate("document.addEventListener('click', event => event.preventDefault())")
        touched.tap("main a[href='/papers/turing-1950/']")
        touched.wait_for_timeout(400)
        self.assertEqual([url for url in asked if url.endswith("/preview/")], [])

    def test_what_is_private_has_none(self):
        page = self.open("/papers/")
        Paper.objects.filter(slug="turing-1950").update(visibility="private")
        with page.expect_response("**/preview/") as response:
            page.hover("main a[href='/papers/turing-1950/'] >> nth=0")
        self.assertEqual(response.value.status, 404)
        page.wait_for_timeout(100)
        self.assertFalse(page.is_visible("#preview"))

    def assert_in_view(self, page: Page) -> None:
        box, view = page.locator("#preview").bounding_box(), page.viewport_size
        self.assertGreaterEqual(min(box["x"], box["y"]), 0)
        self.assertLessEqual(box["x"] + box["width"], view["width"])
        self.assertLessEqual(box["y"] + box["height"], view["height"])


class MarginNoteTests(ScriptTestCase):
    BODY = (
        "One[^1] two[^2]"
        + " word" * 200
        + "[^3]\n\n"
        + "\n\n".join(f"[^{i}]: Note {'of words ' * 30}" for i in (1, 2, 3))
    )

    def places(self, page: Page) -> list[dict]:
        return [note.bounding_box() for note in page.locator(".footnotes li").all()]

    def test_they_stand_beside_the_text_where_there_is_a_margin(self):
        create_topic(title="Noted", body=self.BODY)
        page = self.open("/topics/noted/", width=1400)
        page.wait_for_selector(".prose--noted")
        text = page.locator(".prose p >> nth=0").bounding_box()
        places = self.places(page)
        self.assertTrue(all(place["x"] > text["x"] + text["width"] for place in places))
        self.assertTrue(all(place["x"] + place["width"] <= 1400 for place in places))
        self.assertAlmostEqual(places[0]["y"], text["y"], delta=12)
        for above, below in pairwise(places):
            self.assertGreaterEqual(below["y"], above["y"] + above["height"])
        self.assertLessEqual(page.evaluate("document.documentElement.scrollWidth"), 1400)
        self.assertEqual(page.locator(".footnotes li").count(), 3)
        self.assertEqual(self.violations(page), [])
        page.click(".footnote-ref a >> nth=1")
        self.assertRegex(page.url, r"#fn-\w+-2$")
        page.click(".footnote-backref >> nth=1")
        self.assertRegex(page.url, r"#fnref-\w+-2$")
        page.set_viewport_size({"width": 800, "height": 900})
        page.wait_for_selector(".prose--noted", state="detached")
        below = page.locator(".prose p >> nth=0").bounding_box()
        self.assertGreaterEqual(self.places(page)[0]["y"], below["y"] + below["height"])
        self.assertEqual(self.complaints, [])

    def test_without_scripts_they_stand_under_the_text(self):
        create_topic(title="Noted", body=self.BODY)
        page = self.open("/topics/noted/", width=1400, scripts=False)
        text = page.locator(".prose p >> nth=0").bounding_box()
        self.assertGreaterEqual(self.places(page)[0]["y"], text["y"] + text["height"])
        self.assertFalse(page.is_visible("#keys"))


class KeyTests(ScriptTestCase):
    def focused(self, page: Page) -> str:
        return page.evaluate("document.activeElement.innerText")

    def test_j_and_k_step_through_entries_and_passages(self):
        page = self.open("/")
        entries = page.locator(".entry")
        for key, number in [("j", 0), ("j", 1), ("j", 2), ("k", 1)]:
            page.keyboard.press(key)
            self.assertEqual(self.focused(page), entries.nth(number).inner_text())
        self.assertEqual(page.evaluate("getComputedStyle(document.activeElement).outlineStyle"), "solid")
        self.assertEqual(page.locator("[tabindex='-1']:not(svg a)").count(), 1)
        self.go(page, "/papers/turing-1950/")
        blocks = page.locator(".prose [id]:not(a, sup)")
        for key, number in [("j", 0), ("j", 1), ("k", 0)]:
            page.keyboard.press(key)
            self.assertEqual(self.focused(page).strip(), blocks.nth(number).inner_text().strip())
        self.go(page, self.entries[0].get_absolute_url())
        page.keyboard.press("j")
        self.assertTrue(page.evaluate("document.activeElement.matches('.prose [id]')"))
        self.assertEqual(self.complaints, [])

    def test_the_list_of_keys_opens_closes_and_turns_them_off(self):
        page = self.open("/")
        page.keyboard.press("?")
        self.assertTrue(page.is_visible("#keys"))
        self.assertEqual(self.violations(page), [])
        page.keyboard.press("j")
        page.keyboard.press("Escape")
        self.assertFalse(page.is_visible("#keys"))
        page.keyboard.press("Control+j")
        self.assertFalse(page.evaluate("document.activeElement.matches('.entry')"))
        page.click(".keys-opener")
        page.uncheck("#keys-on")
        page.click(".keys__close")
        for _ in range(2):
            page.keyboard.press("?")
            page.keyboard.press("j")
            self.assertFalse(page.is_visible("#keys"))
            self.assertFalse(page.evaluate("document.activeElement.matches('.entry')"))
            self.go(page, "/topics/")
        page.click(".keys-opener")
        page.check("#keys-on")
        page.keyboard.press("Escape")
        page.keyboard.press("?")
        self.assertTrue(page.is_visible("#keys"))
        self.assertEqual(self.complaints, [])


class PermalinkTests(ScriptTestCase):
    def test_a_block_has_its_address_and_a_click_copies_it(self):
        page = self.open("/papers/turing-1950/")
        page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        block = page.locator(".prose li[id]").first
        block.hover(position={"x": 20, "y": 5})
        address = f"{self.live_server_url}/papers/turing-1950/#{block.get_attribute('id')}"
        self.assertEqual(page.locator(".permalink").evaluate("link => link.href"), address)
        self.assertEqual(self.violations(page), [])
        page.click(".permalink")
        page.wait_for_selector("#said:has-text('Copied')")
        self.assertEqual(page.evaluate("navigator.clipboard.readText()"), address)
        self.assertTrue(page.url.endswith("/papers/turing-1950/"))
        self.assertEqual(page.locator(".permalink").count(), 1)
        page.hover("h1")
        page.mouse.click(2, 2)
        page.hover("h1")
        self.go(page, "/")
        entry = page.locator(".entry").first
        page.keyboard.press("j")
        entry.locator(".prose [id]").first.hover(position={"x": 20, "y": 5})
        own = entry.locator(".entry__permalink").get_attribute("href")
        self.assertRegex(page.locator(".permalink").get_attribute("href"), f"^{own}#b")
        self.assertEqual(self.complaints, [])

    def test_the_keyboard_reaches_it_from_its_block(self):
        page = self.open("/papers/turing-1950/")
        page.evaluate("Object.defineProperty(navigator, 'clipboard', { value: undefined })")
        stops = page.locator("main a, main [tabindex='0']").count()
        page.keyboard.press("j")
        page.keyboard.press("j")
        page.keyboard.press("Tab")
        self.assertTrue(page.evaluate("document.activeElement.matches('.permalink')"))
        self.assertEqual(page.locator("main a, main [tabindex='0']").count(), stops + 1)
        page.keyboard.press("Enter")
        page.wait_for_selector("#said:has-text('Copied')")
        self.assertTrue(page.evaluate("document.activeElement.matches('.permalink')"))
        self.assertEqual(self.complaints, [])

    def test_the_button_under_it_copies_a_citation_of_the_block(self):
        page = self.open("/papers/turing-1950/")
        page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        block = page.locator(".prose li[id]", has_text="Three players").first
        block.hover(position={"x": 20, "y": 5})
        page.click(".permalink-cite")
        page.wait_for_selector("#said:has-text('Copied')")
        cited = page.evaluate("navigator.clipboard.readText()")
        today = timezone.localdate().isoformat()
        self.assertEqual(
            cited,
            "“Three players”, Computing Machinery and Intelligence, Commonplace, "
            f"{today}, {self.live_server_url}/papers/turing-1950/#{block.get_attribute('id')}",
        )
        self.go(page, "/")
        entry = page.locator(".entry").first
        entry.locator(".prose [id]").first.hover(position={"x": 20, "y": 5})
        page.click(".permalink-cite")
        page.wait_for_selector("#said:has-text('Copied')")
        self.assertRegex(
            page.evaluate("navigator.clipboard.readText()"), r"^“Read .*, \d{4}-\d\d-\d\d, http.*#b"
        )
        self.assertEqual(self.complaints, [])


class CopyTests(ScriptTestCase):
    def test_a_reference_is_copied_as_text_and_as_html(self):
        page = self.open("/papers/turing-1950/")
        page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        box = page.locator(".cite")
        self.assertEqual(self.violations(page), [])
        page.click(".cite summary:has-text('MLA')")
        self.assertEqual(box.locator(".cite__reference:visible").count(), 1)
        page.click(".cite .copy:visible")
        page.wait_for_selector("#said:has-text('Copied')")
        shown = box.locator(".cite__reference:visible").inner_text()
        self.assertIn("Turing, A. M. ", shown)
        self.assertEqual(page.evaluate("navigator.clipboard.readText()"), shown)
        html = page.evaluate(
            "navigator.clipboard.read().then(([item]) => item.getType('text/html')).then(blob => blob.text())"
        )
        self.assertIn("Turing, A. M. <i>Computing Machinery and Intelligence</i>", html)
        self.assertEqual(self.complaints, [])

    def test_without_permission_it_copies_as_before(self):
        page = self.open("/papers/turing-1950/")
        page.evaluate("Object.defineProperty(navigator, 'clipboard', { value: undefined })")
        page.focus(".cite .copy:visible")
        page.keyboard.press("Enter")
        page.wait_for_selector("#said:has-text('Copied')")
        self.assertTrue(page.evaluate("document.activeElement.matches('.copy')"))

    def test_without_scripts_the_box_opens_and_has_no_buttons(self):
        page = self.open("/papers/turing-1950/", scripts=False)
        page.click(".cite summary:has-text('Vancouver')")
        shown = page.locator(".cite__reference:visible")
        self.assertEqual(shown.all_inner_texts(), ["Turing AM. Computing Machinery and Intelligence. 1950."])
        page.click(".cite summary:has-text('These notes')")
        self.assertIn("/papers/turing-1950/", shown.inner_text())
        self.assertEqual(page.locator(".copy").count(), 0)


class ExternalLinkTests(ScriptTestCase):
    def test_they_say_where_they_lead(self):
        page = self.open("/papers/turing-1950/", scripts=False)
        said = page.evaluate("getComputedStyle(document.querySelector('.prose a[rel]'), '::after').content")
        self.assertEqual(said, '"example.org"')


class TypedSearchTests(ScriptTestCase):
    def open_typing(self, answer) -> Page:
        """The topics, with a box for the search and `answer(route)` behind it."""
        page = self.open("about:blank")
        page.route("**/topics/", self.with_box)
        page.route("**/search/typed/**", answer)
        self.go(page, "/topics/")
        return page

    def with_box(self, route: Route) -> None:
        response = route.fetch()
        text = response.text()
        has_box = 'id="search"' in text
        route.fulfill(
            response=response,
            body=text if has_box else text.replace("</header>", SEARCH_FORM + "</header>", 1),
        )

    def test_it_is_a_combobox(self):
        asked: list[str] = []

        def answer(route: Route) -> None:
            asked.append(route.request.url)
            route.fulfill(body=HITS, content_type="text/html")

        page = self.open_typing(answer)
        page.keyboard.press("/")
        self.assertTrue(page.evaluate("document.activeElement.id === 'search'"))
        page.keyboard.type("mach/j", delay=10)
        page.wait_for_selector("#typed:visible")
        self.assertEqual(asked, [f"{self.live_server_url}/search/typed/?q=mach%2Fj"])
        self.assertEqual(page.get_attribute("#search", "aria-expanded"), "true")
        self.assertEqual(self.violations(page), [])
        page.keyboard.press("ArrowDown")
        page.keyboard.press("ArrowDown")
        chosen = page.get_attribute("#search", "aria-activedescendant")
        self.assertEqual(page.text_content(f"#{chosen}[aria-selected=true]"), "Authors of it")
        page.keyboard.press("Escape")
        self.assertFalse(page.is_visible("#typed"))
        self.assertEqual(page.input_value("#search"), "mach/j")
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
        page.wait_for_url("**/papers/")
        self.assertEqual(self.complaints, [])

    def test_without_a_choice_the_form_is_sent(self):
        page = self.open_typing(lambda route: route.fulfill(body=HITS, content_type="text/html"))
        page.fill("#search", "memex")
        page.wait_for_selector("#typed:visible")
        page.keyboard.press("Enter")
        page.wait_for_url("**/search/?q=memex")
        self.go(page, "/topics/")
        page.fill("#search", "memex")
        page.click("#typed a >> nth=1")
        page.wait_for_url("**/authors/")

    def test_errors_and_stale_answers_show_nothing(self):
        held: list[Route] = []

        def answer(route: Route) -> None:
            if route.request.url.endswith("=slow"):
                held.append(route)
            elif route.request.url.endswith("=broken"):
                route.fulfill(status=500, body=HITS, content_type="text/html")
            else:
                route.abort()

        page = self.open_typing(answer)
        for words in ("slow", "broken", "gone"):
            page.fill("#search", words)
            page.wait_for_timeout(250)
        held[0].fulfill(body=HITS, content_type="text/html")
        page.wait_for_timeout(150)
        self.assertFalse(page.is_visible("#typed"))
        self.assertEqual(page.get_attribute("#search", "aria-expanded"), "false")
