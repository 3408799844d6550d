"""The beginning of a text in plain words. Pure."""

from collections.abc import Iterable


def shorten(text: str, length: int) -> str:
    """At most `length` characters and an ellipsis, cut between words where there are any."""
    if len(text) <= length:
        return text
    return (text[:length].rpartition(" ")[0] or text[:length]) + " …"


def to_beginning(blocks: Iterable[str], length: int = 160) -> str:
    """The beginning of a text that comes in blocks, on one line."""
    return shorten(" ".join(" ".join(blocks).split()), length)
