"""Pictures by their names alone, `![[name.png]]`, as Obsidian embeds them."""

import re

from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from .pictures import ENDINGS
from .references import WIKI, Reference

EMBED = re.compile(
    rf"!\[\[(?P<name>[^\[\]|#\n]{{1,200}}\.(?:{'|'.join(ENDINGS)}))(?:\|(?P<label>[^\[\]\n]{{1,500}}))?\]\]",
    re.IGNORECASE,
)
SIZE = re.compile(r"(?P<width>\d{1,5})(?:x(?P<height>\d{1,5}))?")


def embedded_names(line: str) -> list[str]:
    """The names of the pictures that a line embeds."""
    return [match["name"].strip() for match in EMBED.finditer(line)]


def embedded_picture(state: StateInline, silent: bool) -> bool:
    """![[name.png]], ![[name.png|alt]] and ![[name.png|300x200]], in pixels."""
    if silent or not state.src.startswith("![[", state.pos):
        return False
    match = EMBED.match(state.src, state.pos, state.posMax)
    if match is None or state.src.startswith("(", match.end()):
        return False
    size = SIZE.fullmatch((match["label"] or "").rpartition("|")[2].strip())
    label = (match["label"] or "").rpartition("|")[0] if size else match["label"] or ""
    token = state.push("embedded_picture", "img", 0)
    token.content = match[0]
    token.attrs = {name: value for name, value in size.groupdict().items() if value} if size else {}
    token.children = [Token("text", "", 0, content=label)]
    token.meta = {"reference": Reference(WIKI, match["name"].strip())}
    state.pos = match.end()
    return True
