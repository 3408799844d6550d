"""A page that a phone shares, and the bookmark in the bar, as far as a browser can be driven."""

from urllib.parse import unquote, urlencode

from django.test import Client

from notes.models import Entry
from notes.tests.factories import create_entry
from passages.tests.factories import create_owner
from tests.browser import NARROW, BrowserTestCase

TEXT = "textarea[data-writing]"
READY = "html[data-desk=ready]"
ELSEWHERE = "<title>A page & more</title><p id='said'>Words to quote, “some” of them</p>"


class CaptureTests(BrowserTestCase):
    has_sample = False

    def enter(self, path, **window):
        page = self.open("about:blank", **window)
        client = Client()
        client.force_login(create_owner())
        cookie = client.cookies["sessionid"].value
        page.context.add_cookies([{"name": "sessionid", "value": cookie, "url": self.live_server_url}])
        # What a page sends when it is closed would come after the test.
        self.addCleanup(page.context.set_offline, True)
        page.goto(path)
        return page

    def test_a_page_that_a_phone_shares_is_saved(self):
        create_entry(body="[Known](https://example.org/known)")
        page = self.enter("/write/", width=NARROW)
        manifest = page.evaluate(
            "fetch(document.querySelector('link[rel=manifest]').href).then((answer) => answer.json())"
        )
        target = manifest["share_target"]
        # Android has the address in the text.
        shared = {"title": "Known", "text": "Look at https://example.org/known"}
        names = {target["params"][name]: value for name, value in shared.items()}
        page.goto(f"{target['action']}?{urlencode(names)}")
        page.wait_for_selector(READY, state="attached")
        self.assertIn("https://example.org/known", page.input_value(TEXT))
        self.assertIn("Known", page.inner_text(".known"))
        self.assertLessEqual(page.evaluate("document.documentElement.scrollWidth"), NARROW)
        page.click("button.quick__save")
        page.wait_for_selector(".quick__saved")
        self.assertIn("https://example.org/known", Entry.objects.latest("pk").body)
        self.assertEqual(self.complaints, [])

    def test_the_bookmark_brings_title_address_and_selection(self):
        page = self.enter("/write/capture/")
        bookmark = page.get_attribute("[data-bookmarklet]", "href")
        page.route(
            "https://elsewhere.example/**",
            lambda route: route.fulfill(body=ELSEWHERE, content_type="text/html; charset=utf-8"),
        )
        page.goto("https://elsewhere.example/a?b=1&c=2#d")
        page.evaluate("getSelection().selectAllChildren(document.getElementById('said'))")
        with page.expect_popup() as opened:
            page.evaluate(unquote(bookmark.removeprefix("javascript:")))
        window = opened.value
        window.wait_for_selector(READY, state="attached")
        written = window.input_value(TEXT)
        for words in (
            "A page & more",
            "https://elsewhere.example/a?b=1&c=2#d",
            "Words to quote, “some” of them",
        ):
            self.assertIn(words, written)
        window.keyboard.press("Control+Enter")
        window.wait_for_selector(".quick__saved")
        self.assertIn("Words to quote", Entry.objects.get().body)
