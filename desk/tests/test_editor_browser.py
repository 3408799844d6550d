"""The writing area in a browser: keys, completions, preview, and that nothing written is lost."""

import re

from django.contrib.sessions.models import Session
from django.test import Client

from history.models import Draft
from notes.models import Entry
from notes.tests.factories import create_entry
from papers.tests.factories import create_paper
from passages.tests.factories import create_owner
from tests.browser import NARROW, WIDE, BrowserTestCase
from topics.tests.factories import create_topic

TEXT = "textarea[data-writing]"
KEPT = ".writing__status:text-matches('^Kept [0-9]{2}:[0-9]{2}$')"
ADD = "/admin/notes/entry/add/"
BODY = """Read [[attention]] and @vaswani2017 with $x^2$ and a note[^1].

* first
  * second `code`

[^1]: A footnote.
"""


class WritingTests(BrowserTestCase):
    has_sample = False

    def setUp(self):
        super().setUp()
        self.topic = create_topic(title="Language models")
        create_paper(title="Attention is all you need", slug="attention", citation_key="vaswani2017")
        self.entry = create_entry(body=BODY, topics=[self.topic], tags=["lora"])
        self.owner = create_owner(username="owner")

    def sign_in(self, page):
        client = Client()
        client.force_login(self.owner)
        cookie = {
            "name": "sessionid",
            "value": client.cookies["sessionid"].value,
            "url": self.live_server_url,
        }
        page.context.add_cookies([cookie])

    def write(self, path=ADD, **window):
        """The form at an address, as the owner."""
        page = self.open("about:blank", **window)
        self.sign_in(page)
        # What a page sends when it is closed would come after the test.
        self.addCleanup(page.context.set_offline, True)
        return self.go_and_wait(page, path)

    def go_and_wait(self, page, path):
        page.goto(path)
        page.wait_for_selector("html[data-desk=ready]", state="attached")
        return page

    def value(self, page):
        return page.input_value(TEXT)

    @property
    def form_address(self):
        return f"/admin/notes/entry/{self.entry.pk}/change/"

    def test_keys_make_lists_and_a_pasted_address_a_link(self):
        page = self.write()
        page.focus(TEXT)
        page.keyboard.type("* one")
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        page.keyboard.type("two")
        page.keyboard.press("Enter")
        page.keyboard.type("three")
        page.keyboard.press("Shift+Tab")
        self.assertEqual(self.value(page), "* one\n  * two\n* three")
        page.keyboard.press("Control+z")
        self.assertEqual(self.value(page), "* one\n  * two\n  * three")
        page.keyboard.press("Control+Shift+z")
        page.keyboard.press("Enter")
        page.keyboard.press("Enter")
        page.keyboard.type("end")
        self.assertEqual(self.value(page), "* one\n  * two\n* three\nend")
        page.keyboard.press("Tab")
        self.assertFalse(page.evaluate("document.activeElement.matches('textarea')"))
        page.focus(TEXT)
        page.keyboard.press("Control+Home")
        page.keyboard.press("Escape")
        page.keyboard.press("Tab")
        self.assertFalse(page.evaluate("document.activeElement.matches('textarea')"))
        self.paste_an_address_over_words(page)
        self.assertEqual(self.complaints, [])

    def paste_an_address_over_words(self, page):
        page.fill(TEXT, "See this")
        page.evaluate(
            """(at) => { const text = document.querySelector(at); text.focus(); text.setSelectionRange(4, 8);
            const data = new DataTransfer(); data.setData("text/plain", "https://example.org/a");
            const told = {clipboardData: data, bubbles: true, cancelable: true};
            text.dispatchEvent(new ClipboardEvent("paste", told)) }""",
            TEXT,
        )
        self.assertEqual(self.value(page), "See [this](https://example.org/a)")
        page.keyboard.press("Control+z")
        self.assertEqual(self.value(page), "See this")

    def test_names_are_completed_by_keyboard_and_pointer(self):
        for width in (WIDE, NARROW):
            page = self.write(width=width)
            page.focus(TEXT)
            page.keyboard.type("See [[atten")
            page.wait_for_selector(".completions [aria-selected=true]")
            self.assertEqual(self.violations_in_form(page), [])
            page.keyboard.press("Enter")
            page.keyboard.type(" and @vas")
            page.wait_for_selector(".completions [aria-selected=true]")
            page.keyboard.press("Tab")
            page.keyboard.type(" and [[langu")
            page.click(".completions [role=option]")
            self.assertEqual(self.value(page), "See [[attention]] and @vaswani2017 and [[language-models]]")
            page.keyboard.type(" [[atten")
            page.wait_for_selector(".completions [role=option]")
            page.keyboard.press("Escape")
            page.keyboard.press("Enter")
            self.assertTrue(self.value(page).endswith("[[atten\n"))
            page.keyboard.type("#1 #x #lo")
            page.wait_for_selector(".completions >> text=#lora")
            page.keyboard.press("Enter")
            page.keyboard.type(" and #lo")
            page.wait_for_timeout(300)
            self.assertTrue(page.locator(".completions").first.is_hidden())
            self.assertTrue(self.value(page).endswith("\n#1 #x #lora and #lo"))

    def test_the_preview_is_what_the_page_will_say(self):
        page = self.write(self.form_address)
        page.wait_for_selector(".writing__preview .prose > *")
        page.focus(TEXT)
        page.keyboard.press("Control+Home")
        page.keyboard.type("New: ")
        page.wait_for_selector(".writing__preview:has-text('New: Read')")
        shown = page.inner_html(".writing__preview .prose")
        lists = "all => all.map(list => getComputedStyle(list).marginLeft)"
        self.assertEqual(set(page.eval_on_selector_all(".writing__preview ul", lists)), {"0px"})
        page.keyboard.press("Control+Enter")
        page.wait_for_url("**/admin/notes/entry/")
        self.entry.refresh_from_db()
        page.goto(self.entry.get_absolute_url())
        self.assertEqual(to_lines(shown), to_lines(page.inner_html(".entry__text")))
        self.assertIn("/papers/attention/", shown)
        self.assertIn("<math", shown)
        self.assertEqual(self.complaints, [])

    def test_a_closed_tab_loses_nothing(self):
        page = self.write()
        page.fill("#id_tags", "one, two")
        page.select_option("#id_visibility", "private")
        page.fill(TEXT, "Not to be lost")
        page.wait_for_selector(KEPT)
        context = page.context
        page.close()
        draft = Draft.objects.get()
        self.assertEqual(
            (draft.writer, draft.form, draft.text("body")), (self.owner, "notes.entry/add", "Not to be lost")
        )
        again = self.go_and_wait(context.new_page(), ADD)
        self.assertEqual(again.locator(".draft").count(), 1)
        self.assertEqual(self.violations_in_form(again), [])
        again.click(".draft__take")
        self.assertEqual(self.value(again), "Not to be lost")
        self.assertEqual(
            (again.input_value("#id_tags"), again.input_value("#id_visibility")), ("one, two", "private")
        )
        again.click("[name=_save]")
        again.wait_for_url("**/admin/notes/entry/")
        self.assertEqual(Entry.objects.latest("pk").body, "Not to be lost")
        self.assertFalse(Draft.objects.exists())
        self.go_and_wait(again, ADD)
        self.assertEqual(again.locator(".draft").count(), 0)
        self.assertEqual(
            again.evaluate("Object.keys(localStorage).filter((name) => name.startsWith('writing '))"), []
        )

    def test_a_draft_is_taken_up_on_another_device(self):
        values = {
            "body": ["Begun elsewhere"],
            "read_on": ["2023-03-12"],
            "tags": ["far"],
            "topics": [str(self.topic.pk)],
        }
        Draft.objects.create(writer=self.owner, key="0" * 32, form="notes.entry/add", values=values)
        page = self.write()
        page.click(".draft__take")
        page.wait_for_url("**/add/?draft=*")
        self.assertEqual((self.value(page), page.input_value("#id_tags")), ("Begun elsewhere", "far"))
        page.click("[name=_continue]")
        page.wait_for_url("**/change/*")
        entry = Entry.objects.latest("pk")
        self.assertEqual(
            (entry.body, str(entry.read_on), list(entry.topics.all())),
            ("Begun elsewhere", "2023-03-12", [self.topic]),
        )
        self.assertFalse(Draft.objects.exists())

    def test_an_expired_session_loses_nothing(self):
        page = self.write(self.form_address)
        Session.objects.all().delete()
        page.fill(TEXT, "Written while signed out")
        page.wait_for_selector(".writing__status a")
        self.assertIn("Signed out: kept in this browser.", page.inner_text(".writing__status"))
        page.keyboard.press("Control+Enter")
        page.wait_for_url("**/admin/login/**")
        self.sign_in(page)
        self.go_and_wait(page, self.form_address)
        page.click(".draft__take")
        self.assertEqual(self.value(page), "Written while signed out")
        page.wait_for_selector(KEPT)
        self.assertEqual(Draft.objects.get().text("body"), "Written while signed out")

    def copies(self, page):
        return page.evaluate("Object.keys(localStorage).filter((name) => name.startsWith('writing '))")

    def sign_out(self, page):
        page.goto("/admin/signed-in/")
        page.click("#logout-form button")
        page.wait_for_url("**/admin/logout/")
        page.wait_for_load_state("networkidle")

    def test_signing_out_leaves_nothing_here_that_the_site_holds(self):
        page = self.write()
        page.fill(TEXT, "Written and kept")
        page.wait_for_selector(KEPT)
        self.assertEqual(len(self.copies(page)), 1)
        self.sign_out(page)
        self.assertEqual(self.copies(page), [])
        self.assertFalse(page.is_visible("#left-here"))
        self.assertEqual(Draft.objects.get().text("body"), "Written and kept")

    def test_what_the_site_could_not_be_sent_is_told_of_and_can_be_thrown_away(self):
        page = self.write()
        page.route("**/write/drafts/", lambda route: route.abort())
        page.fill(TEXT, "Only here")
        page.wait_for_selector(".writing__status:text('Kept in this browser')")
        self.sign_out(page)
        self.assertEqual(len(self.copies(page)), 1)
        self.assertIn("could not be sent: 1.", page.inner_text("#left-here"))
        page.click("#left-here button")
        self.assertEqual(self.copies(page), [])
        self.assertFalse(page.is_visible("#left-here"))

    def test_signing_in_elsewhere_goes_on_where_it_stopped(self):
        page = self.write(self.form_address)
        Session.objects.all().delete()
        page.fill(TEXT, "Written while signed out")
        page.wait_for_selector(".writing__status a")
        self.sign_in(page)
        page.evaluate("dispatchEvent(new Event('focus'))")
        page.wait_for_selector(KEPT)
        page.keyboard.press("Control+Enter")
        page.wait_for_url("**/admin/notes/entry/")
        self.entry.refresh_from_db()
        self.assertEqual(self.entry.body, "Written while signed out")

    def test_the_form_is_for_everybody(self):
        for scheme, width in (("light", WIDE), ("dark", NARROW)):
            page = self.write(self.form_address, scheme=scheme, width=width)
            page.wait_for_selector(".writing__preview .prose > *")
            self.assertLessEqual(page.evaluate("document.documentElement.scrollWidth"), width)
            self.assertEqual(self.complaints, [])
            self.assertEqual(self.violations_in_form(page), [])
            page.click("[data-press=full]")
            self.assertEqual(page.locator(".writing--full").bounding_box()["height"], 900)
            page.keyboard.press("Escape")
            self.assertEqual(page.locator(".writing--full").count(), 0)

    def violations_in_form(self, page):
        """Axe makes styles of its own, at which the policy complains."""
        heard = len(self.complaints)
        found = self.violations(page)
        del self.complaints[heard:]
        return found


def to_lines(html: str) -> list[str]:
    """The lines of HTML without the places where a script of the site put its footnotes."""
    placed = re.sub(r' style="[^"]*"', "", html)
    return re.sub(r">\s*<", ">\n<", placed.strip()).splitlines()
