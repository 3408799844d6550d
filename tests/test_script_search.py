"""The search while typing."""

from playwright.sync_api import Page, Route

from .scripts import ScriptTestCase

SEARCH_FORM = '<form action="/search/"><input type="search" name="q" id="search" aria-label="Search"></form>'
HITS = """<ul>
  <li><a href="/papers/">Papers about it</a></li>
  <li><a href="/authors/">Authors of it</a></li>
</ul>"""


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
