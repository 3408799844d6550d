from django.test import SimpleTestCase
from hypothesis import given
from hypothesis import strategies as st

from passages.search.spelling import closest, distance, edits

WORDS = st.text("abcé", max_size=6)


def plain_distance(a, b):
    """The definition, without a limit: optimal string alignment."""
    if not a or not b:
        return len(a) + len(b)
    options = [plain_distance(a[1:], b) + 1, plain_distance(a, b[1:]) + 1]
    options.append(plain_distance(a[1:], b[1:]) + (a[0] != b[0]))
    if len(a) > 1 and len(b) > 1 and a[0] == b[1] and a[1] == b[0]:
        options.append(plain_distance(a[2:], b[2:]) + 1)
    return min(options)


class DistanceTests(SimpleTestCase):
    def test_each_slip_counts_once(self):
        for other in ("attentoin", "atention", "attentiion", "attenzion"):
            self.assertEqual(distance("attention", other), 1)
        self.assertEqual(distance("transfromer", "transformers"), 2)

    def test_what_is_farther_is_one_more_than_the_limit(self):
        self.assertEqual(distance("attention", "intuition"), 3)
        self.assertEqual(distance("a", "attention", limit=1), 2)

    @given(WORDS, WORDS, st.integers(0, 4))
    def test_it_is_the_distance_by_definition(self, a, b, limit):
        self.assertEqual(distance(a, b, limit), min(plain_distance(a, b), limit + 1))


class EditsTests(SimpleTestCase):
    def test_every_slip_is_there(self):
        self.assertTrue({"tranformer", "trasnformer", "transformers", "tronsformer"} <= edits("transformer"))

    def test_letters_of_the_word_can_come_in_again(self):
        self.assertIn("деерево", edits("дерево"))

    def test_numbers_and_words_too_short_or_long_have_none(self):
        for word in ("", "ab", "2023", "中", "a" * 26):
            self.assertEqual(edits(word), set())

    def test_there_are_not_too_many(self):
        self.assertLess(len(edits("abcdefghijklmnopqrstuvwxy")), 1400)

    @given(st.text("abé", min_size=3, max_size=8))
    def test_all_are_one_slip_away(self, word):
        self.assertEqual({distance(word, edit) for edit in edits(word)}, {1})


class ClosestTests(SimpleTestCase):
    def test_fewer_slips_come_first_and_then_more_frequent_words(self):
        candidates = [("attentions", 9), ("attention", 2), ("attendon", 5), ("intuition", 99)]
        self.assertEqual(closest("attenton", candidates), ["attendon", "attention", "attentions"])

    def test_the_same_first_letter_comes_first(self):
        self.assertEqual(closest("tree", [("free", 50), ("tres", 1)]), ["tres", "free"])

    def test_a_short_word_allows_one_slip_only(self):
        self.assertEqual(closest("tree", [("three", 1), ("trade", 9)]), ["three"])

    def test_the_word_itself_is_not_proposed(self):
        self.assertEqual(closest("tree", [("tree", 5)]), [])

    def test_at_most_so_many_are_given(self):
        self.assertEqual(closest("word", [("ward", 1), ("wort", 2), ("work", 3)], limit=1), ["work"])
