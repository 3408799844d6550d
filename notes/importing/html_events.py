"""HTML as a program wrote it, however well, told piece by piece to whoever listens. Pure."""

from typing import Protocol

from lxml import etree

AT_ONCE = 65_536


class Listener(Protocol):
    """Hears of each tag with its attributes, names in lower case, and of the text between."""

    def start(self, tag: str, attributes: dict[str, str]) -> None: ...

    def end(self, tag: str) -> None: ...

    def data(self, text: str) -> None: ...

    def close(self) -> None: ...


def tell_html(text: str, listener: Listener) -> None:
    """Tell all of a text, in time and memory that grow as its length does; tags that lack an end get one."""
    parser = etree.HTMLParser(target=listener)
    parser.feed("<html>")
    for start in range(0, len(text), AT_ONCE):
        parser.feed(text[start : start + AT_ONCE])
    parser.close()
