from datetime import date, timedelta

from django.db import connection
from django.test import TestCase

from bench.notebook import DAYS, FIRST_DAY
from bench.pages.sizes import moved

LAST_DAY = FIRST_DAY + timedelta(days=DAYS - 1)


class DaysOfCopiesTests(TestCase):
    def moved(self, day: date, k: int) -> date:
        """Of the copy of that number, of ten."""
        with connection.cursor() as cursor:
            said = f"(SELECT DATE('{day}') AS day) AS said"
            cursor.execute(f"SELECT CAST({moved('day', 10).format(k=k)} AS text) FROM {said}")
            return date.fromisoformat(cursor.fetchone()[0])

    def test_a_copy_has_a_stretch_of_its_own(self):
        for k in range(10):
            first, last = self.moved(FIRST_DAY, k), self.moved(LAST_DAY, k)
            self.assertEqual(first, FIRST_DAY + timedelta(days=k * DAYS // 10))
            self.assertEqual(last, FIRST_DAY + timedelta(days=(k + 1) * DAYS // 10 - 1))

    def test_days_keep_their_order(self):
        days = [self.moved(FIRST_DAY + timedelta(days=n), 3) for n in range(0, DAYS, 200)]
        self.assertEqual(days, sorted(days))
