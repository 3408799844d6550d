"""A post of a blog: a page with a day, which becomes one entry of that day."""

from datetime import date, timedelta
from pathlib import PurePosixPath
from typing import Any

from notes.importing.pages import LogEntry, PostPage
from notes.importing.problems import Doubt

from .blocks import Block
from .fields import to_text
from .lines import without_blank_ends
from .links import to_plain
from .works import first_heading

# The folders of `content` whose pages Hugo's themes show as dated posts.
_SECTIONS = ("post", "posts", "blog", "journal", "diary", "log", "news")
_AHEAD = timedelta(days=1)


def is_post(front: dict[str, Any], name: str) -> bool:
    """Whether a page lies where generators have posts, or has their layout. An index of them is none."""
    path = PurePosixPath(name)
    if path.stem == "_index":
        return False
    parts = path.parts[:-1]
    if "_posts" in parts or "_drafts" in parts or parts[:1] == ("content",):
        return "_posts" in parts or "_drafts" in parts or (len(parts) > 1 and parts[1] in _SECTIONS)
    return to_text(front.get("layout")).lower() == "post"


def read_post(
    common: dict[str, Any], lines: list[str], first_line: int, blocks: list[Block], *, day: date, today: date
) -> PostPage:
    """The page as one entry that opens with its title; one of a day to come is private."""
    heading = first_heading(blocks[:1])
    text = "\n".join(without_blank_ends(lines))
    has_title = heading is not None and to_plain(heading.text) == common["title"]
    body = text if has_title else f"## {common['title']}\n\n{text}".strip()
    if day > today + _AHEAD:
        common |= {"visibility": "private"}
        reason = f"{day.isoformat()} is still to come, so this post is private"
        common["doubts"] += (Doubt.about(1, reason, common["title"]),)
    entry = LogEntry(day, False, 0, body, common["tags"], first_line, body)
    return PostPage(**common, entries=(entry,))
