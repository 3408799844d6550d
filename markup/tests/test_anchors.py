import re
import time

from django.test import SimpleTestCase
from hypothesis import given
from hypothesis import strategies as st

from markup import keep_anchors

TEXTS = st.lists(st.text(alphabet="abc é日", max_size=6), max_size=12)


def saved(texts: list[str], seed: str = "entry-1") -> list[tuple[str, str]]:
    """A document's anchors and texts after its first save."""
    return list(zip(keep_anchors([], texts, seed=seed), texts, strict=True))


class AnchorTests(SimpleTestCase):
    def test_an_anchor_is_b_and_eight_characters_of_base32(self):
        for anchor in keep_anchors([], ["one", "two", "", "one"], seed="entry-1"):
            self.assertRegex(anchor, r"\Ab[a-z2-7]{8}\Z")

    def test_equal_texts_have_different_anchors(self):
        self.assertEqual(len(set(keep_anchors([], ["same"] * 50, seed="entry-1"))), 50)

    def test_two_documents_have_different_anchors(self):
        self.assertNotEqual(keep_anchors([], ["a"], seed="1"), keep_anchors([], ["a"], seed="2"))

    def test_nothing_changes_when_nothing_changed(self):
        old = saved(["one", "two", "two", ""])
        self.assertEqual(
            keep_anchors(old, ["one", "two", "two", ""], seed="other"), [anchor for anchor, _ in old]
        )

    def test_a_block_that_is_put_in_between_leaves_the_others_alone(self):
        old = saved(["one", "two"])
        first, new, second = keep_anchors(old, ["one", "between", "two"], seed="entry-1")
        self.assertEqual([first, second], [anchor for anchor, _ in old])
        self.assertNotIn(new, [anchor for anchor, _ in old])

    def test_an_edited_block_keeps_its_anchor(self):
        old = saved(
            ["An introduction", "The cathedral leaves its locale to be recieved in the studio", "The end"]
        )
        new = [
            "An introduction",
            "The cathedral leaves its locale to be received in the studio of an art lover",
            "End",
        ]
        self.assertEqual(keep_anchors(old, new, seed="entry-1")[1], old[1][0])

    def test_an_edited_and_moved_block_keeps_its_anchor(self):
        old = saved(["Amara's Law, overestimate the effect in the short run", "second", "third"])
        new = ["second", "third", "Amara's Law, to overestimate the effect in the short run."]
        self.assertEqual(keep_anchors(old, new, seed="entry-1"), [old[1][0], old[2][0], old[0][0]])

    def test_a_small_mistake_in_a_short_text_is_no_new_block(self):
        old = saved(["Quotes", "Summery"])
        self.assertEqual(keep_anchors(old, ["Quotes", "Summary"], seed="entry-1")[1], old[1][0])

    def test_another_text_in_the_same_place_has_a_new_anchor(self):
        old = saved(["one", "Havanese and Avedon", "three"])
        self.assertNotIn(
            keep_anchors(old, ["one", "lava lamps", "three"], seed="entry-1")[1], [a for a, _ in old]
        )

    def test_an_anchor_that_was_given_up_is_not_given_to_another_text(self):
        old = saved(["one", "two"])
        again = keep_anchors([(old[0][0], "something else entirely")], ["one"], seed="entry-1")
        self.assertNotEqual(again[0], old[0][0])

    def test_5000_rewritten_blocks_take_little_time(self):
        old = saved(
            [f"the old text number {n} about {n * 7} things and {'words ' * (n % 40)}" for n in range(5000)]
        )
        new = [f"a quite new line {n * 3} of {n} letters {'signs ' * (n % 40)}" for n in range(5000)]
        started_at = time.perf_counter()
        anchors = keep_anchors(old, new, seed="entry-1")
        self.assertLess(time.perf_counter() - started_at, 5)
        self.assertEqual(len(set(anchors)), 5000)

    @given(TEXTS, st.data())
    def test_anchors_of_unchanged_texts_survive_any_order_and_any_insertion(self, texts, data):
        old = saved(texts)
        inserted = data.draw(st.lists(st.text(alphabet="xyz", min_size=7, max_size=9), max_size=5))
        new = data.draw(st.permutations(texts + inserted))
        anchors = keep_anchors(old, new, seed="entry-1")
        for text in texts:
            before = [anchor for anchor, old_text in old if old_text == text]
            self.assertEqual(
                [anchor for anchor, new_text in zip(anchors, new, strict=True) if new_text == text], before
            )

    @given(TEXTS, TEXTS)
    def test_anchors_are_unique_well_formed_and_the_same_each_time(self, before, after):
        old = saved(before)
        anchors = keep_anchors(old, after, seed="entry-1")
        self.assertEqual(len(set(anchors)), len(after))
        self.assertTrue(all(re.fullmatch(r"b[a-z2-7]{8}", anchor) for anchor in anchors))
        self.assertEqual(anchors, keep_anchors(old, after, seed="entry-1"))
