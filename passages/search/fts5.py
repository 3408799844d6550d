"""A tree of words as SQLite's FTS5 takes it (https://www.sqlite.org/fts5.html#full_text_query_syntax)."""

from collections.abc import Iterable
from dataclasses import dataclass

from .tree import And, Node, Not, Or, Term


@dataclass(frozen=True)
class Match:
    """An expression for MATCH; where `is_negated`, the hits are the rows that do not match it.

    FTS5 has only a binary NOT, so that `-a` alone or in an OR cannot be said; but every tree is either an
    expression or the complement of one: `a OR -b` is all rows but those of `b NOT a`.
    """

    text: str
    is_negated: bool = False


def to_fts5(node: Node) -> Match:
    """The expression of a tree that `is_text`; TypeError for one with a filter in it."""
    match node:
        case Term():
            return Match(to_phrase(node))
        case Not(inner):
            found = to_fts5(inner)
            return Match(found.text, not found.is_negated)
        case And(nodes):
            positive, negative = divide(nodes)
            if not positive:
                return Match(group("OR", negative), True)
            return Match(without(group("AND", positive), group("OR", negative)))
        case Or(nodes):
            positive, negative = divide(nodes)
            if not negative:
                return Match(group("OR", positive))
            return Match(without(group("AND", negative), group("OR", positive)), True)
    raise TypeError(f"{node!r} is not text.")


def has_positive(node: Node) -> bool:
    """Whether MATCH alone finds the hits of a tree that `is_text`, and can rank them."""
    return not to_fts5(node).is_negated


def divide(nodes: Iterable[Node]) -> tuple[list[str], list[str]]:
    found = [to_fts5(node) for node in nodes]
    return [m.text for m in found if not m.is_negated], [m.text for m in found if m.is_negated]


def group(operator: str, expressions: list[str]) -> str:
    return f"({f' {operator} '.join(expressions)})" if expressions else ""


def without(expression: str, unwanted: str) -> str:
    return f"({expression} NOT {unwanted})" if unwanted else expression


def to_phrase(term: Term) -> str:
    words = " ".join(term.tokens).replace('"', '""')
    return f'{"{title} : " * term.in_title}"{words}"{" *" * term.is_prefix}'
