import json
from datetime import date
from pathlib import Path

from django.test import SimpleTestCase
from hypothesis import example, given, settings
from hypothesis import strategies as st

from passages.search import (
    And,
    Field,
    Not,
    Or,
    RemarkCode,
    Term,
    fields,
    is_text,
    parse,
    positive_terms,
    split,
    to_fts5,
    to_text,
    to_tsquery,
)
from passages.search.query import LONGEST, MOST_REMARKS
from tests.examples import examples

NAUGHTY = json.loads((Path(__file__).parent / "naughty_strings.json").read_text())["strings"]

A, B, C = Term(("a",)), Term(("b",)), Term(("c",))
FRAGMENTS = (
    'a GPT-4 " "a_b" - NOT OR AND ( ) tree* title: tag:x before:2023 year: after:2023-02-30 C++ -b "x"* 中文 '
    'foo: : has:link domain: ½ ﷺ don\'t author:"w b" kind:paper issued:0000 “ „x” --c ** a:b:c \ufeff'
)
ANYTHING = (
    st.text()
    | st.text(st.sampled_from("ab*-:\"()“' \0\ud800中OR"))
    | st.tuples(st.sampled_from(["", " "]), st.lists(st.sampled_from(FRAGMENTS.split()))).map(
        lambda p: p[0].join(p[1])
    )
)


def phrase(words, **details):
    return Term(tuple(words.split()), **details)


class ParseTests(SimpleTestCase):
    def assert_tree(self, text, tree):
        with self.subTest(ascii(text)):
            query = parse(text)
            self.assertEqual(query.tree, tree)
            self.assertEqual(query.remarks, ())

    def test_all_words_are_required(self):
        self.assert_tree("a", A)
        self.assert_tree(" a  b\tc ", And((A, B, C)))
        self.assert_tree("", None)
        self.assert_tree(" \0\n ", None)

    def test_words_are_folded(self):
        self.assert_tree("Müller", phrase("muller"))
        self.assert_tree("C++", phrase("c0plus0plus"))

    def test_words_said_twice_are_asked_once(self):
        self.assert_tree('a A "a" b', And((A, B)))

    def test_quotation_marks_and_signs_make_a_phrase(self):
        self.assert_tree('"a b" “b c”', And((phrase("a b"), phrase("b c"))))
        self.assert_tree("GPT-4", phrase("gpt 4"))
        self.assert_tree("O'Brien", phrase("o brien"))
        self.assert_tree("中文", phrase("中 文"))
        self.assert_tree("f(x)", phrase("f x"))

    def test_or_binds_closer_than_and(self):
        self.assert_tree("a OR b c", And((Or((A, B)), C)))
        self.assert_tree("c a OR b OR a", And((C, Or((A, B)))))
        self.assert_tree("a AND b", And((A, B)))

    def test_operators_are_in_capitals(self):
        self.assert_tree("a or not", And((A, phrase("or"), phrase("not"))))

    def test_not(self):
        self.assert_tree("a -b", And((A, Not(B))))
        self.assert_tree("NOT b", Not(B))
        self.assert_tree('-"a b" -NOT c', And((Not(phrase("a b")), C)))
        self.assert_tree("a OR -b", Or((A, Not(B))))

    def test_a_hyphen_that_is_no_not(self):
        self.assert_tree("--version", phrase("version"))
        self.assert_tree("a-b", phrase("a b"))

    def test_brackets_group(self):
        self.assert_tree("(a b) OR c", Or((And((A, B)), C)))
        self.assert_tree("-(a OR b)", Not(Or((A, B))))
        self.assert_tree("(a (b (c", And((A, B, C)))
        self.assert_tree("a) b () c", And((A, B, C)))

    def test_a_star_makes_a_beginning(self):
        self.assert_tree(
            "tree* GPT-four*", And((phrase("tree", is_prefix=True), phrase("gpt four", is_prefix=True)))
        )
        self.assert_tree("中文*", phrase("中 文"))
        self.assert_tree('"a tree"*', phrase("a tree", is_prefix=True))

    def test_title(self):
        self.assert_tree(
            "title:a -Title:tree*",
            And((Term(("a",), in_title=True), Not(phrase("tree", is_prefix=True, in_title=True)))),
        )
        self.assert_tree('title:"a b"', phrase("a b", in_title=True))

    def test_fields(self):
        self.assert_tree('tag:"language  models"', Field("tag", "language models"))
        self.assert_tree("TAG:LoRA", Field("tag", "LoRA"))
        self.assert_tree("-tag:a OR topic:b", Or((Not(Field("tag", "a")), Field("topic", "b"))))
        self.assert_tree("author:“walter benjamin”", Field("author", "walter benjamin"))
        self.assert_tree("paper:llama year:2023", And((Field("paper", "llama"), Field("year", 2023))))
        self.assert_tree("issued:1936 has:Quote", And((Field("issued", 1936), Field("has", "quote"))))
        for address in (
            "example.org",
            "www.Example.org",
            "https://example.org/a?b",
            "http://example.org.:80",
        ):
            self.assert_tree(f"domain:{address}", Field("domain", "example.org"))
        self.assert_tree("kind:Entry", Field("kind", "entry"))

    def test_before_is_before_the_first_day(self):
        for text, day in {"2023": (2023, 1, 1), "2023-03": (2023, 3, 1), "2023-03-11": (2023, 3, 11)}.items():
            self.assert_tree(f"before:{text}", Field("before", date(*day)))

    def test_after_is_from_the_day_after_the_last(self):
        for text, day in {"2023": (2024, 1, 1), "2023-12": (2024, 1, 1), "2024-02-29": (2024, 3, 1)}.items():
            self.assert_tree(f"after:{text}", Field("after", date(*day)))

    def test_kinds_are_told(self):
        self.assertEqual(parse("kind:letter", kinds=["letter"]).tree, Field("kind", "letter"))
        self.assertEqual(parse("kind:letter").tree, phrase("kind letter"))


