"""What a query means: a small tree of terms and filters joined by and, or, not."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TypeAlias

Value: TypeAlias = str | int | date

OPERATORS = frozenset({"OR", "AND", "NOT"})
SAFE = re.compile(r"[^\s\"“”„():*\-][^\s\"“”„():*]*")
"""Words that mean themselves where no quotation marks stand around them."""


@dataclass(frozen=True)
class Term:
    """A word, or several that stand next to each other (a phrase; `GPT-4` is one).

    `tokens` is never empty. The last one is a beginning only where `is_prefix`. `source` is what was typed,
    without its signs, and says nothing about what is found.
    """

    tokens: tuple[str, ...]
    is_prefix: bool = False
    in_title: bool = False
    source: str = field(default="", compare=False)


@dataclass(frozen=True)
class Field:
    """A filter: `tag topic author paper domain kind has` have a text, `year issued` a number, and a date have
    `before` (read on a day before it) and `after` (read on that day or later: `after:2023` is 2024-01-01)."""

    name: str
    value: Value
    source: str = field(default="", compare=False)


@dataclass(frozen=True)
class Not:
    node: "Node"


@dataclass(frozen=True)
class And:
    """All of at least two nodes, none of them an And, no two the same."""

    nodes: tuple["Node", ...]


@dataclass(frozen=True)
class Or:
    """One of at least two nodes, none of them an Or, no two the same."""

    nodes: tuple["Node", ...]


Node: TypeAlias = Term | Field | Not | And | Or


def join_all(nodes: Iterable[Node]) -> Node | None:
    """All of the nodes as one; none for none."""
    return join(And, nodes)


def join_any(nodes: Iterable[Node]) -> Node | None:
    """Any of the nodes as one; none for none."""
    return join(Or, nodes)


def join(kind: type[And] | type[Or], nodes: Iterable[Node]) -> Node | None:
    flat = (part for node in nodes for part in (node.nodes if isinstance(node, kind) else (node,)))
    different = tuple(dict.fromkeys(flat))
    return kind(different) if len(different) > 1 else next(iter(different), None)


def negate(node: Node) -> Node:
    return node.node if isinstance(node, Not) else Not(node)


def leaves(node: Node | None) -> Iterator[Term | Field]:
    """Every term and filter, negated or not, in the order they were typed."""
    match node:
        case Term() | Field():
            yield node
        case Not(inner):
            yield from leaves(inner)
        case And(nodes) | Or(nodes):
            for inner in nodes:
                yield from leaves(inner)


def positive(node: Node | None, is_wanted: bool = True) -> Iterator[Term | Field]:
    """The terms and filters that a hit may have, and not those that it must not have."""
    match node:
        case Term() | Field():
            if is_wanted:
                yield node
        case Not(inner):
            yield from positive(inner, not is_wanted)
        case And(nodes) | Or(nodes):
            for inner in nodes:
                yield from positive(inner, is_wanted)


def positive_terms(node: Node | None) -> list[Term]:
    """The terms that a snippet marks."""
    return [leaf for leaf in positive(node) if isinstance(leaf, Term)]


def fields(node: Node | None) -> list[Field]:
    """Every filter, negated or not."""
    return [leaf for leaf in leaves(node) if isinstance(leaf, Field)]


def is_text(node: Node) -> bool:
    """Whether the index of words alone can answer it."""
    return all(isinstance(leaf, Term) for leaf in leaves(node))


def top(node: Node | None) -> tuple[Node, ...]:
    """The nodes that are required together."""
    if node is None:
        return ()
    return node.nodes if isinstance(node, And) else (node,)


def split(node: Node | None) -> tuple[Node | None, tuple[Node, ...]]:
    """The part that the index of words answers (none where there is none), and the others, all required."""
    parts = top(node)
    return join_all(part for part in parts if is_text(part)), tuple(p for p in parts if not is_text(p))


def to_text(node: Node | None) -> str:
    """The query that means the node: parsed again it gives the same one (where that is within the limits)."""
    match node:
        case None:
            return ""
        case Term():
            return to_term_text(node)
        case Field(name, value):
            return f"{name}:{quote_value(to_value_text(name, value))}"
        case Not(inner):
            return f"-{to_group_text(inner)}"
        case And(nodes):
            return " ".join(map(to_text, nodes))
        case Or(nodes):
            return " OR ".join(to_group_text(n) if isinstance(n, And) else to_text(n) for n in nodes)


def to_group_text(node: Node) -> str:
    return f"({to_text(node)})" if isinstance(node, And | Or) else to_text(node)


def to_term_text(term: Term) -> str:
    words = term.source or " ".join(term.tokens)
    is_plain = SAFE.fullmatch(words) and words not in OPERATORS
    return f"{'title:' * term.in_title}{words if is_plain else quote(words)}{'*' * term.is_prefix}"


def to_value_text(name: str, value: Value) -> str:
    match name, value:
        case "after", date():
            return str(value - timedelta(days=1))
        case _, int():
            return f"{value:04d}"
        case _:
            return str(value)


def quote_value(value: str) -> str:
    return value if re.fullmatch(r"[^\s\"“”„()*]+", value) else quote(value)


def quote(words: str) -> str:
    return f'"{words}"'
