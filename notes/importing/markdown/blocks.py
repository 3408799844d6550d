"""The outermost blocks of a Markdown text: headings, list items with all that is below them, the rest.

Follows CommonMark 0.31, except that a list item keeps every indented line below it, however little it is
indented.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from .definitions import footnote_label, link_definition
from .lines import columns_of, is_blank

_MARK = re.compile(r"([ ]{0,3})([*+-]|\d{1,9}[.)])(?=[ \t]|$)")
_HEADING = re.compile(r" {0,3}(#{1,6})(?=[ \t]|$)")
_FENCE = re.compile(r"[ \t]*(`{3,}|~{3,})(.*)")
_UNDERLINE = re.compile(r" {0,3}(=+|-+)[ \t]*$")
_HTML = re.compile(r" {0,3}<(!--|script\b|pre\b|style\b|textarea\b)", re.I)


class Kind(Enum):
    HEADING = "a heading"
    ITEM = "a bullet"
    CODE = "a code block"
    RULE = "a rule"
    HTML = "raw HTML"
    DEFINITION = "a definition"
    TEXT = "text outside a bullet"


@dataclass(frozen=True, slots=True)
class Block:
    """`line` is that of the file; `lines` are exact, without blank ones at the end.

    Of a heading, `text` are its words and `level` its depth. Of an item, `text` is its first line behind the
    mark, `indent` the column of the mark and `content` the column where its text begins. Of a definition,
    `text` is its label as labels are compared.
    """

    kind: Kind
    line: int
    lines: tuple[str, ...]
    text: str = ""
    level: int = 0
    indent: int = 0
    content: int = 0

    @property
    def source(self) -> str:
        return "\n".join(self.lines)


class Fence:
    """Follows, line by line, whether fenced code is open."""

    def __init__(self) -> None:
        self.mark = ""

    @property
    def is_open(self) -> bool:
        return bool(self.mark)

    def read(self, line: str) -> None:
        match = _FENCE.match(line)
        if match is None:
            return
        mark, info = match[1], match[2]
        if not self.mark:
            self.mark = "" if mark[0] == "`" and "`" in info else mark
        elif mark.startswith(self.mark) and not info.strip():
            self.mark = ""


def split_blocks(lines: list[str], first_line: int) -> Iterator[Block]:
    """The blocks in order. Every line that is not blank is in exactly one of them."""
    index = 0
    while index < len(lines):
        if is_blank(lines[index]):
            index += 1
            continue
        block = _block_at(lines, index, first_line + index)
        yield block
        index += len(block.lines)


def opens_block(line: str, *, is_in_ordered: bool = True) -> bool:
    """Whether `line` cannot be more of the paragraph above it.

    A number other than 1 begins a list only among its like: "written in⏎1986. A great year" is one sentence.
    """
    if columns_of(line) > 3:
        return False
    mark = _MARK.match(line)
    if mark:
        return len(mark[2]) == 1 or is_in_ordered or int(mark[2][:-1]) == 1
    starts = _HEADING.match(line) or _FENCE.match(line) or _HTML.match(line) or footnote_label(line)
    return bool(starts) or is_rule(line)


def is_rule(line: str) -> bool:
    bare = line.strip(" \t")
    return bare[:1] in ("-", "*", "_") and bare.count(bare[0]) > 2 and not bare.strip(bare[0] + " \t")


def is_bullet(line: str) -> bool:
    return bool(_MARK.match(line.lstrip(" \t"))) and not is_rule(line)


def definition_at(lines: list[str], index: int, line: int) -> Block | None:
    """The definition of a link or a footnote that begins at `index`, however far in; no paragraph is open."""
    label, count = link_definition(lines, index)
    note = footnote_label(lines[index])
    if note:
        label, count = note, _end_of_footnote(lines, index) - index
    return Block(Kind.DEFINITION, line, tuple(lines[index : index + count]), label) if label else None


def _block_at(lines: list[str], index: int, line: int) -> Block:
    first = lines[index]
    if columns_of(first) > 3:
        return _text(lines, index, line)
    heading = _HEADING.match(first)
    if heading:
        return Block(Kind.HEADING, line, (first,), _heading_text(first[heading.end() :]), len(heading[1]))
    if is_rule(first):
        return Block(Kind.RULE, line, (first,))
    if _FENCE.match(first):
        return _fenced(lines, index, line)
    html = _HTML.match(first)
    if html:
        return _html(lines, index, line, html[1].lower())
    mark = _MARK.match(first)
    if mark:
        return _item(lines, index, line, mark)
    return definition_at(lines, index, line) or _text(lines, index, line)


def _heading_text(rest: str) -> str:
    text = rest.strip(" \t")
    opened = text.rstrip("#")
    return opened.rstrip(" \t") if not opened or opened[-1] in " \t" else text


def _fenced(lines: list[str], index: int, line: int) -> Block:
    fence, end = Fence(), index
    while end < len(lines):
        fence.read(lines[end])
        end += 1
        if not fence.is_open:
            break
    if end == index + 1 and not fence.is_open:  # an inline code that only looks like a fence
        return _text(lines, index, line)
    return Block(Kind.CODE, line, _without_blank_end(lines, index, end))


def _html(lines: list[str], index: int, line: int, name: str) -> Block:
    closing, end = "-->" if name == "!--" else f"</{name}>", index
    while end < len(lines) and closing not in lines[end].lower():
        end += 1
    return Block(Kind.HTML, line, _without_blank_end(lines, index, min(end + 1, len(lines))))


def _text(lines: list[str], index: int, line: int) -> Block:
    first = lines[index]
    end = index + 1
    underline = _UNDERLINE.match(lines[end]) if end < len(lines) and columns_of(first) <= 3 else None
    if underline:
        level = 1 if underline[1][0] == "=" else 2
        return Block(Kind.HEADING, line, (first, lines[end]), first.strip(" \t"), level)
    while end < len(lines) and not is_blank(lines[end]) and not opens_block(lines[end], is_in_ordered=False):
        end += 1
    return Block(Kind.TEXT, line, tuple(lines[index:end]))


def _item(lines: list[str], index: int, line: int, mark: re.Match[str]) -> Block:
    first = lines[index]
    indent, behind = len(mark[1]), first[mark.end() :]
    gap = columns_of(behind, mark.end())
    # Five columns or more behind the mark are one column and indented code (CommonMark 5.2).
    is_code = gap > 4
    content = mark.end() + (1 if is_code or is_blank(behind) else gap)
    text = (
        " " * (gap - 1) + behind.lstrip(" \t") if is_code and not is_blank(behind) else behind.lstrip(" \t")
    )
    end = _end_of_item(lines, index, indent, text, is_ordered=len(mark[2]) > 1)
    return Block(Kind.ITEM, line, tuple(lines[index:end]), text, indent=indent, content=content)


def _end_of_item(lines: list[str], index: int, indent: int, text: str, *, is_ordered: bool) -> int:
    """Behind the last line of the item. A mark one column further in is a slip of the next item, two nest."""
    fence, end, is_after_blank = Fence(), index + 1, False
    fence.read(text)
    for number in range(index + 1, len(lines)):
        line = lines[number]
        if is_blank(line):
            is_after_blank = True
            continue
        columns = columns_of(line)
        if columns >= indent + 2:
            fence.read(line)
        else:
            fence = Fence()
            if opens_block(line, is_in_ordered=is_ordered or is_after_blank):
                break
            if is_after_blank and columns <= indent:
                break
        end, is_after_blank = number + 1, False
    return end


def _end_of_footnote(lines: list[str], index: int) -> int:
    """A link defined directly below ends it too: to CommonMark that is one more line of its paragraph."""
    inside, end, is_after_blank = columns_of(lines[index]) + 4, index + 1, False
    for number in range(index + 1, len(lines)):
        line = lines[number]
        if is_blank(line):
            is_after_blank = True
            continue
        is_outside = is_after_blank or opens_block(line.lstrip(" \t")) or link_definition(lines, number)[1]
        if columns_of(line) < inside and is_outside:
            break
        end, is_after_blank = number + 1, False
    return end


def _without_blank_end(lines: list[str], index: int, end: int) -> tuple[str, ...]:
    while is_blank(lines[end - 1]):
        end -= 1
    return tuple(lines[index:end])
