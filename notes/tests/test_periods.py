from datetime import date

from django.test import SimpleTestCase

from notes.periods import Period, same_days


class PeriodTests(SimpleTestCase):
    def test_it_goes_from_its_first_day_to_its_last(self):
        for period, first, last in (
            (Period(2023), date(2023, 1, 1), date(2023, 12, 31)),
            (Period(9999), date(9999, 1, 1), date(9999, 12, 31)),
            (Period(2024, 2), date(2024, 2, 1), date(2024, 2, 29)),
            (Period(2023, 12), date(2023, 12, 1), date(2023, 12, 31)),
            (Period(2023, 3, 11), date(2023, 3, 11), date(2023, 3, 11)),
        ):
            with self.subTest(period):
                self.assertEqual((period.first, period.last), (first, last))

    def test_one_of_its_kind_holds_another_day(self):
        day = date(2020, 2, 29)
        for period, other in (
            (Period(2023), Period(2020)),
            (Period(2023, 3), Period(2020, 2)),
            (Period(2023, 3, 11), Period(2020, 2, 29)),
        ):
            self.assertEqual(period.at(day), other)

    def test_it_has_a_page(self):
        urls = [period.get_absolute_url() for period in (Period(2023), Period(2023, 3), Period(2023, 3, 1))]
        self.assertEqual(urls, ["/2023/", "/2023/03/", "/2023/03/01/"])


class SameDayTests(SimpleTestCase):
    def test_it_is_that_of_the_other_years(self):
        days = same_days(date(2023, 3, 11), [2024, 2023, 2021])
        self.assertEqual(days, [date(2024, 3, 11), date(2021, 3, 11)])

    def test_the_29th_of_february_is_in_leap_years_only(self):
        self.assertEqual(same_days(date(2024, 2, 29), [2024, 2023, 2020]), [date(2020, 2, 29)])

    def test_in_a_year_without_it_the_28th_stands_for_it(self):
        days = same_days(date(2023, 2, 28), [2024, 2023, 2021])
        self.assertEqual(days, [date(2024, 2, 28), date(2021, 2, 28), date(2024, 2, 29)])
        self.assertEqual(same_days(date(2024, 2, 28), [2024, 2020]), [date(2020, 2, 28)])
