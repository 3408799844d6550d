"""An entry as the bullet of a log, which the reader of logs reads back. Pure."""

import re
from collections.abc import Sequence

from notes.importing.markdown.blocks import Kind, split_blocks
from notes.importing.markdown.dates import opening_date
from notes.importing.pages import LogEntry
from notes.importing.problems import ImportProblem
from passages.slugs import to_slug

TAG = re.compile(r"[^\W\d_][\w-]*")
INDENT = "  "


def to_bullet(item: LogEntry, *, is_dated: bool, mark: str = "*", indent: str = INDENT) -> list[str]:
    """Its lines: the day with its year, the text, and its tags as the last line."""
    first, *rest = body_lines(item)
    opening = f"{item.read_on:%Y/%m/%d} - " if is_dated else ""
    lines = [f"{mark} {opening}{first}", *indented(rest, indent)]
    words = tag_words(item.tags)
    return [*lines, f"{indent}{words}"] if words else lines


def body_lines(item: LogEntry) -> list[str]:
    return re.split(r"\r\n|\r|\n", item.body)


def indented(lines: Sequence[str], indent: str) -> list[str]:
    return [f"{indent}{line}" if line else "" for line in lines]


def can_stand_without_date(item: LogEntry) -> bool:
    """Whether a bullet that does not say its day is read as what the entry says."""
    lines = to_bullet(item, is_dated=False)
    try:
        blocks = list(split_blocks(lines, 1))
        is_date = opening_date(body_lines(item)[0], item.read_on.year) is not None
    except ImportProblem:
        return False
    return not is_date and len(blocks) == 1 and blocks[0].kind is Kind.ITEM


def tag_words(tags: Sequence[str]) -> str:
    """Tags as a log writes them: `#one #two`."""
    return " ".join(f"#{word}" for word in map(tag_word, tags) if word)


def tag_word(tag: str) -> str:
    """The one word that says a tag in a log, '' if none does."""
    word = tag if TAG.fullmatch(tag) else to_slug(tag, "")
    return word if TAG.fullmatch(word) else ""
