"""Reading lists and outlines in OPML 2.0: http://opml.org/spec2.opml. A file is a topic with nested items.

A document type, and so every entity that is no character, is refused: OPML needs none, and they can be made
to grow without end.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from xml.parsers import expat

from markup.plain_words import at_start, escape, shorten, to_line, to_link
from notes.importing.asked import Asked
from notes.importing.exports import beginning_of
from notes.importing.highlights import LONGEST_TITLE, clean, hash_of_text, indented, seen_by
from notes.importing.pages import Page, Refusal, TopicPage
from notes.importing.problems import Doubt, ImportProblem
from notes.importing.sites import read_bytes
from passages.addresses import canonical_url
from passages.slugs import to_slug

NAME = "opml"
ENDINGS = (".opml", ".xml")
DEEPEST = 50


def match(path: Path) -> bool:
    return path.suffix.lower() in ENDINGS and path.is_file() and "<opml" in beginning_of(path).lower()


def read(path: Path, asked: Asked) -> Iterator[Page | Refusal]:
    outline = read_outline(read_bytes(path))
    if not outline.lines:
        raise ImportProblem("this OPML has no outline", 1)
    title = shorten(to_line(clean(outline.title)), LONGEST_TITLE) or path.stem
    yield TopicPage(
        name=path.name,
        title=title,
        slug=to_slug(title),
        visibility=seen_by("", asked.visibility),
        body="\n".join(outline.lines),
        hash=hash_of_text("\n".join(outline.lines)),
        doubts=tuple(outline.doubts),
    )


@dataclass
class Outline:
    """The title, and the outline as lines of a nested list; `depth` is how deep the place is that is read."""

    title: str = ""
    lines: list[str] = field(default_factory=list)
    doubts: list[Doubt] = field(default_factory=list)
    depth: int = 0
    is_in_title: bool = False


def read_outline(data: bytes) -> Outline:
    """Raises ImportProblem with the line where this is no OPML."""
    outline = Outline()
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = lambda tag, attributes: start(outline, parser, tag, attributes)
    parser.EndElementHandler = lambda tag: end(outline, tag)
    parser.CharacterDataHandler = lambda text: hear(outline, text)
    parser.StartDoctypeDeclHandler = lambda *_: refuse(parser)
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        reason = expat.ErrorString(error.code)
        raise ImportProblem(f"this is no XML: {reason}", error.lineno) from error
    except (LookupError, ValueError) as error:  # an encoding that nobody knows
        raise ImportProblem(f"this is no XML that can be read: {error}", 1) from error
    return outline


def refuse(parser: Any) -> None:
    raise ImportProblem("a document type does not belong into OPML", parser.CurrentLineNumber)


def start(outline: Outline, parser: Any, tag: str, attributes: dict[str, str]) -> None:
    outline.is_in_title = tag == "title" and not outline.title
    if tag != "outline":
        return
    line = parser.CurrentLineNumber
    if outline.depth >= DEEPEST:
        raise ImportProblem(f"the outline is nested more than {DEEPEST} times", line)
    words = to_item(attributes)
    outline.lines.append("    " * outline.depth + f"* {words or '…'}")
    outline.depth += 1
    note = to_note(attributes)
    if note:
        outline.lines.append("    " * outline.depth + f"* {indented(note, 4 * outline.depth + 4)}")
    if not words:
        outline.doubts.append(Doubt.about(line, "an outline without words", " ".join(attributes.values())))


def end(outline: Outline, tag: str) -> None:
    outline.is_in_title = False
    if tag == "outline":
        outline.depth -= 1


def hear(outline: Outline, text: str) -> None:
    if outline.is_in_title:
        outline.title += text


def to_note(attributes: dict[str, str]) -> str:
    """The note on an outline, in the attribute that OmniOutliner, Workflowy and others write besides OPML."""
    lines = clean(attributes.get("_note", "")).strip().split("\n")
    return "\n".join(at_start(escape(line.strip())) for line in lines)


def to_item(attributes: dict[str, str]) -> str:
    """The words as a link to the site, and the feed and description beside it."""
    said = {name: to_line(clean(value)) for name, value in attributes.items()}
    words = said.get("text") or said.get("title", "")
    site, feed = said.get("htmlUrl") or said.get("url", ""), said.get("xmlUrl", "")
    address = canonical_url(site) or canonical_url(feed)
    item = to_link(words, address) if address else at_start(escape(words))
    if address and canonical_url(feed) not in (None, address):
        item += f" ({to_link('feed', canonical_url(feed) or '')})"
    about = said.get("description", "")
    return f"{item}: {escape(about)}" if about and about != words else item
