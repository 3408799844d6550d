"""What the tests of this package share: a whole rendering, and a strict look at its HTML."""

import re
from collections.abc import Mapping
from html.parser import HTMLParser

from markup import Parsed, Reference, Target, keep_anchors, parse

VOID = {"br", "hr", "img", "input", "wbr"}
FORBIDDEN_TAGS = {
    "script", "style", "iframe", "object", "embed", "form", "svg", "noscript", "template", "link", "meta",
    "base", "textarea", "button", "select", "video", "audio", "frame", "frameset",
    "applet", "title", "xmp", "plaintext",
}  # fmt: skip


class Page(HTMLParser):
    """A parsed page: its tags, ids, texts, and everything that is wrong with it."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.html = html
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.ids: list[str] = []
        self.faults: list[str] = []
        self.open: list[str] = []
        self.texts: list[str] = []
        self.feed(html)
        self.close()
        if self.open:
            self.faults.append(f"never closed: {self.open}")

    def handle_starttag(self, tag, attrs):
        attributes = {name: value or "" for name, value in attrs}
        self.tags.append((tag, attributes))
        if tag in FORBIDDEN_TAGS:
            self.faults.append(f"<{tag}>")
        for name, value in attributes.items():
            self.check_attribute(tag, name, value)
        if "id" in attributes:
            self.ids.append(attributes["id"])
        if tag not in VOID:
            self.open.append(tag)

    def check_attribute(self, tag: str, name: str, value: str) -> None:
        if name.startswith("on") or name in {
            "style",
            "srcdoc",
            "action",
            "formaction",
            "background",
            "xlink:href",
        }:
            self.faults.append(f"{name} on <{tag}>")
        if name in {"href", "src"}:
            scheme = re.match(
                r"[\x00-\x20]*([a-z][a-z0-9+.-]*):", re.sub(r"[\t\r\n]", "", value), re.IGNORECASE
            )
            if scheme and scheme[1].lower() not in {"http", "https", "mailto"}:
                self.faults.append(f"{name}={value!r}")
            if tag == "img" and (scheme or value.startswith(("//", "/\\", "\\"))):
                self.faults.append(f"an image of another host: {value!r}")

    def handle_endtag(self, tag):
        if tag in VOID:
            return
        if not self.open or self.open.pop() != tag:
            self.faults.append(f"</{tag}> does not close what is open")

    def handle_data(self, data):
        self.texts.append(data)

    def handle_comment(self, data):
        self.faults.append("a comment")

    @property
    def text(self) -> str:
        """The words that a reader sees, whitespace collapsed."""
        return " ".join("".join(self.texts).split())

    def attributes_of(self, tag: str) -> list[dict[str, str]]:
        """The attributes of all elements of one name."""
        return [attributes for name, attributes in self.tags if name == tag]


def anchors_for(parsed: Parsed, *, seed: str = "test") -> list[str]:
    """New anchors for a text."""
    return keep_anchors([], [block.text for block in parsed.blocks], seed=seed)


def render(text: str, *, targets: Mapping[Reference, Target] | None = None, seed: str = "test") -> str:
    """The HTML of a text on its own."""
    parsed = parse(text)
    return parsed.to_html(targets=targets or {}, anchors=anchors_for(parsed, seed=seed), seed=seed)


def page_of(text: str, *, targets: Mapping[Reference, Target] | None = None, seed: str = "test") -> Page:
    """The parsed page of a text on its own."""
    return Page(render(text, targets=targets, seed=seed))
