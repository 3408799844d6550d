"""Both databases find what the meaning of a query says: random queries, random documents, one evaluator."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from unittest import skipUnless

from django.db import connection
from django.test import SimpleTestCase
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from passages.search import And, Not, Or, Term, is_text, parse, to_fts5, to_tsquery, to_tsvector, tokens
from tests.examples import examples

NAUGHTY_TEXTS = json.loads((Path(__file__).parent / "naughty_strings.json").read_text())["strings"]
NAUGHTY = [words for words in map(tokens, NAUGHTY_TEXTS) if words]
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


def find(database, match):
    """The rows that match, as SQLite says it."""
    return {row for (row,) in database.execute("SELECT rowid FROM fts WHERE fts MATCH ?", [match.text])}


def create_index(documents):
    database = sqlite3.connect(":memory:")
    database.execute("CREATE VIRTUAL TABLE fts USING fts5(title, tags, body, tokenize='ascii')")
    rows = [(number, *map(" ".join, document)) for number, document in enumerate(documents)]
    database.executemany("INSERT INTO fts(rowid, title, tags, body) VALUES (?, ?, ?, ?)", rows)
    return closing(database)


class Fts5Tests(SimpleTestCase):
    @settings(max_examples=examples(150), deadline=None)
    @given(TREES, DOCUMENTS)
    def test_a_tree_finds_what_it_means(self, tree, documents):
        match = to_fts5(tree)
        with create_index(documents) as database:
            found = find(database, match)
        everything = set(range(len(documents)))
        self.assertEqual(everything - found if match.is_negated else found, expected(tree, documents))

    def test_naughty_strings_are_found_as_written(self):
        with create_index([("", "", words) for words in NAUGHTY]) as database:
            for number, words in enumerate(NAUGHTY):
                self.assertIn(number, find(database, to_fts5(Term(tuple(words)))), words)

    def test_naughty_strings_are_sound_expressions(self):
        with create_index([]) as database:
            for text in NAUGHTY_TEXTS:
                query = parse(text)
                if query.tree and is_text(query.tree):
                    self.assertEqual(find(database, to_fts5(query.tree)), set())


@skipUnless(connection.vendor == "postgresql", "needs PostgreSQL")
class TsqueryTests(TestCase):
    @settings(max_examples=examples(100), deadline=None)
    @given(TREES, DOCUMENTS)
    def test_a_tree_finds_what_it_means(self, tree, documents):
        sql = (
            "SELECT v::tsvector @@ %s::tsquery FROM unnest(%s::text[]) WITH ORDINALITY AS d(v, n) ORDER BY n"
        )
        with connection.cursor() as cursor:
            cursor.execute(sql, [to_tsquery(tree), [to_tsvector(*document) for document in documents]])
            found = {number for number, (is_found,) in enumerate(cursor.fetchall()) if is_found}
        self.assertEqual(found, expected(tree, documents))

    def test_the_largest_vectors_are_taken(self):
        for words in (
            [f"{n:0100}" for n in range(20_000)],
            [f"w{n}" for n in range(300_000)],
            ["a", "b"] * 20_000,
        ):
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT %s::tsvector @@ %s::tsquery", [to_tsvector([], [], words), "'b' | '0':*"]
                )
                self.assertIsNotNone(cursor.fetchone())

    def test_naughty_strings_are_found_as_written(self):
        for words in NAUGHTY:
            with connection.cursor() as cursor:
                values = [to_tsvector([], [], words), to_tsquery(Term(tuple(words)))]
                cursor.execute("SELECT %s::tsvector @@ %s::tsquery", values)
                self.assertTrue(cursor.fetchone()[0], words)
