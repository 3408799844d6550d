"""The query language: what was typed into the search box as a tree, and what could not be meant.

Words in any order are all required. `"several words"` stand next to each other, `beg*` is how a word begins,
`title:word` stands in a title; `-x` and `NOT x` must not hold; `a OR b` binds closer than the and between
words; brackets group. Filters are named in `values.FIELDS`. Whatever else is typed is searched for as text,
and a remark says so: nothing raises.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass, replace

from .lexemes import Kind, Lexeme, read_lexemes
from .remarks import Remark, RemarkCode
from .tokens import spans
from .tree import Field, Node, Term, join_all, join_any, negate, to_text, top
from .values import FIELDS, KINDS, BadValue, read_value

LONGEST = 300
MOST_TERMS = 12
LONGEST_PHRASE = 20
SHORTEST_PREFIX = 3
MOST_REMARKS = 10
UNPRINTABLE = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
UNFINISHED = re.compile(r"(?:\s+(?:OR|AND|NOT|-))+\s*$")
"""Operators at the end, which wait for a word."""


@dataclass(frozen=True)
class Part:
    """One of the things that are required together: its text, and the text of the query without it."""

    node: Node
    text: str
    without: str


@dataclass(frozen=True)
class Query:
    """What was asked. `tree` is None where nothing in the text can be searched for."""

    tree: Node | None = None
    remarks: tuple[Remark, ...] = ()

    def __str__(self) -> str:
        """The canonical text: parsed again it gives the same tree."""
        return to_text(self.tree)

    @property
    def parts(self) -> list[Part]:
        nodes = top(self.tree)
        return [
            Part(node, to_text(node), to_text(join_all(n for n in nodes if n is not node))) for node in nodes
        ]


def parse(text: str, *, kinds: Collection[str] = KINDS, is_typing: bool = False) -> Query:
    """The query that a text asks; `kinds` are the values that `kind:` takes.

    With `is_typing` the last word may go on, unless a space follows it, and a last operator waits for a word.
    """
    typed = UNPRINTABLE.sub(" ", text.lstrip()[: LONGEST + 1])
    remarks = [Remark(RemarkCode.TOO_LONG, limit=LONGEST)] if len(typed.rstrip()) > LONGEST else []
    typed = UNFINISHED.sub("", typed[:LONGEST]) if is_typing else typed[:LONGEST]
    lexemes = read_lexemes(typed, remarks)
    if is_typing and lexemes and typed.endswith(lexemes[-1].words):
        lexemes = leave_open(lexemes)
    return Parser(lexemes, remarks, kinds).parse()


def leave_open(lexemes: list[Lexeme]) -> list[Lexeme]:
    """The same with a last word that is only begun; one that must not occur is waited for."""
    *others, last = lexemes
    if last.kind is not Kind.WORDS or last.is_quoted:
        return lexemes
    is_negative = bool(others) and others[-1].kind in {Kind.MINUS, Kind.NOT}
    is_long = len(last_token(last.words)) >= SHORTEST_PREFIX
    return [*others, replace(last, has_star=last.has_star or (is_long and not is_negative))]


def last_token(words: str) -> str:
    """The last token where the words end with it, and do not go on with signs."""
    found = [span for span in spans(words) if span.end == len(words)]
    return found[-1].token if found else ""


class Parser:
    """Lexemes read from left to right; `remarks` grows on the way."""

    def __init__(self, lexemes: list[Lexeme], remarks: list[Remark], kinds: Collection[str]) -> None:
        self.lexemes, self.remarks, self.kinds = lexemes, remarks, kinds
        self.place = self.terms = 0
        self.left_out: list[str] = []

    def parse(self) -> Query:
        tree = self.read_all()
        if self.left_out:
            self.remark(RemarkCode.TOO_MANY_TERMS, " ".join(self.left_out), limit=MOST_TERMS)
        return Query(tree, tuple(dict.fromkeys(self.remarks))[:MOST_REMARKS])

    def remark(self, code: RemarkCode, words: str, name: str = "", limit: int = 0) -> None:
        self.remarks.append(Remark(code, words, name, limit))

    def next_is(self, *kinds: Kind) -> bool:
        return self.place < len(self.lexemes) and self.lexemes[self.place].kind in kinds

    def take(self, *kinds: Kind) -> Lexeme | None:
        if not self.next_is(*kinds):
            return None
        self.place += 1
        return self.lexemes[self.place - 1]

    def read_all(self) -> Node | None:
        nodes = []
        while self.place < len(self.lexemes) and not self.next_is(Kind.CLOSE):
            nodes.append(self.read_any())
            self.take(Kind.AND)
        return join_all(node for node in nodes if node)

    def read_any(self) -> Node | None:
        nodes = [self.read_one()]
        while self.take(Kind.OR):
            nodes.append(self.read_one())
        return join_any(node for node in nodes if node)

    def read_one(self) -> Node | None:
        is_negative = False
        while self.take(Kind.MINUS, Kind.NOT):
            is_negative = not is_negative
        node = None
        if self.take(Kind.OPEN):
            node = self.read_all()
            self.take(Kind.CLOSE)
        elif lexeme := self.take(Kind.WORDS):
            node = self.read_leaf(lexeme)
        return negate(node) if node and is_negative else node

    def read_leaf(self, lexeme: Lexeme) -> Node | None:
        if self.terms >= MOST_TERMS:
            self.left_out.append(lexeme.source)
            return None
        name = lexeme.name.lower()
        node = self.read_field(name, lexeme) if name in FIELDS else self.read_text(name, lexeme)
        self.terms += node is not None
        return node

    def read_field(self, name: str, lexeme: Lexeme) -> Node | None:
        try:
            return Field(name, read_value(name, lexeme.words, self.kinds), lexeme.source)
        except BadValue:
            code = RemarkCode.BAD_VALUE if lexeme.words.strip() else RemarkCode.EMPTY_FIELD
            self.remark(code, lexeme.source, name)
            return self.read_term(lexeme.source, lexeme.has_star and bool(lexeme.words))

    def read_text(self, name: str, lexeme: Lexeme) -> Node | None:
        if name == "title" and any(True for _ in spans(lexeme.words)):
            return self.read_term(lexeme.words, lexeme.has_star, in_title=True)
        if name == "title":
            self.remark(RemarkCode.EMPTY_FIELD, lexeme.source, name)
        elif name and not lexeme.words.startswith(":") and lexeme.words:
            self.remark(RemarkCode.UNKNOWN_FIELD, lexeme.source, lexeme.name)
        return self.read_term(lexeme.source, lexeme.has_star)

    def read_term(self, source: str, has_star: bool, *, in_title: bool = False) -> Term | None:
        found = list(spans(source))
        if not found:
            self.remark(RemarkCode.NO_WORDS, source.strip() or ("*" if has_star else '""'))
            return None
        if len(found) > LONGEST_PHRASE:
            source, has_star = source[: found[LONGEST_PHRASE - 1].end], False
            self.remark(RemarkCode.LONG_PHRASE, source, limit=LONGEST_PHRASE)
        tokens = tuple(span.token for span in found[:LONGEST_PHRASE])
        is_prefix = has_star and len(tokens[-1]) >= SHORTEST_PREFIX
        is_character = len(tokens[-1]) == 1 and not tokens[-1].isascii()  # all words go on from it
        if has_star and not is_prefix and not is_character:
            self.remark(RemarkCode.SHORT_PREFIX, source, limit=SHORTEST_PREFIX)
        return Term(tokens, is_prefix, in_title, source.strip())
