"""The words of a block without its markup."""

from collections.abc import Iterable
from html import unescape

from markdown_it.token import Token

from .raw_html import FLOW

BREAKS = frozenset({"softbreak", "hardbreak", "raw_void"})
VERBATIM = frozenset({"text", "code_inline", "math_inline", "math_inline_double", "citation"})


def to_plain(tokens: Iterable[Token]) -> str:
    """Text of inline tokens, whitespace collapsed: link text, image alt, TeX and code stay."""
    return collapse("".join(map(plain_of, tokens)))


def collapse(text: str) -> str:
    """A text with every run of whitespace as one space."""
    return " ".join(text.split())


def plain_of(token: Token) -> str:
    """Text of one inline token."""
    if token.type in VERBATIM:
        return token.content
    if token.type == "html_text":
        return unescape(token.content)
    if token.type in BREAKS or token.tag in FLOW:
        return " "
    if token.tag == "img":
        return to_plain(token.children or [])
    if token.type == "wiki":
        return token.info or token.meta["reference"].value
    return ""
