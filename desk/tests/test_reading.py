from datetime import date

from django.test import SimpleTestCase
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from desk.quick import BadText, Written, read

TODAY = date(2026, 11, 24)  # a Tuesday
PIECES = [
    "* ",
    "- ",
    "  * ",
    "3/11 ",
    "yesterday ",
    "#tag ",
    "word",
    "[1]",
    "[1]: http://x.org",
    "```",
    "\n",
    "\n\n",
]


def read_one(text):
    (written,) = read(text, TODAY)
    return written


class DayTests(SimpleTestCase):
    def assert_days(self, days):
        for text, day in days.items():
            with self.subTest(text):
                self.assertEqual(read_one(text), Written("Read on", (), day))

    def test_a_day_at_the_front_is_taken_off_as_in_an_import(self):
        self.assert_days(
            {
                "3/11 Read on": date(2026, 3, 11),
                "3/11: Read on": date(2026, 3, 11),
                "3/11 - Read on": date(2026, 3, 11),
                "3/11\nRead on": date(2026, 3, 11),
                "3/11/2019 Read on": date(2019, 3, 11),
                "2019-03-11: Read on": date(2019, 3, 11),
            }
        )

    def test_a_day_without_a_year_is_never_to_come_but_may_be_tomorrow(self):
        self.assert_days({"11/25 Read on": date(2026, 11, 25), "11/26 Read on": date(2025, 11, 26)})

    def test_days_have_names_in_both_languages(self):
        self.assert_days(
            {
                "today Read on": date(2026, 11, 24),
                "Yesterday: Read on": date(2026, 11, 23),
                "gestern – Read on": date(2026, 11, 23),
                "vorgestern Read on": date(2026, 11, 22),
                "heute\n\nRead on": date(2026, 11, 24),
            }
        )

    def test_a_weekday_is_the_last_one(self):
        self.assert_days(
            {
                "monday Read on": date(2026, 11, 23),
                "Dienstag: Read on": date(2026, 11, 17),
                "Sonnabend Read on": date(2026, 11, 21),
            }
        )

    def test_what_only_looks_like_a_day_stays_text(self):
        for text in (
            "May be",
            "Today's lecture",
            "Friday-night",
            "Mondays",
            "24/7 open",
            "3/4-inch",
            "today",
            "3/11",
        ):
            with self.subTest(text):
                self.assertEqual(read_one(text), Written(text))

    def test_only_one_day_is_taken_off(self):
        self.assertEqual(read_one("today: Friday Night"), Written("Friday Night", (), TODAY))

    def test_of_a_range_the_first_day_counts_and_all_of_it_stays(self):
        self.assertEqual(read_one("3/11-13 Read"), Written("3/11-13 Read", (), date(2026, 3, 11)))

    def test_a_day_that_no_calendar_has_or_that_is_to_come_is_told(self):
        for text in ("2/30 Read", "* 2/30 Read"):
            self.assertRaisesMessage(BadText, "begins with 2/30, which is no day", read, text, TODAY)
        self.assertRaisesMessage(BadText, "1 January 2027, which is still", read, "2027-01-01 Read", TODAY)

    def test_it_is_the_same_in_every_language_of_the_interface(self):
        with translation.override("de"):
            self.assertEqual(read_one("yesterday Read").read_on, date(2026, 11, 23))


class TextTests(SimpleTestCase):
    def test_a_last_line_of_tags_is_taken_off(self):
        self.assertEqual(read_one("Read\r\n* more\r\n#lora #nlp"), Written("Read\n* more", ("lora", "nlp")))

    def test_tags_anywhere_else_and_alone_are_text(self):
        for text in ("#lora #nlp", "Read #lora", "Read\n#lora and", "#lora\nRead", "```\n#lora"):
            with self.subTest(text):
                self.assertEqual(read_one(text), Written(text))

    def test_one_bullet_stands_as_its_text(self):
        written = read_one("* 3/11 Read\n    * more\n        * still\n    #lora")
        self.assertEqual(written, Written("Read\n* more\n    * still", ("lora",), date(2026, 3, 11)))

    def test_sub_bullets_below_a_line_come_to_the_margin(self):
        self.assertEqual(read_one("Read\n    * more\n        * still").body, "Read\n* more\n    * still")

    def test_other_texts_stay_as_they_are(self):
        for text in ("Read\n* more", "Read\n\n    code", "# Head\n\n* more", "1. one\n2. two", "* a\n\nb"):
            with self.subTest(text):
                self.assertEqual(read_one(text), Written(text))

    def test_nothing_is_no_entry(self):
        for text in ("", " \r\n\t\n", "*", "* \n* "):
            self.assertEqual(read(text, TODAY), ())

    def test_what_no_database_takes_is_told(self):
        self.assertRaisesMessage(BadText, "null character", read, "a\0", TODAY)
        self.assertRaisesMessage(BadText, "at most 1,000,000", read, "x" * 1_000_001, TODAY)


class BulletsTests(SimpleTestCase):
    def test_each_is_an_entry_and_has_the_day_of_the_one_above(self):
        entries = read("* one\n* 3/11 two\n  * more\n* three", TODAY)
        day = date(2026, 3, 11)
        expected = Written("one"), Written("two\n* more", (), day), Written("three", (), day, True)
        self.assertEqual(entries, expected)

    def test_a_day_above_all_is_that_of_each(self):
        day = date(2026, 3, 11)
        self.assertEqual(
            read("3/11\n* one\n* two", TODAY), (Written("one", (), day), Written("two", (), day))
        )

    def test_tags_belong_to_the_bullet_above_or_after_an_empty_line_to_all(self):
        self.assertEqual(read("* one\n* two\n#a", TODAY), (Written("one"), Written("two", ("a",))))
        both = read("* one\n  #b\n* two\n\n#a", TODAY)
        self.assertEqual(both, (Written("one", ("b", "a")), Written("two", ("a",))))

    def test_each_takes_the_definitions_that_it_uses(self):
        entries = read("* see [1]\n* two\n\n[1]: http://x.org", TODAY)
        self.assertEqual([entry.body for entry in entries], ["see [1]\n\n[1]: http://x.org", "two"])

    def test_a_definition_that_none_uses_keeps_them_together(self):
        text = "* one\n* two\n\n[1]: http://x.org"
        self.assertEqual(read(text, TODAY), (Written(text),))

    @given(st.lists(st.sampled_from(PIECES), max_size=20))
    def test_no_word_is_lost(self, pieces):
        text = "".join(pieces)
        entries = read(text, TODAY)
        kept = " ".join(
            [*(entry.body for entry in entries), *(tag for entry in entries for tag in entry.tags)]
        )
        for word in ("word", "tag", "http://x.org", "```"):
            self.assertEqual(word in kept, word in text)
