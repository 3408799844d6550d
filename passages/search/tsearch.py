"""Trees and tokens as literals of PostgreSQL's tsquery and tsvector
(https://www.postgresql.org/docs/current/datatype-textsearch.html)."""

from collections.abc import Iterator, Sequence

from .tree import And, Node, Not, Or, Term

LAST_POSITION = 16383
MOST_POSITIONS = 250
LARGEST = 1_000_000
"""Bytes; a tsvector holds less than a megabyte of words and positions together."""

GAP = 20
"""Positions between title, tags and body: a phrase has at most as many words, so it cannot reach across."""


def to_tsquery(node: Node) -> str:
    """The literal for `::tsquery` of a tree that `is_text`; TypeError for one with a filter in it."""
    match node:
        case Term():
            return to_phrase(node)
        case Not(inner):
            return f"!{to_tsquery(inner)}"
        case And(nodes):
            return f"({' & '.join(map(to_tsquery, nodes))})"
        case Or(nodes):
            return f"({' | '.join(map(to_tsquery, nodes))})"
    raise TypeError(f"{node!r} is not text.")


def to_phrase(term: Term) -> str:
    """Each word as `'word':*A`: a beginning, in the title, where they hold."""
    weight = "A" * term.in_title
    labels = [weight] * (len(term.tokens) - 1) + ["*" * term.is_prefix + weight]
    words = [label_word(word, label) for word, label in zip(term.tokens, labels, strict=True)]
    return f"({' <-> '.join(words)})"


def label_word(word: str, label: str) -> str:
    return f"{quote(word)}:{label}" if label else quote(word)


def to_tsvector(title: Sequence[str], tags: Sequence[str], body: Sequence[str]) -> str:
    """The literal for `::tsvector` of tokens: the title weighs A, the tags B.

    A word has at most 250 positions; words after position 16383 have none, so that they are found, but not in
    a phrase; words beyond about a megabyte are left out.
    """
    places: dict[str, list[str]] = {}
    size = 0
    for word, label in label_tokens(title, tags, body):
        if word not in places:
            cost = len(word.encode()) + 8
            if size + cost > LARGEST:
                continue
            places[word] = []
            size += cost
        if label and len(places[word]) < MOST_POSITIONS and size + 2 <= LARGEST:
            places[word].append(label)
            size += 2
    return " ".join(label_word(word, ",".join(at)) for word, at in places.items())


def label_tokens(title: Sequence[str], tags: Sequence[str], body: Sequence[str]) -> Iterator[tuple[str, str]]:
    start = 1
    for words, weight in ((title, "A"), (tags, "B"), (body, "")):
        for position, word in enumerate(words, start):
            yield word, f"{position}{weight}" if position <= LAST_POSITION else ""
        start += len(words) + GAP


def quote(word: str) -> str:
    doubled = word.replace("\\", "\\\\").replace("'", "''")
    return f"'{doubled}'"
