from datetime import date

from django.test import SimpleTestCase

from passages.sparkline import to_sparkline


class SparklineTests(SimpleTestCase):
    def test_there_is_none_of_nothing(self):
        self.assertIsNone(to_sparkline({}))

    def test_few_months_have_a_bar_each_as_high_as_their_number(self):
        sparkline = to_sparkline({date(2023, 1, 1): 1, date(2023, 1, 9): 3, date(2023, 3, 1): 1})
        self.assertEqual(sparkline.path, "M0 20v-20h3v20zM8 20v-5h3v5z")
        self.assertEqual(sparkline.width, 11)

    def test_many_months_are_shown_as_years(self):
        sparkline = to_sparkline({date(2019, 1, 1): 1, date(2022, 1, 1): 1})
        self.assertEqual(sparkline.path, "M0 20v-20h3v20zM12 20v-20h3v20z")
        self.assertEqual(to_sparkline({date(2019, 1, 1): 1, date(2021, 12, 1): 1}).width, 36 * 4 - 1)

    def test_the_smallest_number_is_seen(self):
        self.assertIn("M0 20v-1h3v1z", to_sparkline({date(2023, 1, 1): 1, date(2023, 2, 1): 5000}).path)

    def test_it_says_what_it_shows(self):
        counts = {date(2019, 5, 1): 2, date(2023, 1, 1): 3, date(2023, 9, 1): 4, date(2024, 1, 1): 3}
        sparkline = to_sparkline(counts)
        self.assertEqual((sparkline.total, sparkline.first, sparkline.last), (12, 2019, 2024))
        self.assertEqual(sparkline.most, (2023, 7))
        self.assertEqual(sparkline.years, [(2024, 3), (2023, 7), (2019, 2)])
