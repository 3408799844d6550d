"""What the scripts add: how they are loaded, keys, addresses of blocks, copying, links to other sites."""

import gzip

from django.conf import settings
from django.test import SimpleTestCase
from django.utils import timezone
from playwright.sync_api import Page

from .scripts import ScriptTestCase

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
MOST_BYTES = 12 * 1024


class WeightTests(SimpleTestCase):
    def test_all_scripts_together_are_small(self):
        scripts = (settings.BASE_DIR / "static" / "js").glob("*.js")
        self.assertLess(sum(len(gzip.compress(script.read_bytes())) for script in scripts), MOST_BYTES)


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


def let_read_the_clipboard(test, page, path):
    """For the test only: pages of the site forbid it."""

    def answer(route):
        response = route.fetch()
        headers = {name: said for name, said in response.headers.items() if name != "permissions-policy"}
        route.fulfill(response=response, headers=headers)

    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.route("**/", answer)
    test.go(page, path)


class PermalinkTests(ScriptTestCase):
    def test_a_block_has_its_address_and_a_click_copies_it(self):
        page = self.open("/papers/turing-1950/")
        let_read_the_clipboard(self, page, "/papers/turing-1950/")
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
        let_read_the_clipboard(self, page, "/papers/turing-1950/")
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
        let_read_the_clipboard(self, page, "/papers/turing-1950/")
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
