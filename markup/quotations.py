"""Which blocks are quotations: they open with a quotation mark, most are never closed."""

import re
from collections.abc import Iterable

from markdown_it.token import Token

ALWAYS = frozenset('"“„«「『')
SINGLE = {"'": "'’", "‘": "’"}
# What may follow a quotation: its place in parentheses and punctuation.
AFTERWARDS = re.compile(r"(?:\([^()]*\)|[^\w(])*\Z")


def opens_quotation(text: str, tokens: Iterable[Token]) -> bool:
    """Whether a block's plain `text` opens with a quotation mark that is not part of a link's title.

    'Scare quotes' open many sentences: a single mark counts only when nothing follows after its closing.
    """
    if not text or (text[0] not in ALWAYS and text[0] not in SINGLE):
        return False
    return not starts_in_link(tokens) and (text[0] in ALWAYS or not is_closed_early(text))


def starts_in_link(tokens: Iterable[Token]) -> bool:
    """Whether the first thing that shows stands in a link."""
    for token in tokens:
        if token.type in {"link_open", "image"}:
            return True
        if token.content.strip() and token.type != "raw_open":
            return False
    return False


def is_closed_early(text: str) -> bool:
    """Whether words follow the mark that closes the opening one."""
    closing = SINGLE[text[0]]
    for index in range(1, len(text)):
        if (
            text[index] in closing
            and not text[index - 1].isspace()
            and not text[index + 1 : index + 2].isalnum()
        ):
            return AFTERWARDS.match(text, index + 1) is None
    return False
