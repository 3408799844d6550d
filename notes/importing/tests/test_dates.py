from datetime import date

from django.test import SimpleTestCase

from notes.importing.markdown.dates import almost_date, dates_in, heading_date, opening_date, year_in_heading
from notes.importing.problems import ImportProblem


class OpeningDateTests(SimpleTestCase):
    def assert_opens(self, text, on, rest, year=2023):
        match, left = opening_date(text, year)
        self.assertEqual((match.on, left), (on, rest))

    def test_the_date_and_its_dash_are_taken_off(self):
        self.assert_opens("2/09 - Got it", date(2023, 2, 9), "Got it")
        self.assert_opens("2/09 – Got it", date(2023, 2, 9), "Got it")
        self.assert_opens("2/09 -- Got it", date(2023, 2, 9), "Got it")
        self.assert_opens("2/09- Got it", date(2023, 2, 9), "Got it")

    def test_no_dash_is_needed(self):
        self.assert_opens("3/06 William J. Mitchell", date(2023, 3, 6), "William J. Mitchell")

    def test_a_full_year_wins_over_the_year_in_force(self):
        self.assert_opens("11/07/2020: Vote", date(2020, 11, 7), "Vote")
        self.assert_opens("2020-11-07 Vote", date(2020, 11, 7), "Vote")
        self.assertTrue(opening_date("11/07/2020: Vote", 2023)[0].is_full)

    def test_two_figures_of_a_year_are_enough(self):
        self.assert_opens("3/12/20 x", date(2020, 3, 12), "x")
        self.assert_opens("3/12/99 x", date(1999, 3, 12), "x")

    def test_emphasis_around_the_date_goes_with_it(self):
        self.assert_opens("**2/09** - Got it", date(2023, 2, 9), "Got it")
        self.assert_opens("**2/09:** Got it", date(2023, 2, 9), "Got it")

    def test_only_one_dash_is_taken(self):
        self.assert_opens("2/09 - -5 degrees", date(2023, 2, 9), "-5 degrees")
        self.assert_opens("2/09 -5 degrees", date(2023, 2, 9), "-5 degrees")

    def test_nothing_may_be_left(self):
        self.assert_opens("2/09", date(2023, 2, 9), "")
        self.assert_opens("2/09 -", date(2023, 2, 9), "")

    def test_a_range_is_its_first_day_and_stays_in_the_text(self):
        for text in ("3/06-3/08 at home", "3/06-08 at home", "3/06 - 3/08: at home"):
            match, rest = opening_date(text, 2023)
            self.assertEqual((match.on, match.says_more, rest), (date(2023, 3, 6), True, text))

    def test_what_cannot_be_a_day_is_none(self):
        for text in (
            "24/7 support",
            "13/02 x",
            "3/4-inch",
            "",
            "Got 2/09",
            "1/2/3/4",
            "2/091",
            "3/06th",
            "50/50",
        ):
            self.assertIsNone(opening_date(text, 2023), text)

    def test_a_fraction_before_a_word_is_a_day_by_the_rule(self):
        self.assert_opens("1/2 of the book", date(2023, 1, 2), "of the book")

    def test_a_day_that_the_calendar_lacks_is_a_problem(self):
        with self.assertRaisesMessage(ImportProblem, "30 February 2023"):
            opening_date("2/30 x", 2023)
        with self.assertRaisesMessage(ImportProblem, "30 February is no day"):
            opening_date("2/30 x", None)
        with self.assertRaisesMessage(ImportProblem, "29 February 2023"):
            opening_date("2/29 x", 2023)

    def test_without_a_year_the_day_is_not_known(self):
        match, rest = opening_date("2/29 x", None)
        self.assertEqual((match.on, rest), (None, "x"))


class AlmostDateTests(SimpleTestCase):
    def test_what_looks_like_a_day_is_named(self):
        self.assertEqual(almost_date("3/4-inch screws"), "3/4-inch")
        self.assertEqual(almost_date("27/03/2023 x"), "27/03/2023")
        self.assertEqual(almost_date("March 15, 2023: x"), "March 15, 2023")

    def test_other_openings_are_not(self):
        for text in ("24/7 support", "Published March 15, 2023", "March was cold", "4.0 x"):
            self.assertEqual(almost_date(text), "", text)


