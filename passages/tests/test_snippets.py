from django.test import SimpleTestCase
from hypothesis import given, settings
from hypothesis import strategies as st

from passages.search import parse, positive_terms
from passages.search.snippets import CHUNK, WIDTH, Piece, mark, score, snippet
from tests.examples import examples

WORDS = st.lists(
    st.sampled_from(["tree", "Bäume", "中文", "GPT-4", "\n", "of the", "x" * 90, "🙂", "ﷺ½"])
).map(" ".join)
QUERIES = st.sampled_from(["tree", '"of the" baume', "中文", "gpt-4 tre*", "-tree", "the 文", "x*", "1 2"])


def ask(query):
    return positive_terms(parse(query).tree)


def show(pieces):
    return "".join(f"[{piece.text}]" if piece.is_marked else piece.text for piece in pieces)


class MarkTests(SimpleTestCase):
    def assert_marked(self, query, expected):
        with self.subTest(query):
            self.assertEqual(show(mark(expected.replace("[", "").replace("]", ""), ask(query))), expected)

    def test_words_are_marked_as_the_index_finds_them(self):
        self.assert_marked("muller", "So [Müller], [MULLER] and Müllers")
        self.assert_marked("mull*", "So [Müller] and [Müllers]")
        self.assert_marked("c++", "[C++] is not C")

    def test_a_phrase_is_one_mark(self):
        self.assert_marked("GPT-4", "GPT, [GPT-4], [gpt 4] and 4")
        self.assert_marked('"language mod"*', "a [language model], a model")
        self.assert_marked("中文", "我学习[中文]，文中[中文]")

    def test_marks_that_touch_are_one(self):
        self.assert_marked('"a b" "b c"', "x [a b c] d")
        self.assert_marked("中 文", "我[中文]")

    def test_what_must_not_occur_is_not_marked(self):
        self.assert_marked("a -b -(-c)", "[a] b [c]")

    def test_a_term_for_titles_is_marked_in_titles(self):
        self.assert_marked("title:tree", "A [tree]")

    def test_nothing_is_escaped_here(self):
        self.assertEqual(mark("<b>", ask("b")), [Piece("<"), Piece("b", True), Piece(">")])


class SnippetTests(SimpleTestCase):
    def test_a_short_text_is_shown_whole(self):
        self.assertEqual(show(snippet(" One tree. ", ask("tree"))), " One [tree]. ")

    def test_the_place_with_most_of_the_terms_is_shown(self):
        text = "tree tree tree " + "word " * 100 + "a tree near a house, " + "word " * 100
        shown = show(snippet(text, ask("tree house")))
        self.assertIn("a [tree] near a [house],", shown)
        self.assertTrue(shown.startswith("…word") and shown.endswith("word…"), shown)

    def test_the_beginning_is_shown_where_nothing_matches(self):
        shown = snippet("Words of a text. " * 50, ask("tree"))
        self.assertTrue(show(shown).startswith("Words of a text. Words"))
        self.assertFalse(any(piece.is_marked for piece in shown))
        self.assertEqual(snippet("", ask("tree")), [])

    def test_it_is_cut_between_characters_of_a_script_without_spaces(self):
        shown = show(snippet("我学习" * 200 + "中文" + "我学习" * 200, ask("中文")))
        self.assertIn("我学习[中文]我学习", shown)
        self.assertLessEqual(len(shown), WIDTH + 4)

    def test_a_mark_is_not_torn_from_its_letter(self):
        shown = show(snippet("ที่" * 400 + "tree" + "ที่" * 400, ask("tree")))
        self.assertTrue(shown.startswith("…ที่") and shown.endswith("ที่…"), shown)

    def test_a_term_for_titles_is_not_marked(self):
        self.assertEqual(show(snippet("A tree", ask("title:tree"))), "A tree")

    def test_a_word_far_into_a_long_text_is_found(self):
        text = "tree " + "word " * CHUNK + "tree and house " + "word " * CHUNK
        self.assertIn("[tree] and [house]", show(snippet(text, ask("tree house"))))

    def test_one_endless_word_is_cut(self):
        shown = snippet("x" * 100_000, ask("x*"))
        self.assertLessEqual(sum(len(piece.text) for piece in shown), WIDTH + 2)

    @settings(max_examples=examples(300), deadline=None)
    @given(WORDS | st.text(), QUERIES, st.integers(1, 60))
    def test_a_snippet_is_a_piece_of_the_text_and_marks_what_it_can(self, text, query, width):
        pieces = snippet(text, ask(query), width)
        shown = "".join(piece.text for piece in pieces)
        self.assertIn(shown.removeprefix("…").removesuffix("…"), text)
        self.assertLessEqual(len(shown), 2 * width + 2)
        self.assertTrue(all(piece.text for piece in pieces))
        self.assertEqual("".join(piece.text for piece in mark(text, ask(query))), text)
        self.assertEqual(any(p.is_marked for p in pieces), score(text, ask(query)) > 0)


class ScoreTests(SimpleTestCase):
    def test_it_counts_the_terms_and_not_their_places(self):
        self.assertEqual(score("tree tree house", ask('tree house "a tree" gar*')), 2)
        self.assertEqual(score("In the garden", ask("gard* -the")), 1)

    def test_terms_for_titles_do_not_count(self):
        self.assertEqual(score("tree", ask("title:tree")), 0)
