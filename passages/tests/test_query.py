from django.test import SimpleTestCase
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from passages.search import is_text, parse, to_fts5, to_tsquery
from passages.search.query import LONGEST

ANYTHING = (
    st.text()
    | st.text(st.sampled_from("ab*-:\"()“' \0\ud800中OR"))
    | st.lists(
        st.sampled_from(
            [
                "a",
                "GPT-4",
                '"',
                '"a b"',
                "-",
                "NOT",
                "OR",
                "AND",
                "(",
                ")",
                "tree*",
                "title:",
                "tag:x",
                "before:2023",
                "year:",
                "after:2023-02-30",
                "C++",
                "-b",
                '"x"*',
                "中文",
                "foo:",
                ":",
                "has:link",
                "domain:",
                "½",
                "ﷺ",
            ]
        )
    ).flatmap(lambda words: st.sampled_from(["", " "]).map(lambda space: space.join(words)))
)


class AnyInputTests(SimpleTestCase):
    @settings(max_examples=1000, deadline=None)
    @given(ANYTHING, st.booleans())
    @example("(" * 300, False)
    @example("-(" * 150 + "a", False)
    @example("NOT " * 75, False)
    def test_any_text_is_a_query_and_its_text_asks_the_same(self, text, is_typing):
        query = parse(text, is_typing=is_typing)
        [str(remark) for remark in query.remarks]
        assume(len(str(query)) <= LONGEST)
        self.assertEqual(parse(str(query)).tree, query.tree)
        for part in query.parts:
            self.assertEqual(parse(part.text).tree, part.node)
        if query.tree and is_text(query.tree):
            to_fts5(query.tree)
            to_tsquery(query.tree)
