"""HTML that the owner wrote among the Markdown: text tags are kept, all else shows as it was written."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from itertools import pairwise

from markdown_it.token import Token

PHRASING = frozenset([
    "a", "abbr", "b", "bdi", "bdo", "cite", "code", "data", "del", "dfn", "em", "i", "ins", "kbd", "mark",
    "q", "rp", "rt", "ruby", "s", "samp", "small", "span", "strike", "strong", "sub", "sup", "time", "tt",
    "u", "var",
])  # fmt: skip
FLOW = frozenset([
    "article", "aside", "blockquote", "caption", "dd", "details", "div", "dl", "dt", "figcaption", "figure",
    "h1", "h2", "h3", "h4", "h5", "h6", "li", "ol", "p", "pre", "section", "summary", "table", "tbody", "td",
    "tfoot", "th", "thead", "tr", "ul",
])  # fmt: skip
WRAPPERS = frozenset({"article", "aside", "blockquote", "del", "details", "div", "figure", "ins", "section"})
MAX_WRAPPERS = 20
DEFINITIONS = frozenset({"dl", "dt", "dd"})
DEFINED = re.compile(r"(dl((dt)+(dd)+)+)*")
VOID = frozenset({"br", "hr", "img", "wbr"})
# Without meaning for the text: these go, what stands between them stays.
IGNORED = frozenset([
    "acronym", "address", "basefont", "big", "center", "col", "colgroup", "dir", "font", "footer", "header",
    "label", "main", "nav", "nobr", "picture", "source",
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
# What the values must look like, where the HTML Standard says so.
VALUES = {
    "datetime": re.compile(
        r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d)([T ]([01]\d|2[0-3]):[0-5]\d(:[0-5]\d)?Z)?"
    ),
    "dir": re.compile(r"ltr|rtl|auto", re.IGNORECASE),
    "lang": re.compile(r"[A-Za-z]{2,3}(-([A-Z]{2}|[A-Z][a-z]{3}))?"),
    "scope": re.compile(r"row|col|rowgroup|colgroup", re.IGNORECASE),
    **dict.fromkeys(["start", "value"], re.compile(r"-?\d{1,9}")),
    **dict.fromkeys(["colspan", "rowspan"], re.compile(r"[1-9]\d{0,2}")),
    **dict.fromkeys(["width", "height"], re.compile(r"\d{1,5}")),
}
# Tags that mean nothing without this attribute.
NEEDED = {"a": "href", "bdo": "dir", "time": "datetime"}
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
    tokens = [to_token(piece, PHRASING | FLOW | VOID) for piece in pieces(html)]
    drop_details_without_summary(tokens)
    drop_torn_definitions(tokens)
    return tokens


def drop_details_without_summary(tokens: list[Token]) -> None:
    """What has no summary to open it by would stay closed, and HTML allows none elsewhere: the text stays."""
    written = [token for token in tokens if token.type != "nothing" and (token.tag or token.content.strip())]
    for before, token in pairwise([Token("nothing", "", 0), *written, Token("nothing", "", 0)]):
        if is_open(before, "details") and not is_open(token, "summary"):
            drop(before)
        if is_open(token, "summary") and not is_open(before, "details"):
            drop(token)


def drop_torn_definitions(tokens: list[Token]) -> None:
    """A list in which not every term has its definition is none: the text stays."""
    parts = [token for token in tokens if token.tag in DEFINITIONS]
    order = "".join(token.tag for token in parts if token.nesting == 1)
    if not DEFINED.fullmatch(order):
        for token in parts:
            drop(token)


def is_open(token: Token, tag: str) -> bool:
    return token.type == "raw_open" and token.tag == tag


def drop(token: Token) -> None:
    token.type, token.tag, token.nesting = "nothing", "", 0


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
    is_idle = tag in NEEDED and not is_closing and NEEDED[tag] not in attributes
    if tag in IGNORED or tag in (FLOW | VOID) - allowed or is_idle:
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
        value = unescape(unquoted(match["value"] or ""))
        if name in allowed and (name not in VALUES or VALUES[name].fullmatch(value)):
            kept.setdefault(name, value)
    return kept


def unquoted(value: str) -> str:
    """An attribute's value without its quotation marks."""
    return value[1:-1] if value[:1] in {'"', "'"} else value
