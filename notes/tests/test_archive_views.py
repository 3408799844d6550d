from datetime import date

from django.test import TestCase

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
