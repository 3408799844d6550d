"""Puts a wiki link around words of a text where that cannot go wrong."""

from markdown_it.token import Token

from .document import parse
from .references import WIKI, Reference

LONGEST = 200_000
CANNOT_STAND_IN_LABEL = frozenset("[]|\n\r")


def link_words(body: str, words: str, slug: str) -> str | None:
    """The text with `[[slug|words]]` for the words; all else stays byte for byte.

    None unless they stand in it exactly once, in no link, code or formula, and it says the same afterwards;
    a text of more than 200,000 characters is not tried.
    """
    can_be_label = words.strip() and not CANNOT_STAND_IN_LABEL & set(words)
    if len(body) > LONGEST or not can_be_label or body.count(words) != 1:
        return None
    linked = body.replace(words, f"[[{slug}|{words}]]")
    before, after = parse(body), parse(linked)
    reference = Reference(WIKI, slug)
    is_same = [block.text for block in before.blocks] == [block.text for block in after.blocks]
    is_only = after.references - before.references <= {reference}
    is_linked = links_to(after.tokens, reference) == links_to(before.tokens, reference) + 1
    return linked if is_same and is_only and is_linked else None


def links_to(tokens: list[Token], reference: Reference) -> int:
    """How many wiki links lead to it that stand in no other link."""
    number = depth = 0
    for token in inline_tokens(tokens):
        depth += token.nesting if token.tag == "a" else 0
        number += token.type == "wiki" and token.meta["reference"] == reference and depth == 0
    return number


def inline_tokens(tokens: list[Token]) -> list[Token]:
    return [child for token in tokens for child in token.children or []]
