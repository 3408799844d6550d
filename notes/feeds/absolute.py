"""HTML with absolute addresses, since in a feed it stands apart from its page. Pure."""

import re
from collections.abc import Callable
from html import escape
from html.parser import HTMLParser
from urllib.parse import urljoin

ADDRESSES = {"href", "src", "cite"}
# Most texts lead elsewhere only, and need not be taken apart.
RELATIVE = re.compile(r"""\b(?:href|src|cite)\s*=\s*(?!"https?://)""", re.IGNORECASE)


def with_absolute_addresses(html: str, base: str, of_path: Callable[[str], str] | None = None) -> str:
    """The HTML of a text with its addresses resolved against `base`, that of its page; the rest stays.

    A mark such as `#note` leads to the page, where that note stands. `of_path` says the absolute address of a
    path from the root of the site, where that is not the root of its host.
    """
    if not RELATIVE.search(html):
        return html
    resolver = Resolver(base, of_path)
    resolver.feed(html)
    resolver.close()
    return "".join(resolver.written)


class Resolver(HTMLParser):
    """Copies HTML as it is but for the tags that hold an address."""

    def __init__(self, base: str, of_path: Callable[[str], str] | None = None) -> None:
        super().__init__(convert_charrefs=False)
        self.base = base
        self.of_path = of_path
        self.written: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if ADDRESSES.isdisjoint(name for name, _ in attrs):
            self.written.append(self.get_starttag_text() or "")
        else:
            self.written.append(f"<{tag}{''.join(self.attribute(*pair) for pair in attrs)}>")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        self.written.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        self.written.append(data)

    def handle_entityref(self, name: str) -> None:
        self.written.append(f"&{name};")

    def handle_charref(self, name: str) -> None:
        self.written.append(f"&#{name};")

    def attribute(self, name: str, value: str | None) -> str:
        if value is None:
            return f" {name}"
        return f' {name}="{escape(self.resolved(value) if name in ADDRESSES else value)}"'

    def resolved(self, address: str) -> str:
        if self.of_path and address.startswith("/") and not address.startswith("//"):
            return self.of_path(address)
        try:
            return urljoin(self.base, address)
        except ValueError:  # no address, though something has taken it for one
            return address
