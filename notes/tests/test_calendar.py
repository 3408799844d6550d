import re
from datetime import date, timedelta

from django.test import SimpleTestCase
from hypothesis import given
from hypothesis import strategies as st

from notes.calendar import HEIGHT, SIDE, WIDTH, Calendar, to_levels

years = st.integers(1, 9999)


def to_calendar(year, counts):
    return Calendar(year, tuple(counts.items()))


def squares(calendar):
    return [square for month in calendar.months for square in month.days]


class CalendarTests(SimpleTestCase):
    def test_a_week_is_a_column_that_starts_on_monday(self):
        counts = {date(2024, 1, day): 1 for day in (1, 7, 8)}  # Monday, Sunday, Monday
        self.assertEqual(
            [(s.x, s.y) for s in squares(to_calendar(2024, counts))], [(0, 14), (0, 86), (12, 14)]
        )

    def test_the_second_half_begins_anew(self):
        square, *_ = squares(to_calendar(2024, {date(2024, 7, 1): 1}))
        self.assertEqual((square.x, square.y), (0, 14))

    @given(years)
    def test_every_day_has_a_place_of_its_own_within_the_picture(self, year):
        for half in to_calendar(year, {}).halves:
            places = re.findall(r"M(\d+) (\d+)h", half.blanks)
            self.assertEqual(len(set(places)), len(places))
            self.assertLessEqual(max(int(x) for x, _ in places) + SIDE, WIDTH)
            self.assertLessEqual(max(int(y) for _, y in places) + SIDE, HEIGHT)
        days = sum(half.blanks.count("z") for half in to_calendar(year, {}).halves)
        self.assertEqual(days, (date(year, 12, 31) - date(year, 1, 1)).days + 1)

    def test_days_with_entries_are_counted_by_month_and_are_no_blanks(self):
        calendar = to_calendar(2023, {date(2023, 3, 11): 3, date(2023, 3, 9): 1, date(2023, 12, 31): 2})
        self.assertEqual([(m.first.month, m.count) for m in calendar.months], [(3, 4), (12, 2)])
        self.assertEqual((calendar.count, calendar.days), (6, 3))
        self.assertEqual(sum(half.blanks.count("z") for half in calendar.halves), 362)

    def test_another_year_is_left_out(self):
        self.assertEqual(squares(to_calendar(2023, {date(2022, 12, 31): 1})), [])


class LevelTests(SimpleTestCase):
    def levels(self, *numbers):
        days = [date(2023, 1, 1) + timedelta(days=number) for number in range(len(numbers))]
        return list(to_levels(dict(zip(days, numbers, strict=True))).values())

    def test_one_entry_is_always_of_the_lightest(self):
        self.assertEqual(self.levels(1, 1, 1), [1, 1, 1])

    def test_a_single_day_of_very_many_leaves_the_others_as_they_are(self):
        self.assertEqual(self.levels(1, 2, 3, 4), [1, 2, 3, 4])
        self.assertEqual(self.levels(1, 2, 3, 4000), [1, 2, 3, 4])

    @given(st.lists(st.integers(1, 50), min_size=1, max_size=60))
    def test_more_entries_are_never_lighter(self, numbers):
        in_order = [level for _, level in sorted(zip(numbers, self.levels(*numbers), strict=True))]
        self.assertEqual(in_order, sorted(in_order))
        self.assertLessEqual({*in_order}, {1, 2, 3, 4})