class RemarkTests(SimpleTestCase):
    def assert_remark(self, text, tree, code, words):
        with self.subTest(ascii(text)):
            query = parse(text)
            self.assertEqual(query.tree, tree)
            self.assertEqual([(r.code, r.words) for r in query.remarks], [(code, words)])
            self.assertIn(words, str(query.remarks[0]))

    def test_an_unknown_field_is_text(self):
        code = RemarkCode.UNKNOWN_FIELD
        self.assert_remark("foo:bar", phrase("foo bar"), code, "foo:bar")
        self.assert_remark('foo:"b c"', phrase("foo b c"), code, "foo:b c")
        self.assert_remark("https://a.org/b", phrase("https a org b"), code, "https://a.org/b")
        self.assert_remark("doi:10.1/x", phrase("doi 10 1 x"), code, "doi:10.1/x")
        self.assert_remark("arXiv:2106.09685", phrase("arxiv 2106 09685"), code, "arXiv:2106.09685")
        self.assert_remark("3:30", phrase("3 30"), code, "3:30")

    def test_a_field_without_a_value_is_text(self):
        for text in ("tag:", 'tag:""', 'tag:"  "'):
            self.assertEqual(parse(text).tree, phrase("tag"))
            self.assertEqual(parse(text).remarks[0].code, RemarkCode.EMPTY_FIELD)
        self.assert_remark("title:!", phrase("title"), RemarkCode.EMPTY_FIELD, "title:!")

    def test_a_value_that_is_none_is_text(self):
        for text in (
            "year:abc", "year:23", "issued:0000", "before:yesterday", "after:2023-02-30", "before:2023-13",
            "after:9999", "has:cheese", "kind:cheese", "domain:/x", "before:2023-00-01", "year:２０２３",
        ):  # fmt: skip
            self.assert_remark(text, Term(parse(f'"{text}"').tree.tokens), RemarkCode.BAD_VALUE, text)

    def test_an_open_quotation_mark_is_nothing(self):
        self.assert_remark('a "b c', And((A, B, C)), RemarkCode.OPEN_QUOTE, "b c")
        self.assert_remark('title:a"', Term(("a",), in_title=True), RemarkCode.OPEN_QUOTE, '"')

    def test_a_short_beginning_is_a_word(self):
        self.assert_remark("tr*", phrase("tr"), RemarkCode.SHORT_PREFIX, "tr")

    def test_signs_alone_are_nothing(self):
        self.assert_remark("a !?", A, RemarkCode.NO_WORDS, "!?")
        self.assert_remark("*", None, RemarkCode.NO_WORDS, "*")
        self.assert_remark('""', None, RemarkCode.NO_WORDS, '""')

    def test_a_remark_is_made_once_and_there_are_not_too_many(self):
        self.assert_remark("? ? a ?", A, RemarkCode.NO_WORDS, "?")
        self.assertEqual(len(parse(" ".join("?" * number for number in range(20))).remarks), MOST_REMARKS)

    def test_an_operator_that_joins_nothing_is_a_word(self):
        self.assert_remark("a OR", And((A, phrase("or"))), RemarkCode.LONE_OPERATOR, "OR")
        self.assert_remark("NOT", phrase("not"), RemarkCode.LONE_OPERATOR, "NOT")
        self.assert_remark("OR a", And((phrase("or"), A)), RemarkCode.LONE_OPERATOR, "OR")

    def test_a_long_text_is_cut(self):
        query = parse("a" * 500)
        self.assertEqual(query.remarks[0].code, RemarkCode.TOO_LONG)
        self.assertEqual(parse("a" + " " * 500).remarks, ())

    def test_too_many_terms_are_left_out(self):
        words = [f"w{number}" for number in range(14)]
        self.assert_remark(
            " ".join(words), And(tuple(map(phrase, words[:12]))), RemarkCode.TOO_MANY_TERMS, "w12 w13"
        )

    def test_a_long_phrase_is_cut(self):
        self.assert_remark(f'"{"a " * 25}"', Term(("a",) * 20), RemarkCode.LONG_PHRASE, "a " * 19 + "a")


