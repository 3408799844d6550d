from datetime import date, timedelta
from itertools import pairwise

from django.test import SimpleTestCase
from hypothesis import given
from hypothesis import strategies as st

from passages.rotation import stride, turn_on

START = date(2020, 1, 1)

# The numbers of things by days after the start.
counts = st.dictionaries(st.integers(0, 400), st.integers(1, 30), min_size=1, max_size=12)


def dated(numbers):
    return [(START + timedelta(days=day), numbers[day]) for day in sorted(numbers)]


def turns(rows, days):
    return [turn_on(START + timedelta(days=day), rows) for day in days]


class RotationTests(SimpleTestCase):
    def test_nothing_has_its_turn_where_nothing_is(self):
        self.assertIsNone(turn_on(START, []))

    def test_nothing_has_its_turn_before_the_day_after_the_first(self):
        self.assertEqual([bool(turn) for turn in turns(dated({5: 1}), [0, 4, 5, 6])], [False] * 3 + [True])

    @given(counts, st.integers(0, 5000))
    def test_any_stretch_as_long_as_there_are_things_shows_each_once_while_nothing_new_comes(
        self, numbers, late
    ):
        size = sum(numbers.values())
        begin = 401 + size + late
        shown = turns(dated(numbers), range(begin, begin + size))
        self.assertEqual(len(set(shown)), size)

    @given(counts, st.integers(1, 500))
    def test_what_is_shown_is_there_and_dated_before_its_day(self, numbers, day):
        turn = turn_on(START + timedelta(days=day), dated(numbers))
        if turn:
            self.assertLess(turn.day, START + timedelta(days=day))
            self.assertLess(turn.index, dict(dated(numbers))[turn.day])

    @given(counts)
    def test_whatever_comes_in_the_meantime_nothing_is_shown_again_before_all_of_its_round_was(self, numbers):
        rows = dated(numbers)
        day = min(numbers) + 1
        while day < 500:
            # A round holds everything dated before it begins; here the rounds are walked one by one.
            size = sum(number for date_, number in rows if date_ < START + timedelta(days=day))
            self.assertEqual(len(set(turns(rows, range(day, day + size)))), size)
            day += size

    @given(counts, st.integers(1, 600), counts)
    def test_what_is_dated_today_or_later_changes_nothing_today(self, numbers, today, others):
        later = {today + day: number for day, number in others.items()}
        before = {day: number for day, number in numbers.items() if day < today}
        more = {**numbers, **later}
        day = START + timedelta(days=today)
        self.assertEqual(turn_on(day, dated(before)), turn_on(day, dated({**before, **later})))
        self.assertEqual(turn_on(day, dated(before)), turn_on(day, dated({**more, **before})))

    def test_what_comes_during_a_round_waits_for_the_next(self):
        rows = dated({0: 3, 2: 1})
        self.assertEqual(len(set(turns(rows, range(1, 4)))), 3)
        self.assertEqual(len(set(turns(rows, range(4, 8)))), 4)

    def test_neighbours_do_not_follow_each_other(self):
        shown = [turn.index for turn in turns(dated({0: 100}), range(1, 101))]
        self.assertNotIn(1, [abs(one - other) for one, other in pairwise(shown)])

    def test_a_thousand_years_and_a_million_things_are_no_matter(self):
        rows = [(date(1000, 1, 1), 1), *dated({0: 1_000_000})]
        self.assertEqual(turn_on(date(9999, 12, 31), rows).day, START)

    @given(st.integers(1, 10_000))
    def test_a_stride_visits_every_place(self, size):
        self.assertEqual(len({stride(size) * number % size for number in range(size)}), size)
