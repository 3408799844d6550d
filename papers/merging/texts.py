"""Two texts made one, so that they can be taken apart again. Pure."""

import re

from markup import Block, parse

BREAK = "\n\n---\n\n"
LABEL = re.compile(r"^ {0,3}\[([^\]\n]+)\]:", re.MULTILINE)


def join_texts(kept: str, gone: str, *, title: str) -> str:
    """The first text as it stands, a thematic break, and the second as it stands.

    Where the second would then be taken for a part of the last section of the first, as if it spoke of the
    pages that stand in its heading, it gets a heading of its own, `title`.
    """
    if not kept.strip() or not gone.strip():
        return kept if kept.strip() else gone
    plain = f"{kept}{BREAK}{gone}"
    if places(plain) == places(kept) + places(gone):
        return plain
    return f"{kept}{BREAK}# {' '.join(title.split())}\n\n{gone}"


def touch_each_other(kept: str, gone: str, joined: str) -> bool:
    """Whether a text says something else beside the other: it leaves a code block open, or both define the
    same footnote or label of a link."""
    if labels(kept) & labels(gone):
        return True
    alone = [block.text for text in (kept, gone) for block in parse(text).blocks]
    together = [block.text for block in parse(joined).blocks]
    extra = len(together) - len(alone)
    beginning = len(parse(kept).blocks)
    return together[:beginning] + together[beginning + max(extra, 0) :] != alone


def labels(text: str) -> set[str]:
    return {label.casefold() for label in LABEL.findall(text)}


def take_out(text: str, part: str) -> str | None:
    """A text without the one place where the part stands as it does, else None. Line ends do not count."""
    if part in text:
        return without(text, part)
    return without(with_plain_lines(text), with_plain_lines(part))


def without(text: str, part: str) -> str | None:
    if text.endswith(part):
        return text.removesuffix(part)
    return text.replace(part, "") if text.count(part) == 1 else None


def with_plain_lines(text: str) -> str:
    """A text as it was before a browser sent it back."""
    return text.replace("\r\n", "\n")


def places(text: str) -> list[object]:
    return [place(block) for block in parse(text).blocks]


def place(block: Block) -> object:
    return block.text, block.locator
