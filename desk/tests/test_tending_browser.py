from desk.doctor.checking import CHECKS
from notes.models import Entry
from notes.tests.factories import create_entry
from papers.tests.factories import create_paper
from passages.models import Tag
from passages.tests.factories import create_owner
from passages.tests.test_aliases import create_tag
from tests.browser import BrowserTestCase

from .test_clashes import create_clash


class TendingTests(BrowserTestCase):
    has_sample = False

    def sign_in(self, path, **options):
        self.client.force_login(create_owner())
        page = self.open("/admin/login/", **options)
        cookie = self.client.cookies["sessionid"].value
        page.context.add_cookies([{"name": "sessionid", "value": cookie, "url": self.live_server_url}])
        self.go(page, path)
        return page

    def assert_fine(self, page, width):
        self.assertEqual(self.complaints, [])
        self.assertEqual(self.violations(page), [])
        self.complaints.clear()  # of what axe itself does
        self.assertLessEqual(page.evaluate("document.documentElement.scrollWidth"), width)

    def test_a_whole_list_is_tagged_and_moved_and_undone_on_a_phone(self):
        for number in range(3):
            create_entry(body=f"Entry {number}")
        page = self.sign_in("/admin/notes/entry/", width=360, scheme="dark")
        page.check("#action-toggle")
        page.select_option("select[name=action]", "change_many")
        page.click("button[name=index]")
        page.fill("#id_add_tags", "new")
        page.fill("#id_days", "1")
        page.click("input[name=preview]")
        page.wait_for_selector(".changes")
        self.assert_fine(page, 360)
        page.click("input[name=apply]")
        page.wait_for_selector(".success")
        self.assertEqual(Tag.objects.get().taggings.count(), 3)
        self.assertEqual({str(entry.read_on) for entry in Entry.objects.all()}, {"2023-03-12"})
        Entry.objects.first().tags.add("more")
        page.click("text=Undo this change")
        page.wait_for_selector(".changes")
        self.assert_fine(page, 360)
        page.click("input[type=submit].default")
        page.wait_for_selector(".success")
        self.assertEqual(Tag.objects.get(name="new").taggings.count(), 1)
        self.go(page, "/admin/notes/entry/changes/")
        self.assert_fine(page, 360)

    def test_a_clash_is_decided_on_a_phone(self):
        entry = create_entry(body="the words of mine")
        create_clash(owner=entry, value="a_word_without_any_space_in_it_" * 8)
        page = self.sign_in(f"/admin/notes/entry/{entry.pk}/change/#clashes", width=360, scheme="dark")
        page.wait_for_selector("#clashes")
        self.assert_fine(page, 360)
        page.click("#clashes button[name=take]")
        page.wait_for_selector(".success")
        self.assertIn("without_any_space", Entry.objects.get().body)

    def test_all_of_one_suggested_tag_is_checked_at_once(self):
        create_tag("film noir")
        create_tag("rain")
        for number in range(3):
            create_entry(body=f"On film noir and rain, {number}")
        page = self.sign_in("/admin/notes/entry/", width=360, scheme="dark")
        page.check("#action-toggle")
        page.select_option("select[name=action]", "suggest_tags")
        page.click("button[name=index]")
        page.wait_for_selector(".suggested__all")
        self.assert_fine(page, 360)
        page.uncheck("label:has-text('film noir') >> nth=0")
        page.check("label:has-text('rain') >> nth=0")
        page.click("input[type=submit].default")
        page.wait_for_selector(".success")
        self.assertEqual(
            {tag.name: tag.taggings.count() for tag in Tag.objects.all()}, {"film noir": 0, "rain": 3}
        )

    def test_the_doctor_is_told_to_leave_something(self):
        create_paper(title="Bare", authors=[], issued_year=2020, body="[Bare](https://doi.org/10.1000/1)")
        for width, scheme in ((1280, "light"), (360, "dark")):
            page = self.sign_in("/admin/doctor/", width=width, scheme=scheme)
            self.assert_fine(page, width)
        page.click("text=Add doi")
        page.wait_for_selector(".success")
        page.click("text=Leave it")
        page.wait_for_selector(".success")
        self.assertIn(str(CHECKS[0].title), page.inner_text("#content-main"))
        self.go(page, "/admin/doctor/left/")
        self.assert_fine(page, 360)
