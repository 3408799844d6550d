from django.test import SimpleTestCase

from papers.issued import Issued


class IssuedTests(SimpleTestCase):
    def test_it_reads_as_far_as_it_is_known(self):
        self.assertEqual(str(Issued(2017, 6, 12)), "12 June 2017")
        self.assertEqual(str(Issued(2017, 6)), "June 2017")
        self.assertEqual(str(Issued(2017)), "2017")
        self.assertEqual(str(Issued()), "")

    def test_its_iso_form_ends_where_knowledge_ends(self):
        self.assertEqual(Issued(2017, 6, 2).iso, "2017-06-02")
        self.assertEqual(Issued(2017, 12).iso, "2017-12")
        self.assertEqual(Issued(868).iso, "0868")
        self.assertEqual(Issued().iso, "")

    def test_a_year_before_christ_says_so(self):
        self.assertEqual(str(Issued(-350)), "350 BC")

    def test_a_year_before_christ_has_no_iso_form_that_html_takes(self):
        self.assertEqual(Issued(-350).iso, "")


class CalendarTests(SimpleTestCase):
    def test_a_day_must_be_in_the_calendar(self):
        self.assertTrue(Issued(2024, 2, 29).is_in_calendar())
        self.assertFalse(Issued(2023, 2, 29).is_in_calendar())
        self.assertFalse(Issued(2023, 13, 1).is_in_calendar())

    def test_what_is_not_known_is_not_wrong(self):
        for issued in (Issued(), Issued(2023), Issued(2023, 2), Issued(-380, 2, 28)):
            self.assertTrue(issued.is_in_calendar())