class HeadingDateTests(SimpleTestCase):
    def assert_day(self, text, on, *, says_more=False):
        match = heading_date(text, 2023)
        self.assertIsNotNone(match, text)
        self.assertEqual((match.on, match.says_more), (on, says_more), text)

    def test_the_ways_to_write_one_day(self):
        for text in (
            "27 March 2023", "March 27, 2023", "March 27 2023", "27 Mar 2023", "Mar. 27, 2023", "03/27/2023",
            "3/27", "3/27/23", "2023-03-27", "27th of March 2023", "March 27th",
            "27 march 2023:", "**27 March 2023**",
        ):  # fmt: skip
            self.assert_day(text, date(2023, 3, 27))

    def test_leading_zeros_and_month_before_day(self):
        self.assert_day("01 April 2023", date(2023, 4, 1))
        self.assert_day("11/03/2024", date(2024, 11, 3))

    def test_the_right_weekday_adds_nothing(self):
        self.assert_day("9/22 Friday", date(2023, 9, 22))
        self.assert_day("Tuesday 14 March 2023", date(2023, 3, 14))
        self.assert_day("Tue, March 14, 2023", date(2023, 3, 14))
        self.assert_day("14 March 2023 (Tuesday)", date(2023, 3, 14))

    def test_a_wrong_weekday_is_doubtful(self):
        self.assert_day("9/22 Monday", date(2023, 9, 22), says_more=True)
        self.assertEqual(heading_date("9/22 Monday", 2023).doubt, "2023-09-22 was a Friday, not a Monday")

    def test_a_range_gives_its_first_day_and_says_more(self):
        self.assert_day("August 3-6, 2020", date(2020, 8, 3), says_more=True)
        self.assert_day("3–6 August 2020", date(2020, 8, 3), says_more=True)
        self.assert_day("30 March - 2 April 2022", date(2022, 3, 30), says_more=True)
        self.assert_day("December 30 to January 2, 2021", date(2020, 12, 30), says_more=True)
        self.assert_day("3/06 - 3/08", date(2023, 3, 6), says_more=True)

    def test_a_statement_is_no_date(self):
        for text in (
            "Three days ending Sunday 12 March 2023", "2023 Log", "March 2023", "24/7", "4.1 Modeling p. 74",
            "", "27 March 2023 at home", "The Milkmaid 1660", "May", "3 May " * 40,
        ):  # fmt: skip
            self.assertIsNone(heading_date(text, 2023), text)

    def test_a_day_that_the_calendar_lacks_is_a_problem(self):
        with self.assertRaisesMessage(ImportProblem, "31 June 2023"):
            heading_date("31 June 2023", None)


class DatesInTests(SimpleTestCase):
    def assert_days(self, text, year, *days):
        self.assertEqual([match.on for match in dates_in(text, year)], list(days), text)

    def test_the_one_date_of_a_statement(self):
        text = "Created [this page](/startups-v-incumbents-2023a) for business notes (March 15, 2023)"
        self.assert_days(text, None, date(2023, 3, 15))
        self.assert_days("Three days ending Sunday 12 March 2023", None, date(2023, 3, 12))

    def test_a_day_and_month_take_the_year_in_force(self):
        self.assert_days("Moved house on May 3", 2021, date(2021, 5, 3))

    def test_digits_of_an_address_are_no_date(self):
        self.assert_days("Read [this](https://x.org/2023/03/11/llama/) and https://x.org/2023-03-11", 2023)

    def test_two_dates_or_none(self):
        self.assert_days("Between 3 May 2021 and 5 May 2021", None, date(2021, 5, 3), date(2021, 5, 5))
        self.assert_days("Created a page", 2023)

    def test_fractions_and_verbs_are_no_dates(self):
        self.assert_days("Split 3/4 of it, you may 5 times", 2023)


class YearInHeadingTests(SimpleTestCase):
    def test_a_year_of_its_own(self):
        self.assertEqual(year_in_heading("2023 Log"), 2023)
        self.assertEqual(year_in_heading("2024 Gen AI"), 2024)
        self.assertEqual(year_in_heading("March 2023"), 2023)

    def test_an_address_has_no_year(self):
        self.assertIsNone(year_in_heading("Notes on [x](/benjamin-1936/) and [y](https://x.org/2023/)"))

    def test_what_is_no_year(self):
        for text in (
            "27 March 2023",
            "1495-1498",
            "Log",
            "$2000",
            "2,000 pages",
            "gpt-2023",
            "3000",
            "2022 and 2023",
        ):
            self.assertIsNone(year_in_heading(text), text)
