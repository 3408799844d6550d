"""The field of tags in a browser."""

from django.test import Client

from notes.models import Entry
from notes.tests.factories import create_entry
from passages.tests.factories import create_owner
from passages.tests.test_aliases import create_tag, names
from tests.browser import NARROW, BrowserTestCase

FIELD = "input[data-tags]"
SUGGESTION = ".tag-field__suggestion"


class TagFieldTests(BrowserTestCase):
    has_sample = False

    def setUp(self):
        super().setUp()
        create_tag("machine learning", aliases=["ML"])
        create_tag("film noir")
        create_entry(body="Other", tags=["machines"])
        self.owner = create_owner(username="owner")

    def write(self, path="/admin/notes/entry/add/", **window):
        page = self.open("/healthz", **window)
        client = Client()
        client.force_login(self.owner)
        cookie = {
            "name": "sessionid",
            "value": client.cookies["sessionid"].value,
            "url": self.live_server_url,
        }
        page.context.add_cookies([cookie])
        self.complaints.clear()  # that page has no icon
        page.goto(path)
        page.wait_for_selector("html[data-desk=ready]", state="attached")
        return page

    def violations(self, page):
        """Without those of the search in Django's list of topics, which has no label, and what axe's own
        style makes the browser say."""
        heard = len(self.complaints)
        found = [each for each in super().violations(page) if "select2-search" not in each]
        del self.complaints[heard:]
        return found

    def type(self, page, text):
        page.locator(FIELD).press_sequentially(text)
        page.wait_for_selector(".tag-field [role=option]")

    def test_tags_are_completed_by_keys_and_by_a_tap_and_suggested_from_the_text(self):
        page = self.write(width=NARROW)
        self.type(page, "mach")
        self.assertEqual(self.violations(page), [])
        options = page.locator(".tag-field .completions__title").all_text_contents()
        self.assertEqual(options, ["machines", "machine learning"])
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
        self.assertEqual(page.input_value(FIELD), '"machine learning", ')
        self.type(page, "machi")
        page.locator(".tag-field [role=option]").first.click()
        self.assertEqual(page.input_value(FIELD), '"machine learning", machines, ')
        page.fill("textarea[data-writing]", "On film noir")
        page.wait_for_selector(SUGGESTION)
        self.assertIn("film noir", page.get_attribute(SUGGESTION, "title"))
        self.assertEqual(self.violations(page), [])
        self.assertLessEqual(page.evaluate("document.documentElement.scrollWidth"), NARROW)
        page.click(SUGGESTION)
        self.assertEqual(page.locator(SUGGESTION).count(), 0)
        page.click("input[name=_save]")
        entry = Entry.objects.get(body="On film noir")
        self.assertEqual(names(entry), ["film noir", "machine learning", "machines"])
        self.assertEqual(self.complaints, [])

    def test_a_comma_ends_what_was_typed_and_an_alias_by_itself_is_taken(self):
        page = self.write("/write/")
        self.type(page, "mach")
        page.keyboard.press(",")
        self.assertEqual(page.input_value(FIELD), "mach,")
        page.fill(FIELD, "")
        self.type(page, "ml")
        page.keyboard.press(",")
        self.assertEqual(page.input_value(FIELD), '"machine learning", ')
        self.assertEqual(self.complaints, [])
