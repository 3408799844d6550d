"""Comments of Obsidian, `%% words %%`, which readers never see (https://help.obsidian.md/syntax). Pure.

One that begins a block and ends in its line is a private margin here, too. All others stand within public
words or go over several blocks, and are taken off.
"""

import re
from collections.abc import Sequence

from .prose import in_prose

_COMMENT = re.compile(r"(?<!\\)%%.*?%%", re.DOTALL)
_ITEM = re.compile(r"[ \t]*(?:[-*+]|[0-9]{1,9}[.)])[ \t]+(?:\[.\][ \t]+)?|#{1,6}[ \t]+")


def without_comments(lines: Sequence[str]) -> tuple[list[str], int | None]:
    """The lines, as many as before, without comments that are no margins; where the first began, from 0."""
    text, prose = "\n".join(lines), "\n".join(in_prose(lines))
    taken = [comment for comment in _COMMENT.finditer(prose) if not _is_margin(prose, comment)]
    if not taken:
        return list(lines), None
    kept, at = [], 0
    for comment in taken:
        kept += [text[at : comment.start()], "\n" * comment[0].count("\n")]
        at = comment.end()
    return "".join([*kept, text[at:]]).split("\n"), prose.count("\n", 0, taken[0].start())


def _is_margin(prose: str, comment: re.Match[str]) -> bool:
    """Whether a comment begins a block and ends in the same line."""
    start = prose.rfind("\n", 0, comment.start()) + 1
    above = prose[prose.rfind("\n", 0, max(start - 1, 0)) + 1 : start]
    before = prose[start : comment.start()]
    is_first = not before.strip() and not above.strip()
    return "\n" not in comment[0] and (is_first or bool(_ITEM.fullmatch(before)))
