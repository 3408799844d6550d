import random
import time

from django.test import SimpleTestCase
from hypothesis import given
from hypothesis import strategies as st

from history.comparing import changed_names
from history.diff import CONTEXT, diff

LINES = st.lists(st.sampled_from(["one\n", "two words\n", "\n", "three, more words\n", "end"]), max_size=12)


def written(parts):
    """The parts as one line: [-gone-], {+new+}, and the number of lines that are left out."""
    marks = {"same": "{}", "gone": "[-{}-]", "new": "{{+{}+}}"}
    return "".join(
        f"<{part.left_out}>"
        if part.left_out
        else "".join(marks[piece.kind].format(piece.text) for piece in part.pieces)
        for part in parts
    )


class DiffTests(SimpleTestCase):
    def test_the_same_text_has_no_difference(self):
        self.assertEqual(diff("one\ntwo", "one\ntwo"), [])

    def test_words_within_a_line(self):
        parts = diff("It was read on Monday, I think.", "It was read on Tuesday, I think.")
        self.assertEqual(written(parts), "It was read on [-Monday-]{+Tuesday+}, I think.")

    def test_words_that_stand_together_are_one_change(self):
        parts = diff("The quick brown fox sleeps here now.", "The very slow fox sleeps here now.")
        self.assertEqual(written(parts), "The [-quick brown-]{+very slow+} fox sleeps here now.")

    def test_a_line_that_is_written_anew_is_shown_as_that(self):
        self.assertEqual(
            written(diff("All of this goes", "Nothing but that")), "[-All of this goes-]{+Nothing but that+}"
        )

    def test_lines_far_from_a_change_are_left_out(self):
        old = [f"line {number}\n" for number in range(20)]
        new = [*old[:10], "more\n", *old[10:]]
        parts = diff("".join(old), "".join(new))
        self.assertEqual([part.left_out for part in parts if part.left_out], [10 - CONTEXT, 10 - CONTEXT])
        self.assertIn("{+more\n+}", written(parts))

    def test_a_text_that_is_all_new(self):
        self.assertEqual(written(diff("", "new")), "{+new+}")
        self.assertEqual(written(diff("old", "")), "[-old-]")

    @given(LINES, LINES)
    def test_either_text_can_be_read_off(self, old, new):
        old, new = "".join(old), "".join(new)
        parts = [part for part in diff(old, new) if part.is_changed]
        shown = {
            kind: "".join(p.text for part in parts for p in part.pieces if p.kind in (kind, "same"))
            for kind in ("gone", "new")
        }
        if old == new:
            self.assertEqual(parts, [])
        self.assertLessEqual(len(shown["gone"]), len(old))
        self.assertLessEqual(len(shown["new"]), len(new))

    @given(LINES, LINES)
    def test_nothing_is_lost_where_all_lines_are_near(self, old, new):
        parts = diff("".join(old), "".join(new))
        if any(part.left_out for part in parts) or not parts:
            return
        pieces = [piece for part in parts for piece in part.pieces]
        self.assertEqual("".join(p.text for p in pieces if p.kind != "new"), "".join(old))
        self.assertEqual("".join(p.text for p in pieces if p.kind != "gone"), "".join(new))

    def test_hostile_texts_take_less_than_a_second(self):
        chance = random.Random(1)
        size = 200_000
        letters = ["".join(chance.choices("ab\n ", k=size)) for _ in range(2)]
        lines = ["\n".join(chance.choices("0123456789", k=size // 2)) for _ in range(2)]
        single = ["a " * (size // 2), "b " * (size // 2)]
        shuffled = [str(number) for number in range(size // 6)]
        orders = ["\n".join(chance.sample(shuffled, len(shuffled))) for _ in range(2)]
        long = [" ".join(chance.choices(["x", "y"], k=size // 2)) for _ in range(2)]
        halves = [
            "\n".join(f"{n} a b a b a b a b {chance.choice('xyz')}" for n in range(9_000)) for _ in range(2)
        ]
        for old, new in (letters, lines, single, orders, long, halves):
            with self.subTest(old=old[:20]):
                start = time.process_time()
                diff(old, new)
                self.assertLess(time.process_time() - start, 1)


class ChangedNamesTests(SimpleTestCase):
    def test_things_with_keys_are_the_same_under_another_name(self):
        before = {"title": "A", "topics": [{"pk": 1, "title": "Old"}]}
        after = {"title": "B", "topics": [{"pk": 1, "title": "New"}], "tags": []}
        self.assertEqual(changed_names(before, after), ["title", "tags"])
