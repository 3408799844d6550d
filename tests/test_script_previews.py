"""Previews of what links lead to, and notes in the margin."""

from itertools import pairwise

from playwright.sync_api import Page

from papers.models import Paper
from topics.tests.factories import create_topic

from .scripts import ScriptTestCase

PREVIEW = "#preview:visible"


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
