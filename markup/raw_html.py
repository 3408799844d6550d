"""HTML that the owner wrote among the Markdown: text tags are kept, all else shows as it was written."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape

from markdown_it.token import Token

PHRASING = frozenset([
    "a", "abbr", "b", "bdi", "bdo", "cite", "code", "data", "del", "dfn", "em", "i", "ins", "kbd", "mark",
    "q", "rp", "rt", "ruby", "s", "samp", "small", "span", "strike", "strong", "sub", "sup", "time", "tt",
    "u", "var",
])  # fmt: skip
FLOW = frozenset([
    "address", "article", "aside", "blockquote", "caption", "dd", "details", "div", "dl", "dt",
    "figcaption", "figure", "footer", "h1", "h2", "h3", "h4", "h5", "h6", "header", "li", "main", "nav",
    "ol", "p", "pre", "section", "summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul",
])  # fmt: skip
WRAPPERS = frozenset({"article", "aside", "blockquote", "del", "details", "div", "figure", "ins", "section"})
MAX_WRAPPERS = 20
VOID = frozenset({"br", "hr", "img", "wbr"})
# Without meaning for the text: these go, what stands between them stays.
IGNORED = frozenset([
    "acronym", "basefont", "big", "center", "col", "colgroup", "dir", "font", "label", "nobr", "picture",
    "source",
])  # fmt: skip
ATTRIBUTES = {
    "a": {"href", "title"},
    "bdo": {"dir"},
    "del": {"datetime"},
    "details": {"open"},
    "img": {"src", "alt", "title", "width", "height"},
    "ins": {"datetime"},
    "li": {"value"},
    "ol": {"start", "reversed"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
    "time": {"datetime"},
}
EVERYWHERE = {"lang", "dir", "title"}
ATTRIBUTE = r"""\s+(?P<name>[A-Za-z_:][\w.:-]*)(?:\s*=\s*(?P<value>[^\s"'=<>`]+|'[^']*'|"[^"]*"))?"""
TAG = re.compile(
    r"<(?P<closing>/?)(?P<tag>[A-Za-z][A-Za-z0-9-]*)(?P<attributes>(?:"
    + re.sub(r"\?P<\w+>", "?:", ATTRIBUTE)
    + r")*)\s*/?>"
)
ATTRIBUTE_PATTERN = re.compile(ATTRIBUTE)


@dataclass(frozen=True)
class Piece:
    """A part of raw HTML: a tag (`match`), or text between tags."""

    text: str
    match: re.Match[str] | None = None


def expand(tokens: list[Token]) -> None:
    """Give every token that holds raw HTML children that say what it is: tags, images, text."""
    for token in tokens:
        if token.type == "html_block":
            token.children = block_children(token.content)
        elif token.type == "inline":
            token.children = inline_children(token.children or [])
    pair_wrappers(tokens)


def pair_wrappers(tokens: list[Token]) -> None:
    """Join tags that stand alone before and after other blocks: "<del>", a paragraph, "</del>"."""
    opened: list[tuple[Token, Token]] = []
    for token in tokens:
        while opened and token.level < opened[-1][0].level:
            opened.pop()
        tag = lone_tag(token)
        if tag is None:
            continue
        if tag.nesting == 1 and len(opened) < MAX_WRAPPERS:
            opened.append((token, tag))
        elif opened and (opened[-1][0].level, opened[-1][1].tag) == (token.level, tag.tag):
            opener, opening_tag = opened.pop()
            opener.children, token.children = [], []
            opener.type, opener.tag, opener.nesting, opener.attrs = "raw_open", tag.tag, 1, opening_tag.attrs
            token.type, token.tag, token.nesting = "raw_close", tag.tag, -1


def lone_tag(token: Token) -> Token | None:
    """The tag of a wrapper that is all of a block of HTML."""
    if token.type != "html_block":
        return None
    tags = [child for child in token.children or [] if child.type != "html_text" or child.content.strip()]
    return tags[0] if len(tags) == 1 and tags[0].nesting and tags[0].tag in WRAPPERS else None


def inline_children(children: list[Token]) -> list[Token]:
    """The children of an inline token with its HTML taken apart."""
    expanded: list[Token] = []
    for child in children:
        if child.type == "html_inline":
            expanded += [to_token(piece, PHRASING | VOID - {"hr"}) for piece in pieces(child.content)]
        else:
            expanded.append(child)
    return expanded


def block_children(html: str) -> list[Token]:
    """A block of HTML as tokens."""
    return [to_token(piece, PHRASING | FLOW | VOID) for piece in pieces(html)]


def pieces(html: str) -> Iterator[Piece]:
    """Tags and texts in order, without comments. A comment that is never closed is text."""
    last_comment_end = html.rfind("-->")
    text_from = position = 0
    while (position := html.find("<", position)) >= 0:
        if html.startswith("<!--", position) and position < last_comment_end:
            match, end = None, html.index("-->", position) + 3
        elif match := TAG.match(html, position):
            end = match.end()
        else:
            position += 1
            continue
        if text_from < position:
            yield Piece(html[text_from:position])
        if match:
            yield Piece(match[0], match)
        text_from = position = end
    if text_from < len(html):
        yield Piece(html[text_from:])


def to_token(piece: Piece, allowed: frozenset[str]) -> Token:
    """The token of a piece; a tag that is neither allowed nor without meaning becomes text."""
    if piece.match is None:
        return Token("html_text", "", 0, content=piece.text)
    tag = piece.match["tag"].lower()
    is_closing = bool(piece.match["closing"])
    attributes = allowed_attributes(tag, piece.match["attributes"])
    is_without_address = tag == "a" and not is_closing and "href" not in attributes
    if tag in IGNORED or tag in (FLOW | VOID) - allowed or is_without_address:
        return Token("nothing", "", 0)
    if tag not in allowed:
        return Token("text", "", 0, content=piece.text)
    if tag in VOID:
        return void_token(tag, attributes)
    nesting, kind = (-1, "raw_close") if is_closing else (1, "raw_open")
    return Token(kind, tag, nesting, attrs=attributes)  # type: ignore[arg-type]


def void_token(tag: str, attributes: dict[str, str | int | float]) -> Token:
    """A line break or an image."""
    if tag != "img":
        return Token("raw_void", tag, 0)
    alt = Token("text", "", 0, content=str(attributes.pop("alt", "")))
    return Token("image", "img", 0, attrs=attributes, children=[alt])


def allowed_attributes(tag: str, source: str) -> dict[str, str | int | float]:
    """The attributes that a raw tag may keep, decoded; never an id, a class or a handler."""
    allowed = ATTRIBUTES.get(tag, set()) | EVERYWHERE
    kept: dict[str, str | int | float] = {}
    for match in ATTRIBUTE_PATTERN.finditer(source):
        name = match["name"].lower()
        if name in allowed:
            kept.setdefault(name, unescape(unquoted(match["value"] or "")))
    return kept


def unquoted(value: str) -> str:
    """An attribute's value without its quotation marks."""
    return value[1:-1] if value[:1] in {'"', "'"} else value
