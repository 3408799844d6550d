"""The lines of a note without its code, in which nothing has a meaning."""

import re
from collections.abc import Iterable, Iterator

from notes.importing.markdown.blocks import Fence

_CODE = re.compile(r"(`+)(?!`).*?(?<!`)\1(?!`)")


def in_prose(lines: Iterable[str]) -> Iterator[str]:
    """The lines with spaces in place of code, so that all else stands where it stood."""
    fence = Fence()
    for line in lines:
        was_open = fence.is_open
        fence.read(line)
        is_code = was_open or fence.is_open
        yield " " * len(line) if is_code else _CODE.sub(lambda code: " " * len(code[0]), line)
