"""A list item as Markdown that stands alone: its mark off, its indentation off, its line of tags apart."""

import re

from .blocks import Block, Fence, is_bullet
from .lines import columns_of, dedented, is_blank, without_blank_ends

HASHTAG = re.compile(r"#([^\W\d_][\w-]*)")
_CODE = 4


def standing_alone(item: Block, first: str) -> tuple[str, tuple[str, ...]]:
    """The body and the tags of a list item whose first line is `first`: its text, maybe without a date."""
    return apart_from_tags(outdented(item, first))


def outdented(item: Block, first: str) -> list[str]:
    """The lines of a list item with its indentation off."""
    columns = _shared_columns(item)
    lines, fence = [first], Fence()
    fence.read(first)
    for line in item.lines[1:]:
        was_open = fence.is_open
        fence.read(line)
        lines.append(dedented(line, columns, is_code=was_open))
    return lines


def apart_from_tags(lines: list[str]) -> tuple[str, tuple[str, ...]]:
    """A text and its tags: the words of a last line such as `#public-domain #film`.

    A text of nothing but tags is text.
    """
    fence, kept = Fence(), without_blank_ends(lines)
    for line in kept:
        fence.read(line)
    tags = () if fence.is_open else _tags(kept)
    body = without_blank_ends(kept[:-1]) if tags else kept
    return "\n".join(body).rstrip(), tags


def _shared_columns(item: Block) -> int:
    """How far all that is below the bullet is indented; a lazy line, at the margin, does not count.

    Text that stands four columns or more inside the item is code and must stay so; a sub-bullet that far in
    is somebody's tab too many.
    """
    inside = [(columns_of(line), line) for line in item.lines[1:] if not is_blank(line)]
    inside = [pair for pair in inside if pair[0] >= item.indent + 2]
    if not inside:
        return item.content
    least = min(columns for columns, _ in inside)
    has_bullet = any(columns == least and is_bullet(line) for columns, line in inside)
    return item.content if least >= item.content + _CODE and not has_bullet else least


def _tags(lines: list[str]) -> tuple[str, ...]:
    if len(lines) < 2 or columns_of(lines[-1]) >= _CODE:
        return ()
    matches = [HASHTAG.fullmatch(word) for word in lines[-1].split()]
    return tuple(dict.fromkeys(match[1] for match in matches if match)) if all(matches) else ()
