from django.test import SimpleTestCase

from passages.search import Term, parse, to_fts5, to_tsquery, to_tsvector
from passages.search.tsearch import LARGEST, LAST_POSITION, MOST_POSITIONS

TAG = parse("a tag:b").tree


class ToTsqueryTests(SimpleTestCase):
    def assert_tsquery(self, text, expected):
        with self.subTest(text):
            self.assertEqual(to_tsquery(parse(text).tree), expected)

    def test_each_kind_of_term(self):
        self.assert_tsquery("a", "('a')")
        self.assert_tsquery('"a b"', "('a' <-> 'b')")
        self.assert_tsquery("tree*", "('tree':*)")
        self.assert_tsquery('title:"a tree"*', "('a':A <-> 'tree':*A)")

    def test_terms_are_joined(self):
        self.assert_tsquery("a OR b -c", "((('a') | ('b')) & !('c'))")
        self.assert_tsquery("-(a OR b)", "!(('a') | ('b'))")

    def test_quotation_marks_are_doubled(self):
        self.assertEqual(to_tsquery(Term(("a'\\b",))), r"('a''\\b')")

    def test_a_filter_is_refused(self):
        with self.assertRaises(TypeError):
            to_tsquery(TAG)


class ToFts5Tests(SimpleTestCase):
    def test_each_kind_of_term(self):
        for text, expected in {
            "GPT-4": '"gpt 4"',
            "tree*": '"tree" *',
            'title:"a tree"*': '{title} : "a tree" *',
        }.items():
            self.assertEqual(to_fts5(parse(text).tree).text, expected)

    def test_quotation_marks_are_doubled(self):
        self.assertEqual(to_fts5(Term(('a"b',))).text, '"a""b"')

    def test_a_filter_is_refused(self):
        with self.assertRaises(TypeError):
            to_fts5(TAG)


class ToTsvectorTests(SimpleTestCase):
    def test_columns_have_weights_and_stand_apart(self):
        vector = to_tsvector(["a", "b"], ["c"], ["a", "d"])
        self.assertEqual(vector, "'a':1A,44 'b':2A 'c':23B 'd':45")

    def test_nothing_is_an_empty_vector(self):
        self.assertEqual(to_tsvector([], [], []), "")

    def test_quotation_marks_are_doubled(self):
        self.assertEqual(to_tsvector(["a'\\b"], [], []), r"'a''\\b':1A")

    def test_a_word_has_only_so_many_positions(self):
        vector = to_tsvector([], [], ["a"] * 1000)
        self.assertEqual(vector.count(","), MOST_POSITIONS - 1)

    def test_a_word_far_back_has_no_position(self):
        *_, last = to_tsvector([], [], [f"w{n}" for n in range(LAST_POSITION + 5)]).split()
        self.assertEqual(last, f"'w{LAST_POSITION + 4}'")

    def test_what_is_too_large_is_left_out(self):
        vector = to_tsvector([], [], [f"{n:0100}" for n in range(20_000)])
        self.assertLess(len(vector), LARGEST * 1.1)
