"""HTML in feeds: what readers strip from it, and what they cannot resolve."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from urllib.parse import urlsplit

DANGEROUS = {"script", "iframe", "object", "embed", "meta", "link", "style", "form", "base"}
ADDRESSES = {"href", "src", "cite"}
UNSAFE = {"javascript", "vbscript", "data"}


class Content(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.faults: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in DANGEROUS:
            self.faults.append(f"{tag} is stripped by readers (SecurityRisk)")
        for name, value in attrs:
            if name.startswith("on") or name == "style":
                self.faults.append(f"{name} of {tag} is stripped by readers (SecurityRisk)")
            elif name in ADDRESSES:
                self.faults += faults_of_address(value or "")


def faults_of_html(html: str) -> Iterator[str]:
    content = Content()
    content.feed(html)
    content.close()
    yield from content.faults


def faults_of_address(address: str) -> Iterator[str]:
    if not is_absolute(address):
        yield f"{address!r} is relative (ContainsRelRef)"
    elif urlsplit(address).scheme.lower() in UNSAFE:
        yield f"{address!r} is stripped by readers (SecurityRisk)"


def is_absolute(text: str) -> bool:
    """Whether the text is an IRI with a scheme; `tag:` and `urn:` are, too."""
    return bool(urlsplit(text).scheme) and not re.search(r"[\s<>\"{}|\\^`]", text)
