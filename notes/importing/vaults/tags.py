"""The tags that stand in the text of a note: `#word`, `#area/topic`, and `#[[two words]]` of Logseq."""

import re
from collections.abc import Iterable

from markup import without_margins

from .prose import in_prose

_TAG = re.compile(r"(?<![^\s(])#(?:\[\[([^\[\]\n]{1,100})\]\]|([\w/-]*[^\W\d_][\w/-]*))")


def tags_in(text: str) -> tuple[str, ...]:
    """The tags of a text, each once, code left out."""
    found = (match[1] or match[2] for line in in_prose(text.split("\n")) for match in _TAG.finditer(line))
    return to_tags(found)


def tags_for_all(text: str) -> tuple[str, ...]:
    """The tags of a text without its private margins, since whoever sees the page sees its tags."""
    return tags_in(without_margins(text))


def to_tags(words: Iterable[str]) -> tuple[str, ...]:
    """Tags by their names; a nested one, `area/topic`, is both `area` and `topic`."""
    parts = (part.strip("# ") for word in words for part in word.strip("[] ").split("/"))
    return tuple(dict.fromkeys(part for part in parts if part))
