"""The locator of a block as an element of its own: the owner's words, else the inherited one after them."""

import re

from markdown_it.token import Token

from .locators import Locator

OWN = "locator"
INHERITED = "locator locator--inherited"


def mark_place(tokens: list[Token], text: str, locator: Locator) -> None:
    """Set the locator apart that was found in these inline tokens, whose plain text is `text`.

    One that Markdown has taken to pieces, as in "p. *12*", stays as it is.
    """
    pattern = re.compile(r"\s+".join(map(re.escape, locator.text.split())))
    before = len(pattern.findall(text, 0, locator.start))
    found = [
        (index, match)
        for index, token in enumerate(tokens)
        if token.type == "text"
        for match in pattern.finditer(token.content)
    ]
    if len(found) == len(pattern.findall(text)) > before:
        index, match = found[before]
        tokens[index : index + 1] = divided(tokens[index].content, match)


def divided(text: str, match: re.Match[str]) -> list[Token]:
    parts = [
        new_text(text[: match.start()]),
        new_locator(match[0], OWN),
        new_text(text[match.end() :]),
    ]
    return [part for part in parts if part.content]


def add_inherited(tokens: list[Token], locator: Locator) -> None:
    """Say at the end of a block where in the work it stands by what it stands under."""
    tokens += [new_text(" "), new_locator(f"({locator.text})", INHERITED)]


def new_text(content: str) -> Token:
    return Token("text", "", 0, content=content)


def new_locator(content: str, css_class: str) -> Token:
    return Token("locator", "", 0, content=content, info=css_class)
