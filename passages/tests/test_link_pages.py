"""What readers are told of links: whether their pages are there, and where a copy is."""

from datetime import UTC, date, datetime

from django.test import SimpleTestCase, TestCase

from notes.tests.factories import create_entry
from papers.tests.factories import create_paper
from passages.addresses import archived_copy
from passages.models import Link

from .factories import create_owner

URL = "https://a.example/x"
SINCE = datetime(2026, 5, 4, 12, tzinfo=UTC)


class ArchivedCopyTests(SimpleTestCase):
    def test_it_is_that_of_the_day(self):
        self.assertEqual(
            archived_copy(f"{URL}?a=1&b=2#c", date(2023, 3, 1)),
            "https://web.archive.org/web/20230301/https://a.example/x?a=1&b=2#c",
        )
        self.assertIn("/web/09870301/", archived_copy(URL, date(987, 3, 1)))

    def test_of_a_copy_there_is_none(self):
        for host in ("web.archive.org", "archive.ph", "www.webcitation.org"):
            self.assertEqual(archived_copy(f"https://{host}/x", date(2023, 3, 1)), "")


class LinkPageTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.entry = create_entry(body=f"{URL} once", read_on=date(2020, 1, 2))
        create_entry(body=f"{URL} again", read_on=date(2021, 3, 4))
        create_entry(body=f"{URL} secretly", read_on=date(2024, 5, 6), visibility="private")
        cls.link = Link.objects.get()

    def change(self, **fields):
        Link.objects.update(**fields)

    def assert_pages_hold(self, *texts):
        for address in (self.link.get_absolute_url(), self.link.get_mentions_url()):
            page = self.client.get(address)
            for text in texts:
                self.assertContains(page, text)

    def test_a_page_that_is_there_needs_no_word(self):
        self.change(health="ok")
        for address in (self.link.get_absolute_url(), self.link.get_mentions_url()):
            page = self.client.get(address)
            for text in ("archived", "gone", "moved"):
                self.assertNotContains(page, text)

    def test_one_that_is_gone_has_its_copy_of_the_newest_day_that_the_reader_may_see(self):
        self.change(health="gone", gone_since=SINCE)
        self.assert_pages_hold("gone since 4 May 2026", f'href="https://web.archive.org/web/20210304/{URL}"')
        self.client.force_login(create_owner())
        self.assert_pages_hold(f'href="https://web.archive.org/web/20240506/{URL}"')

    def test_the_owners_choice_of_a_copy_comes_first(self):
        self.change(health="gone", archived_url="https://perma.cc/x")
        self.assert_pages_hold('href="https://perma.cc/x"')

    def test_no_address_but_one_of_the_web_is_led_to(self):
        self.change(health="gone", archived_url="javascript:alert(1)")
        for address in (self.link.get_absolute_url(), self.link.get_mentions_url()):
            self.assertNotContains(self.client.get(address), "javascript:")

    def test_one_that_has_moved_says_where_to(self):
        self.change(health="moved", moved_to="https://b.example/y")
        self.assert_pages_hold("moved to", 'href="https://b.example/y"')

    def test_a_work_shows_the_copy_of_the_day_on_which_it_was_written(self):
        self.change(health="gone")
        written = datetime(2019, 8, 7, 12, tzinfo=UTC)
        paper = create_paper(title="Work", body=URL, created_at=written)
        self.assertContains(self.client.get(paper.get_absolute_url()), f"/web/20190807/{URL}")
