"""Which blocks of a text are private: those that begin with %%, with all that belongs to them."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from markdown_it.token import Token

from .plain_text import to_plain
from .raw_html import block_children

Lines = tuple[int, int]

# Emphasis, a link's bracket, tags and what cannot be seen may stand before the sign; behind a backslash it is
# two characters like any others.
SIGN = re.compile(r"(?:[*_~\[\s\xad\u200b-\u200f\u2060\ufeff]|<[^<>]*>)*%%")
WITH_WORDS = {"paragraph_open", "heading_open", "table_open"}
LISTS = {"bullet_list_open", "ordered_list_open"}
ITEM = "list_item_open"
NOTE = "footnote_reference_open"
# What begins with their first block begins with the first item of a list, which stands on the same line.
HOLDERS = {ITEM, NOTE, "blockquote_open"}
CAN_BE_EMPTIED = {*LISTS, ITEM, "blockquote_open"}


@dataclass(frozen=True)
class Unit:
    """One margin: the parts of the token stream that it is, and the lines of a private section.

    The footnotes in a section are no part of it, since they belong to whoever refers to them.
    """

    parts: list[range]
    section: Lines | None = None


class Tree:
    """The block tokens of a text, each with the token that closes it and the one that it stands in."""

    def __init__(self, tokens: list[Token]) -> None:
        self.tokens = tokens
        self.closing = list(range(len(tokens)))
        self.parents: list[int | None] = []
        opened: list[int] = []
        for index, token in enumerate(tokens):
            if token.nesting == -1 and opened:
                self.closing[opened.pop()] = index
            self.parents.append(opened[-1] if opened else None)
            if token.nesting == 1:
                opened.append(index)

    def margins(self, *, is_one: bool) -> Iterator[Unit]:
        """The margins in the order of the text; `is_one` takes all of it for one block with its children."""
        if is_one and self.tokens and self.begins(0):
            yield Unit([range(len(self.tokens))], (0, self.end_of(None)))
            return
        index = 0
        while index < len(self.tokens):
            if self.tokens[index].nesting == -1 or not self.begins(index):
                index += 1
                continue
            is_heading = self.tokens[index].type == "heading_open"
            unit = self.section(index) if is_heading else Unit([self.with_list(index)])
            yield unit
            index = unit.parts[-1].stop

    def begins(self, index: int) -> bool:
        """Whether a block begins with the sign."""
        token = self.tokens[index]
        if token.type in HOLDERS:
            first = index + 1
            while token.type != "blockquote_open" and self.tokens[first].type in LISTS:
                first += 1
            return first < self.closing[index] and self.begins(first)
        if token.type in WITH_WORDS:
            first = next(at for at in range(index, len(self.tokens)) if self.tokens[at].type == "inline")
            return SIGN.match(self.tokens[first].content) is not None
        return (
            token.type == "html_block"
            and "%%" in token.content
            and to_plain(block_children(token.content)).startswith("%%")
        )

    def with_list(self, index: int) -> range:
        """A block, with the list that stands on the next line under a paragraph."""
        end = self.closing[index] + 1
        is_followed = self.tokens[index].type == "paragraph_open" and end < len(self.tokens)
        if (
            is_followed
            and self.tokens[end].type in LISTS
            and first_line(self.tokens[end]) == self.last(index)
        ):
            end = self.closing[end] + 1
        return range(index, end)

    def section(self, index: int) -> Unit:
        """A heading with all up to the next one of its level or a higher one."""
        parts = [range(index, self.closing[index] + 1)]
        end = self.end_of(self.parents[index])
        at = parts[0].stop
        while at < len(self.tokens) and self.tokens[at].nesting != -1:
            token = self.tokens[at]
            if token.type == "heading_open" and token.tag <= self.tokens[index].tag:
                end = first_line(token)
                break
            after = self.closing[at] + 1
            if token.type != NOTE or self.begins(at):
                parts.append(range(at, after))
            at = after
        return Unit(parts, (first_line(self.tokens[index]), end))

    def with_emptied(self, gone: set[int]) -> set[int]:
        """Those tokens, and the lists and quotations that would hold nothing without them."""
        gone = set(gone)
        left = [0] * len(self.tokens)
        for index in reversed(range(len(self.tokens))):
            token = self.tokens[index]
            if token.nesting == -1:
                continue
            is_emptied = token.type in CAN_BE_EMPTIED and not left[index] and self.closing[index] > index + 1
            if is_emptied:
                gone |= {index, self.closing[index]}
            parent = self.parents[index]
            if parent is not None and index not in gone:
                left[parent] += 1
        return gone

    def forget_tasks(self, gone: set[int]) -> None:
        """Let no list say that it holds tasks whose tasks are all among those tokens."""
        tasks = {
            self.parents[index]
            for index, token in enumerate(self.tokens)
            if token.type == ITEM and "checked" in token.meta and index not in gone
        }
        for index, token in enumerate(self.tokens):
            if token.type in LISTS and token.attrGet("class") and index not in tasks:
                del token.attrs["class"]

    def outermost(self, gone: Iterable[int]) -> Iterator[int]:
        """Those of the tokens that open something and stand in none of the others."""
        gone = set(gone)
        for index in sorted(gone):
            if self.tokens[index].nesting != -1 and self.parents[index] not in gone:
                yield index

    def last(self, index: int) -> int:
        return lines_of(self.tokens[index])[1]

    def end_of(self, container: int | None) -> int:
        """The line after the last one of a container, or of the text."""
        if container is not None and self.tokens[container].map:
            return self.last(container)
        return 1 << 60


def lines_of(token: Token) -> Lines:
    """The first line of a block, from 0, and the one after its last."""
    return (token.map[0], token.map[1]) if token.map else (0, 0)


def first_line(token: Token) -> int:
    return lines_of(token)[0]
