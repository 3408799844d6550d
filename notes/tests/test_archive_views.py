from datetime import date

from django.test import TestCase

from notes.models import Entry
from passages.tests.factories import create_owner

from .factories import create_entry


def titles(rows):
    return [row.title for row in rows]


class ArchiveTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        create_entry(body="First", read_on=date(2023, 1, 1))
        create_entry(body="March")
        create_entry(body="Leap", read_on=date(2024, 2, 29))
        create_entry(body="Private", read_on=date(2021, 5, 5), visibility="private")

    def test_each_archive_holds_its_own(self):
        for path, expected in (
            ("/2023/", ["March", "First"]),
            ("/2023/01/", ["First"]),
            ("/2023/03/11/", ["March"]),
            ("/2024/02/29/", ["Leap"]),
        ):
            with self.subTest(path):
                self.assertEqual(titles(self.client.get(path).context["page"]), expected)

    def test_a_year_leads_to_its_months(self):
        self.assertContains(
            self.client.get("/2023/"), '<a href="/2023/03/">March</a> <span class="count">1</span>'
        )

    def test_a_day_leads_to_its_month_and_year(self):
        for href in ("/2023/03/", "/2023/"):
            self.assertContains(self.client.get("/2023/03/11/"), f'<a href="{href}">')

    def test_a_date_without_an_entry_is_404(self):
        for path in (
            "/2020/",
            "/2025/",
            "/2023/02/",
            "/2023/03/12/",
            "/2021/",
            "/2021/05/",
            "/2021/05/05/",
            "/9999/12/31/",
        ):
            with self.subTest(path):
                self.assertEqual(self.client.get(path).status_code, 404)

    def test_a_year_between_others_that_has_no_entry_says_so(self):
        create_entry(body="Before", read_on=date(2020, 1, 1))
        for year in (2021, 2022):
            self.assertContains(self.client.get(f"/{year}/"), "No entries of this year.")

    def test_an_impossible_date_is_404(self):
        for path in (
            "/2023/13/", "/2023/00/", "/2023/3/", "/2023/02/30/", "/2023/03/32/", "/2023/03/00/", "/0000/",
            "/0999/", "/99999/", "/%00/", "/2023/%00/", "/2023/03/%00/", "/2023/03/11/%00/", "/٢٠٢٣/",
        ):  # fmt: skip
            with self.subTest(path):
                self.assertEqual(self.client.get(path).status_code, 404)


class JumpTests(TestCase):
    """From an archive to its neighbours: only to what has something that the reader may see."""

    @classmethod
    def setUpTestData(cls):
        for day in (
            date(2020, 5, 5),
            date(2023, 1, 31),
            date(2023, 3, 10),
            date(2023, 3, 12),
            date(2025, 6, 7),
        ):
            create_entry(read_on=day, tags=["odd"] if day.day % 2 else [])
        for visibility in ("private", "unlisted"):
            create_entry(read_on=date(2023, 3, 11), visibility=visibility)
            create_entry(read_on=date(2023, 2, 1), visibility=visibility)
            create_entry(read_on=date(2022, 1, 1), visibility=visibility)
            create_entry(read_on=date(2026, 1, 1), visibility=visibility)

    def test_each_leads_to_the_nearest_older_and_newer_one(self):
        for path, older, newer in (
            ("/2023/", '<a class="around__older" rel="next" href="/2020/">Older: 2020', "/2025/"),
            ("/2023/03/", 'href="/2023/01/">Older: January 2023', "/2025/06/"),
            ("/2023/03/12/", 'href="/2023/03/10/">Older: 10 March 2023', "/2025/06/07/"),
        ):
            with self.subTest(path):
                response = self.client.get(path)
                self.assertContains(response, older)
                self.assertContains(response, f'<a class="around__newer" rel="prev" href="{newer}">Newer: ')

    def test_the_last_and_the_first_lead_one_way_only(self):
        self.assertNotContains(self.client.get("/2020/05/05/"), 'rel="next')
        self.assertNotContains(self.client.get("/2025/"), 'rel="prev')

    def test_owners_come_to_what_is_hidden(self):
        self.client.force_login(create_owner())
        self.assertContains(self.client.get("/2023/03/12/"), "Older: 11 March 2023")
        self.assertContains(self.client.get("/2025/"), "Newer: 2026")

    def test_filters_hold_and_go_along(self):
        response = self.client.get("/2023/01/?tag=odd")
        self.assertContains(response, 'rel="next nofollow" href="/2020/05/?tag=odd">Older: May 2020')
        self.assertContains(response, 'href="/2025/06/?tag=odd">Newer: June 2025')
        self.assertNotContains(response, "March")

    def test_years_and_months_are_those_with_entries_and_the_one_at_hand_is_marked(self):
        response = self.client.get("/2023/")
        self.assertContains(response, '<a href="/2023/" aria-current="page">2023</a>')
        for year in (2022, 2024, 2026):
            self.assertNotContains(response, f'href="/{year}/"')
        month = self.client.get("/2023/03/")
        self.assertContains(month, 'aria-current="page">March</a> <span class="count">2</span>')
        self.assertNotContains(month, "February")

    def test_a_filter_that_leaves_nothing_says_so(self):
        for path in ("/2023/", "/2023/03/", "/2023/03/12/", "/1999/"):
            self.assertContains(self.client.get(f"{path}?tag=none"), "Nothing here matches")

    def test_an_entry_leads_to_its_neighbours(self):
        second = create_entry(body="Second", read_on=date(2023, 3, 12))
        response = self.client.get(second.get_absolute_url())
        self.assertContains(response, "Before it that day:")
        self.assertContains(response, "Older, 10 March 2023:")
        first = self.client.get("/2023/03/12/something-read/")
        self.assertContains(first, "Newer, 7 June 2025:")
        self.assertContains(first, "After it that day:")

    def test_an_unlisted_entry_stands_between_listed_ones(self):
        unlisted = Entry.objects.get(read_on=date(2023, 3, 11), visibility="unlisted")
        response = self.client.get(unlisted.get_absolute_url())
        self.assertContains(response, "Newer, 12 March 2023:")
        self.assertContains(response, "Older, 10 March 2023:")
