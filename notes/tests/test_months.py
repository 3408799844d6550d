"""The months of lists, counted one by one, against the months of all their days."""

from collections import Counter
from datetime import date, timedelta

from django.test import TestCase

from notes.models import Entry, Standing
from notes.months import numbers_of_months
from passages.models import Tag

from .factories import create_entries


class MonthTests(TestCase):
    def numbers(self, days):
        create_entries([(day, f"Entry {number}") for number, day in enumerate(days)], tags=["a"])
        found = numbers_of_months(Standing.objects.filter(tag=Tag.objects.get(slug="a")))
        self.assertEqual(found, dict(Counter(day.replace(day=1) for day in days)))
        self.assertEqual(found, Entry.objects.per_month())
        return found

    def test_the_last_day_of_a_month_is_its_own(self):
        self.numbers([date(2023, 1, 31), date(2023, 2, 28), date(2023, 3, 1), date(2024, 2, 29)])

    def test_months_without_any_are_left_out(self):
        self.assertEqual(len(self.numbers([date(1999, 12, 31), date(2000, 1, 1), date(2024, 12, 31)])), 3)

    def test_the_days_of_two_years(self):
        self.assertEqual(
            len(self.numbers([date(2023, 1, 1) + timedelta(days=7 * n) for n in range(104)])), 24
        )

    def test_a_single_day(self):
        self.assertEqual(self.numbers([date(2023, 5, 31)]), {date(2023, 5, 1): 1})

    def test_the_first_and_the_last_month_of_all(self):
        self.numbers([date(1000, 1, 1), date.max])

    def test_nothing_has_no_months(self):
        for rows in (Standing.objects.all(), Standing.objects.none()):
            self.assertEqual(numbers_of_months(rows), {})
