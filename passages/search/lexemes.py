"""A query taken apart: signs, and words with what stands around them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import Enum

from .remarks import Remark, RemarkCode

QUOTES = '"“”„'
DEEPEST = 8
"""Brackets within brackets; those further in are passed over."""

PATTERN = re.compile(
    rf"(?P<minus>-(?=[^\s\-)]))|(?:(?P<name>\w+):)?[{QUOTES}](?P<quoted>[^{QUOTES}]*)[{QUOTES}](?P<star>\**)"
    rf"|(?P<sign>[(){QUOTES}])|(?P<bare>[^\s{QUOTES}]+)"
)


class Kind(Enum):
    WORDS = "words"
    OPEN = "("
    CLOSE = ")"
    MINUS = "-"
    OR = "OR"
    AND = "AND"
    NOT = "NOT"


@dataclass(frozen=True)
class Lexeme:
    """A sign, or words: `name` is what stands before a colon, `words` what stands after it, or all."""

    kind: Kind
    words: str = ""
    name: str = ""
    is_quoted: bool = False
    has_star: bool = False

    @property
    def source(self) -> str:
        """The words as they were typed, without quotation marks and star."""
        return f"{self.name}:{self.words}" if self.name else self.words


BEGINNINGS = {Kind.WORDS, Kind.OPEN, Kind.MINUS, Kind.NOT}
ENDS = {Kind.WORDS, Kind.CLOSE}
OPERATORS = {kind.value: kind for kind in (Kind.OR, Kind.AND, Kind.NOT)}


def read_lexemes(text: str, remarks: list[Remark]) -> list[Lexeme]:
    """The lexemes of a query in order, every bracket with its other; what is odd is added to the remarks."""
    return list(settle_operators(list(read_raw(text, remarks)), remarks))


def read_raw(text: str, remarks: list[Remark]) -> Iterator[Lexeme]:
    position = depth = 0
    while match := PATTERN.search(text, position):
        position = match.end()
        if match["minus"]:
            yield Lexeme(Kind.MINUS)
        elif match["quoted"] is not None:
            yield Lexeme(Kind.WORDS, match["quoted"], match["name"] or "", True, bool(match["star"]))
        elif match["sign"] == "(":
            depth += 1
            if depth <= DEEPEST:
                yield Lexeme(Kind.OPEN)
        elif match["sign"] == ")":
            if 0 < depth <= DEEPEST:
                yield Lexeme(Kind.CLOSE)
            depth = max(depth - 1, 0)
        elif match["sign"]:
            remarks.append(Remark(RemarkCode.OPEN_QUOTE, text[position:].strip() or match["sign"]))
        else:
            bare = until_unopened(match["bare"])
            position = match.start() + len(bare)
            yield read_bare(bare)
    yield from [Lexeme(Kind.CLOSE)] * min(depth, DEEPEST)


def until_unopened(bare: str) -> str:
    """A word up to the first closing bracket that closes nothing in it: `f(x)` is one word."""
    depth = 0
    for place, character in enumerate(bare):
        depth += (character == "(") - (character == ")")
        if depth < 0:
            return bare[:place]
    return bare


def read_bare(bare: str) -> Lexeme:
    if bare in OPERATORS:
        return Lexeme(OPERATORS[bare], bare)
    words = bare.rstrip("*")
    name, colon, value = words.partition(":")
    has_name = bool(colon and re.fullmatch(r"\w+", name))
    return Lexeme(Kind.WORDS, value if has_name else words, name if has_name else "", has_star=words != bare)


def settle_operators(lexemes: list[Lexeme], remarks: list[Remark]) -> Iterator[Lexeme]:
    """The same, but an operator that joins nothing is a word."""
    before = None
    for place, lexeme in enumerate(lexemes):
        after = lexemes[place + 1].kind if place + 1 < len(lexemes) else None
        joins = after in BEGINNINGS and (lexeme.kind is Kind.NOT or before in ENDS)
        if lexeme.words in OPERATORS and lexeme.kind is not Kind.WORDS and not joins:
            remarks.append(Remark(RemarkCode.LONE_OPERATOR, lexeme.words))
            lexeme = replace(lexeme, kind=Kind.WORDS, is_quoted=True)
        before = lexeme.kind
        yield lexeme
