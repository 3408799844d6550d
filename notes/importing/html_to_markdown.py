"""HTML of notes as Markdown: what words and structure say stays, what only shows (colours, sizes) goes. Pure.

Own code rather than a library, since words must mean nothing in the dialect of the site, either: `$`, `@key`,
`%%`. https://www.zotero.org/support/notes tells what Zotero's notes hold.
"""

import re
from collections.abc import Iterator
from typing import Any

from lxml import etree

from markup.plain_words import at_start, escape, has_matching_brackets
from passages.addresses import canonical_url

from .html_events import tell_html

# More elements than that in each other are read as their words only.
DEEPEST = 60
DEEPEST_TREE = 1000
HEADINGS = {"h1": 1, "h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6}
PARAGRAPHS = {"html", "body", "p", "div", "dt", "dd", "dl", "section", "article", "tbody", "thead", "caption"}
LISTS = {"ul", "ol", "table"}
BLOCKS = {*HEADINGS, *PARAGRAPHS, *LISTS, "blockquote", "pre", "hr", "li", "tr"}
MARKS = {"strong": "**", "b": "**", "em": "*", "i": "*", "del": "~~", "s": "~~", "strike": "~~"}
KEPT = {"sub", "sup"}
UNHEARD = {"script", "style", "head", "title", "template"}
HIGHLIGHTS = {"highlight", "underline"}
QUOTATION_MARKS = '"“”„«»'
# How the citation after a highlight ends: "(Author, 2020, p. 5)".
PLACE = re.compile(r"\((?:.*[,\s])?(?P<place>pp?\.\s[\w\u2013-]+)\)", re.DOTALL)

Element = Any  # lxml has no types


def to_markdown(html: str) -> str:
    """The Markdown of a note; a text without tags is a paragraph."""
    if html.count("<") > DEEPEST_TREE and (words := Words.too_deep(html)):
        return "\n\n".join(paragraph(words))
    root = etree.HTML(html, etree.HTMLParser(huge_tree=True)) if html.strip() else None
    return "" if root is None else "\n\n".join(blocks_in(root, 0))


class Words:
    """Hears all words of a text, and how deep its elements go."""

    def __init__(self) -> None:
        self.words: list[str] = []
        self.depth = self.deepest = 0

    @classmethod
    def too_deep(cls, html: str) -> str:
        """The words of a text whose elements no tree can hold, '' for others."""
        heard = cls()
        tell_html(html, heard)
        return to_words(" ".join(heard.words)) if heard.deepest > DEEPEST_TREE else ""

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self.depth += 1
        self.deepest = max(self.depth, self.deepest)

    def end(self, tag: str) -> None:
        self.depth -= 1

    def data(self, text: str) -> None:
        self.words.append(text)

    def close(self) -> None:
        return None


def blocks_in(element: Element, depth: int) -> list[str]:
    """The blocks in an element; words between them are paragraphs."""
    blocks: list[str] = []
    words = ""
    for part in parts_of(element, depth):
        if isinstance(part, str):
            words += part
        else:
            blocks += [*paragraph(words), *part]
            words = ""
    return blocks + paragraph(words)


def parts_of(element: Element, depth: int) -> Iterator[str | list[str]]:
    """What is in an element, in order: Markdown within a line, or blocks."""
    yield to_words(element.text)
    for child in element:
        if isinstance(child.tag, str) and child.tag not in UNHEARD:
            if depth > DEEPEST:
                yield escape(one_line("".join(child.itertext())))
            else:
                yield block_of(child, depth + 1) if child.tag in BLOCKS else inline_of(child, depth + 1)
        yield to_words(child.tail)


def block_of(element: Element, depth: int) -> list[str]:
    tag = element.tag
    if tag in HEADINGS:
        words = one_line(line_of(element, depth))
        return [f"{'#' * HEADINGS[tag]} {words}"] if words else []
    if tag in LISTS:
        return list_of(element, depth)
    if tag == "pre":
        return code_of(element)
    if tag == "hr":
        return ["* * *"]
    blocks = blocks_in(element, depth)
    return quoted(blocks) if tag == "blockquote" else blocks


def list_of(element: Element, depth: int) -> list[str]:
    """A list, or a table as a list of its rows; what stands between its items is an item, too."""
    items = []
    for number, child in enumerate(rows_of(element), 1):
        marker = f"{number}. " if element.tag == "ol" else "* "
        text = row_of(child, depth) if child.tag == "tr" else item_of(child, depth)
        if text:
            items.append(marker + text.replace("\n", "\n    ").replace("\n    \n", "\n\n"))
    return ["\n".join(items)] if items else []


def rows_of(element: Element) -> Iterator[Element]:
    for child in element:
        if child.tag in ("tbody", "thead", "tfoot"):
            yield from rows_of(child)
        elif isinstance(child.tag, str):
            yield child


def item_of(element: Element, depth: int) -> str:
    """The blocks of an item; a list in it follows its words at once."""
    text = ""
    for block in blocks_in(element, depth):
        is_list = block.startswith(("* ", "1. "))
        text += ("\n" if is_list else "\n\n") * bool(text) + block
    return text


def row_of(element: Element, depth: int) -> str:
    return " \\| ".join(one_line(line_of(cell, depth)) for cell in element if isinstance(cell.tag, str))


def quoted(blocks: list[str]) -> list[str]:
    lines = "\n\n".join(blocks).split("\n") if blocks else []
    return ["\n".join(f"> {line}".rstrip() for line in lines)] if lines else []


def code_of(element: Element) -> list[str]:
    """A block of code; a formula is written as one already."""
    text = "".join(element.itertext()).strip("\n")
    if "math" in classes_of(element) or not text.strip():
        return [text.strip()] if text.strip() else []
    fence = "`" * (max(map(len, re.findall("`+", text)), default=2) + 1)
    return [f"{fence:`<3}\n{text}\n{fence:`<3}"]


def line_of(element: Element, depth: int) -> str:
    """All that is in an element as Markdown within a line."""
    parts = (part if isinstance(part, str) else " ".join(part) for part in parts_of(element, depth))
    return "".join(parts)


def inline_of(element: Element, depth: int) -> str:
    tag, classes = element.tag, classes_of(element)
    if tag == "br":
        return "\n"
    if tag == "img":
        return escape(one_line(element.get("alt") or ""))
    text = "".join(element.itertext())
    if tag == "code":
        return f"` {one_line(text)} `" if "`" in text else f"`{one_line(text)}`"
    if "math" in classes:
        return text.strip()
    if "citation" in classes and (place := place_in(text)) and follows_highlight(element):
        return f"({place})"
    inside = line_of(element, depth)
    bare = inside.strip()
    if not bare:
        return inside
    before, _, after = inside.partition(bare)
    return f"{before}{marked(tag, classes, bare, element.get('href'))}{after}"


def marked(tag: str, classes: list[str], words: str, href: str | None) -> str:
    if tag in MARKS:
        return f"{MARKS[tag]}{words}{MARKS[tag]}"
    if tag in KEPT:
        return f"<{tag}>{words}</{tag}>"
    if HIGHLIGHTS.intersection(classes) and words[0] not in QUOTATION_MARKS:
        return f"“{words}”"
    address = canonical_url(href or "") if tag == "a" else None
    if not address:
        return words
    return f"[{words}]({address if has_matching_brackets(address) else f'<{address}>'})"


def place_in(text: str) -> str:
    match = PLACE.fullmatch(text.strip())
    return " ".join(match["place"].split()) if match else ""


def follows_highlight(element: Element) -> bool:
    before = element.getprevious()
    between = before.tail if before is not None else None
    return before is not None and not (between or "").strip() and bool(HIGHLIGHTS & set(classes_of(before)))


def classes_of(element: Element) -> list[str]:
    return (element.get("class") or "").split() if isinstance(element.tag, str) else []


def paragraph(words: str) -> list[str]:
    lines = [at_start(line.strip()) for line in words.split("\n")]
    text = "\n".join(line for line in lines if line)
    return [text] if text else []


def to_words(text: str | None) -> str:
    return escape(re.sub(r"\s+", " ", text)) if text else ""


def one_line(text: str) -> str:
    return " ".join(text.split())
