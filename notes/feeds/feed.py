"""What a feed says, apart from how it is written down. Pure."""

import re
from dataclasses import dataclass, fields, replace
from datetime import datetime
from typing import Any, TypeVar

# XML 1.0 cannot hold these, and in any feed a reader would show them as damage: control characters, halves
# of surrogate pairs, and what is no character.
UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")

Part = TypeVar("Part")


@dataclass(frozen=True)
class Item:
    """One thing to read: `title` is plain text, `content` HTML whose addresses are absolute.

    `id` stays whatever is edited. `published` is when it was read, `updated` when it was last changed (UTC).
    """

    id: str
    url: str
    title: str
    content: str
    published: datetime
    updated: datetime
    tags: tuple[str, ...] = ()


@dataclass(frozen=True)
class Feed:
    """One page of a feed.

    `page_url` is the page that shows the same, `first_url` the feed's own address, `self_url` that of this
    page of it, and `next_url` that of the next, empty on the last. `updated` is that of the whole feed.
    """

    id: str
    title: str
    author: str
    language: str
    updated: datetime
    page_url: str
    first_url: str
    self_url: str
    next_url: str
    items: tuple[Item, ...]


def printable(part: Part) -> Part:
    """A feed, or a part of it, with every character that a feed cannot hold replaced."""
    cleaned: Any = part
    if isinstance(part, str):
        cleaned = UNPRINTABLE.sub("\ufffd", part)
    elif isinstance(part, tuple):
        cleaned = tuple(map(printable, part))
    elif isinstance(part, Feed | Item):
        cleaned = replace(part, **{f.name: printable(getattr(part, f.name)) for f in fields(part)})
    return cleaned
