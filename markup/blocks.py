"""The outline of a text: its blocks in order, each with its words, its place and what it points at."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from markdown_it.token import Token

from .locators import Locator, find_locator
from .places import add_inherited, mark_place
from .plain_text import collapse, to_plain
from .quotations import opens_quotation
from .references import Reference, Target, named, references_in


class BlockKind(StrEnum):
    """What a block is."""

    HEADING = "heading"
    ITEM = "item"
    QUOTATION = "quotation"
    PARAGRAPH = "paragraph"
    CODE = "code"
    TABLE = "table"
    MATH = "math"
    HTML = "html"


@dataclass(frozen=True)
class Block:
    """One block of a text.

    `depth` is a heading's level, else the nesting of list items around the block (its own included).
    `parent` is the index of the enclosing item, else of the heading above. `line` counts from 1.
    """

    kind: str
    depth: int
    parent: int | None
    text: str
    line: int
    locator: Locator | None
    is_locator_inherited: bool
    references: tuple[Reference, ...]

    def named(self, targets: Mapping[Reference, Target]) -> str:
        """The text with names in place of keys and slugs, as it is read in HTML."""
        nameless = (ref for ref in self.references if ref.is_nameless and ref in targets)
        labels = {ref.label: targets[ref].label for ref in nameless}
        return named(self.text, labels) if labels else self.text


@dataclass
class Outline:
    """The blocks found so far, and where among them the next one stands."""

    blocks: list[Block] = field(default_factory=list)
    items: list[int] = field(default_factory=list)
    headings: list[int] = field(default_factory=list)
    headings_outside: list[list[int]] = field(default_factory=list)
    quote_depth: int = 0

    def add(self, kind: BlockKind, opener: Token, children: list[Token], text: str, depth: int) -> None:
        """Add a block and write its index into the token that opens its element."""
        in_heading = kind is BlockKind.HEADING
        parent = self.parent_of(depth if in_heading else None)
        has_locator = kind not in {BlockKind.CODE, BlockKind.MATH}
        own = find_locator(text, in_heading=in_heading) if has_locator else None
        inherited = None if own or parent is None else self.blocks[parent].locator
        if own:
            mark_place(children, text, own)
        elif inherited and kind is BlockKind.QUOTATION:
            add_inherited(children, inherited)
        opener.meta["block"] = len(self.blocks)
        opener.meta["is_quotation"] = kind is BlockKind.QUOTATION
        self.blocks.append(
            Block(
                kind=kind.value,
                depth=depth,
                parent=parent,
                text=text,
                line=opener.map[0] + 1 if opener.map else 1,
                locator=own or inherited,
                is_locator_inherited=inherited is not None,
                references=references_in(children),
            )
        )

    def parent_of(self, level: int | None) -> int | None:
        """Index of the enclosing item, else of the heading above (of a smaller level, for a heading)."""
        if self.items:
            return self.items[-1]
        if level is not None:
            while self.headings and self.blocks[self.headings[-1]].depth >= level:
                self.headings.pop()
        return self.headings[-1] if self.headings else None

    def enter(self, token: Token) -> None:
        """Step into a list item, a quotation or a footnote: headings in there head nothing outside."""
        self.headings_outside.append(list(self.headings))
        self.quote_depth += token.type == "blockquote_open"

    def leave(self, token: Token) -> None:
        """Step out of a list item, a quotation or a footnote."""
        self.headings = self.headings_outside.pop()
        self.quote_depth -= token.type == "blockquote_close"
        if token.type == "list_item_close":
            self.items.pop()


CONTAINERS = frozenset({"list_item", "blockquote", "footnote_reference"})


def to_blocks(tokens: list[Token]) -> tuple[Block, ...]:
    """Blocks of a token stream; every token that opens a block's element learns the block's index."""
    outline = Outline()
    for index, token in enumerate(tokens):
        name, _, part = token.type.rpartition("_")
        if name in CONTAINERS and part == "open":
            outline.enter(token)
        elif name in CONTAINERS and part == "close":
            outline.leave(token)
        add_block(outline, tokens, index)
    return tuple(outline.blocks)


def add_block(outline: Outline, tokens: list[Token], index: int) -> None:
    """Add the block that `tokens[index]` opens, if it opens one."""
    token = tokens[index]
    depth = len(outline.items)
    match token.type:
        case "list_item_open":
            add_item(outline, tokens, index)
        case "heading_open":
            add_heading(outline, token, tokens[index + 1])
        case "paragraph_open" if tokens[index - 1].type != "list_item_open" or index == 0:
            add_paragraph(outline, *tokens[index : index + 3])
        case "fence" | "code_block":
            outline.add(BlockKind.CODE, token, [], collapse(token.content), depth)
        case "math_block":
            outline.add(BlockKind.MATH, token, [], collapse(token.content), depth)
        case "table_open":
            children = table_children(tokens, index)
            outline.add(BlockKind.TABLE, token, children, to_plain(children), depth)
        case "html_block" if shows_something(token.children or []):
            children = token.children or []
            outline.add(BlockKind.HTML, token, children, to_plain(children), depth)


def shows_something(children: list[Token]) -> bool:
    """Whether raw HTML is more than a comment or a tag on its own."""
    return to_plain(children) != "" or any(child.tag == "img" for child in children)


def add_item(outline: Outline, tokens: list[Token], index: int) -> None:
    """Add a list item; its first paragraph, if it opens with one, is the item itself."""
    has_paragraph = tokens[index + 1].type == "paragraph_open"
    children = (tokens[index + 2].children or []) if has_paragraph else []
    text = to_plain(children)
    kind = BlockKind.QUOTATION if opens_quotation(text, children) else BlockKind.ITEM
    outline.add(kind, tokens[index], children, text, len(outline.items) + 1)
    outline.items.append(len(outline.blocks) - 1)


def add_heading(outline: Outline, token: Token, inline: Token) -> None:
    """Add a heading, which heads what follows unless it stands in a list item."""
    children = inline.children or []
    outline.add(BlockKind.HEADING, token, children, to_plain(children), int(token.tag[1]))
    outline.headings.append(len(outline.blocks) - 1)


def add_paragraph(outline: Outline, token: Token, inline: Token, closing: Token) -> None:
    """Add a paragraph, a quotation where it is marked as one by Markdown or by its first character.

    markdown-it hides the paragraphs of tight lists; one with an anchor needs its element.
    """
    token.hidden = closing.hidden = False
    children = inline.children or []
    text = to_plain(children)
    is_quotation = outline.quote_depth > 0 or opens_quotation(text, children)
    kind = BlockKind.QUOTATION if is_quotation else BlockKind.PARAGRAPH
    outline.add(kind, token, children, text, len(outline.items))


def table_children(tokens: list[Token], index: int) -> list[Token]:
    """The inline tokens of all cells of the table that opens at `index`, a break between cells."""
    children: list[Token] = []
    for token in tokens[index:]:
        if token.type == "table_close":
            break
        if token.type == "inline":
            children += [*(token.children or []), Token("softbreak", "", 0)]
    return children