class TypingTests(SimpleTestCase):
    def assert_typed(self, text, same_as):
        with self.subTest(ascii(text)):
            self.assertEqual(parse(text, is_typing=True), parse(same_as))

    def test_the_last_word_may_go_on(self):
        self.assert_typed("a tre", "a tre*")
        self.assert_typed("a OR title:tre", "a OR title:tre*")
        self.assert_typed("GPT-fou", "GPT-fou*")

    def test_an_operator_waits_for_its_word(self):
        for text in ("a OR", "a AND ", "a NOT", "a -", "a OR NOT"):
            self.assertEqual(parse(text, is_typing=True), parse("a"))

    def test_what_cannot_go_on(self):
        for text in ("tre ", "tr", '"a tree"', "tag:tree", "-tree", "NOT tree", "tree!", "中文", "tree)"):
            self.assert_typed(text, text)


class PartTests(SimpleTestCase):
    def test_each_part_can_be_taken_off(self):
        query = parse('"a b" -tag:lora x OR y Müller tree* before:2023')
        self.assertEqual(
            [part.text for part in query.parts],
            ['"a b"', "-tag:lora", "x OR y", "Müller", "tree*", "before:2023-01-01"],
        )
        self.assertEqual(query.parts[1].without, '"a b" x OR y Müller tree* before:2023-01-01')

    def test_one_part_without_itself_is_nothing(self):
        self.assertEqual([(part.text, part.without) for part in parse("a OR b").parts], [("a OR b", "")])
        self.assertEqual(parse("").parts, [])


class TreeTests(SimpleTestCase):
    def test_text_and_filters_are_split(self):
        text, others = split(parse("a tag:x b OR tag:y -c").tree)
        self.assertEqual(text, And((A, Not(C))))
        self.assertEqual(others, (Field("tag", "x"), Or((B, Field("tag", "y")))))
        self.assertEqual(split(None), (None, ()))

    def test_what_must_not_occur_is_not_positive(self):
        self.assertEqual(positive_terms(parse("a -b -(-c) tag:x").tree), [A, C])

    def test_fields_are_found_wherever_they_stand(self):
        found = fields(parse("a -(b OR tag:x) year:2023").tree)
        self.assertEqual(found, [Field("tag", "x"), Field("year", 2023)])

    def test_a_tree_made_by_hand_has_a_text(self):
        tree = And(
            (phrase("a b"), Or((And((A, Not(C))), Field("after", date(2024, 1, 1)))), Field("tag", "x (y)"))
        )
        self.assertEqual(to_text(tree), '"a b" (a -c) OR after:2023-12-31 tag:"x (y)"')
        self.assertEqual(parse(to_text(tree)).tree, tree)

    def test_words_that_would_be_signs_are_quoted(self):
        for text in ('"OR"', '"-a"', '"title:a"', '"a)"'):
            self.assertEqual(str(parse(text)), text)


class AnyInputTests(SimpleTestCase):
    def assert_understood(self, text, is_typing):
        query = parse(text, is_typing=is_typing)
        self.assertTrue(all(map(str, query.remarks)))
        if len(str(query)) > LONGEST:  # brackets and quotation marks were added
            return
        self.assertEqual(parse(str(query)).tree, query.tree)
        for part in query.parts:
            self.assertEqual(parse(part.text).tree, part.node)
            self.assertNotIn(part.node, (other.node for other in parse(part.without).parts))
        if query.tree and is_text(query.tree):
            self.assertTrue(to_fts5(query.tree).text)
            self.assertTrue(to_tsquery(query.tree))

    @settings(max_examples=examples(400), deadline=None)
    @given(ANYTHING, st.booleans())
    @example("(" * 300, False)
    @example("-(" * 150 + "a", False)
    @example("NOT " * 75, False)
    @example('author:"*" author:* author:x*y author:"x*"', False)
    @example("domain:A:a: domain:www.www.www. domain:.www.a. domain:www.", False)
    @example("x" * 100_000, True)
    def test_any_text_is_a_query_and_its_text_asks_the_same(self, text, is_typing):
        self.assert_understood(text, is_typing)

    def test_naughty_strings_are_queries(self):
        for text in NAUGHTY:
            with self.subTest(ascii(text)):
                self.assert_understood(text, False)
                self.assert_understood(text, True)
