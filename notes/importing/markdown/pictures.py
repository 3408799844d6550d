"""The pictures that a text shows or links to, by their addresses as written."""

import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from markup import is_picture_file

from .blocks import Fence
from .links import links_in

_LOOKS = re.compile(r"\.(?:a?png|avif|bmp|gif|heic|jfif|jpe?g|svg|tiff?|webp)\b", re.I)
_SOURCE = re.compile(r"""<(?:img|a)\b[^<>]*?\s(?:src|href)\s*=\s*("[^"<>]*"|'[^'<>]*'|[^\s"'=<>`]+)""", re.I)
_DEFINED = re.compile(r" {0,3}\[[^\[\]]+\]:[ \t]*(<[^<>]*>|\S+)")
_LONGEST = 10_000


@dataclass(frozen=True)
class Shown:
    """An address that ends as the name of a picture does, with its line in the file."""

    address: str
    line: int


def pictures_in(lines: Sequence[str], first_line: int) -> Iterator[Shown]:
    """Each address once, from links, images, definitions of links and HTML; fenced code has none."""
    fence, seen = Fence(), set[str]()
    for number, line in enumerate(lines, first_line):
        fence.read(line)
        if fence.is_open or not _LOOKS.search(line[:_LONGEST]):
            continue
        for address in _addresses(line[:_LONGEST]):
            if address not in seen and is_picture_file(address.partition("?")[0].partition("#")[0]):
                seen.add(address)
                yield Shown(address, number)


def _addresses(line: str) -> Iterator[str]:
    yield from (html.unescape(link.url) for link in links_in(line))
    yield from (html.unescape(match[1].strip("\"'")) for match in _SOURCE.finditer(line))
    defined = _DEFINED.match(line)
    if defined:
        yield defined[1].strip("<>")
