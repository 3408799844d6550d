"""Both databases find what the meaning of a query says: random queries, random documents, one evaluator."""

import sqlite3
from contextlib import closing
from unittest import skipUnless

from django.db import connection
from django.test import SimpleTestCase
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from passages.search import And, Not, Or, Term, to_fts5, to_tsquery, to_tsvector

WORDS = ["tree", "trees", "treat", "gpt", "4", "中", "文", "c0plus0plus", "it", "🙂", "мир", "ab"]
TEXTS = st.lists(st.sampled_from(WORDS), max_size=8)
DOCUMENTS = st.lists(st.tuples(TEXTS, TEXTS, TEXTS), min_size=1, max_size=6)
TERMS = st.builds(
    Term,
    st.lists(st.sampled_from([*WORDS, "tre"]), min_size=1, max_size=3).map(tuple),
    st.booleans(),
    st.booleans(),
)


def branch(kind):
    return lambda nodes: st.lists(nodes, min_size=2, max_size=3).map(lambda found: kind(tuple(found)))


TREES = st.recursive(
    TERMS, lambda nodes: branch(And)(nodes) | branch(Or)(nodes) | nodes.map(Not), max_leaves=8
)


def is_hit(node, document):
    """What a tree means, said as simply as possible; a document is its title, tags and body in tokens."""
    match node:
        case Term():
            return any(has_phrase(node, column) for column in document[: 1 if node.in_title else 3])
        case Not(inner):
            return not is_hit(inner, document)
        case And(nodes):
            return all(is_hit(inner, document) for inner in nodes)
        case Or(nodes):
            return any(is_hit(inner, document) for inner in nodes)


def has_phrase(term, column):
    size = len(term.tokens)
    return any(agrees(term, column[at : at + size]) for at in range(len(column) - size + 1))


def agrees(term, found):
    *firsts, last = term.tokens
    ends = found[-1].startswith(last) if term.is_prefix else found[-1] == last
    return found[:-1] == firsts and ends


def expected(tree, documents):
    return {number for number, document in enumerate(documents) if is_hit(tree, document)}


class Fts5Tests(SimpleTestCase):
    @settings(max_examples=400, deadline=None)
    @given(TREES, DOCUMENTS)
    def test_a_tree_finds_what_it_means(self, tree, documents):
        with closing(sqlite3.connect(":memory:")) as database:
            database.execute("CREATE VIRTUAL TABLE fts USING fts5(title, tags, body, tokenize='ascii')")
            rows = [(number, *map(" ".join, document)) for number, document in enumerate(documents)]
            database.executemany("INSERT INTO fts(rowid, title, tags, body) VALUES (?, ?, ?, ?)", rows)
            match = to_fts5(tree)
            found = {
                row for (row,) in database.execute("SELECT rowid FROM fts WHERE fts MATCH ?", [match.text])
            }
        everything = set(range(len(documents)))
        self.assertEqual(everything - found if match.is_negated else found, expected(tree, documents))


@skipUnless(connection.vendor == "postgresql", "needs PostgreSQL")
class TsqueryTests(TestCase):
    @settings(max_examples=300, deadline=None)
    @given(TREES, DOCUMENTS)
    def test_a_tree_finds_what_it_means(self, tree, documents):
        sql = (
            "SELECT v::tsvector @@ %s::tsquery FROM unnest(%s::text[]) WITH ORDINALITY AS d(v, n) ORDER BY n"
        )
        with connection.cursor() as cursor:
            cursor.execute(sql, [to_tsquery(tree), [to_tsvector(*document) for document in documents]])
            found = {number for number, (is_found,) in enumerate(cursor.fetchall()) if is_found}
        self.assertEqual(found, expected(tree, documents))
