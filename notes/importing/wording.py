"""The two sides of a clash in words, for a report in plain text. Pure."""

from collections.abc import Iterator
from typing import Any

from history.diff import Part, diff

WIDTH = 300
MARKS = {"same": "{}", "gone": "[-{}-]", "new": "{{+{}+}}"}


def in_words(name: str, value: Any) -> str:
    """A plain value as a text: members one a line, the parts of a name or date together."""
    if value is None:
        return ""
    if name == "issued":
        return "-".join(f"{part:02}" for part in value if part)
    if isinstance(value, list):
        return "\n".join(
            " ".join(filter(None, each)) if isinstance(each, list) else str(each) for each in value
        )
    return str(value).replace("\r\n", "\n")


def sides_of(ours: str, theirs: str) -> list[str]:
    """What changed from what stands here to what the source says, else both, each in one short line."""
    changed = " ".join(" ".join(said(part) for part in diff(ours, theirs)).split())
    if len(changed) <= WIDTH:
        return [f"here to source: {changed}"]
    return [f"here: {in_line(ours)}", f"source: {in_line(theirs)}"]


def said(part: Part) -> str:
    return "".join(marked(part)) if part.pieces else "…"


def marked(part: Part) -> Iterator[str]:
    """The pieces with marks around what is gone and new, inside the spaces at their ends."""
    for piece in part.pieces:
        text = piece.text.strip()
        yield piece.text.replace(text, MARKS[piece.kind].format(text)) if text else piece.text


def in_line(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= WIDTH else f"{line[:WIDTH]}…"
