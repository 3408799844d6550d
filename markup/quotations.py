"""Which blocks are quotations: they open with a quotation mark, or with its place and then a quotation mark.

Most are never closed.
"""

import re
from collections.abc import Iterable

from markdown_it.token import Token

from .locators import after_locator

ALWAYS = frozenset('"“„«「『')
SINGLE = {"'": "'’", "‘": "’"}
# What may follow a quotation: its place in parentheses and punctuation.
AFTERWARDS = re.compile(r"(?:\([^()]*\)|[^\w(])*\Z")


def opens_quotation(text: str, tokens: Iterable[Token]) -> bool:
    """Whether a block's plain `text` opens with a quotation mark that is not part of a link's title.

    'Scare quotes' open many sentences: a single mark counts only when nothing follows after its closing.
    """
    said = after_locator(text)
    if not said or (said[0] not in ALWAYS and said[0] not in SINGLE):
        return False
    before = len("".join(text.removesuffix(said).split()))
    return not is_in_link(tokens, before) and (said[0] in ALWAYS or not is_closed_early(said))


def is_in_link(tokens: Iterable[Token], before: int) -> bool:
    """Whether what shows after so many characters, spaces apart, stands in a link."""
    links = 0
    for token in tokens:
        links += token.nesting if token.type.startswith("link_") else token.tag == "img"
        before -= len("".join(token.content.split())) if token.type != "raw_open" else 0
        if before < 0 or (links and before == 0):
            return links > 0
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
