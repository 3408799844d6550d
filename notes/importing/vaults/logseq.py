"""Pages of a Logseq graph of Markdown files, by https://docs.logseq.com: outlines with properties and blocks.

What Logseq keeps for itself (`id::`, `collapsed::`, clock drawers) is taken off the text. A reference to a
block, `((uuid))`, becomes a link to its page with its words.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from notes.importing.markdown.blocks import Fence
from notes.importing.markdown.lines import is_blank
from notes.importing.problems import Doubt
from passages.merging import FROM_OPEN_TO_CLOSED

from .tags import to_tags

SETTINGS = "logseq"
_DAY_FORMAT = re.compile(r':journal/file-name-format\s+"([^"]+)"')
_PROPERTY = re.compile(r"[ \t]*(?:[-*][ \t]+)?([A-Za-z][\w-]*)::(?:[ \t]+(.*?))?[ \t]*$")
_OWN = frozenset(
    ("id", "collapsed", "heading", "background-color", "created-at", "updated-at", "card-last-interval",
     "card-repeats", "card-ease-factor", "card-next-schedule", "card-last-reviewed", "card-last-score")
)  # fmt: skip
_ID = re.compile(r"[ \t]*(?:[-*][ \t]+)?id::[ \t]+([0-9a-f-]{36})[ \t]*$")
_REFERENCE = re.compile(r"(?:\{\{embed )?\(\(([0-9a-f-]{36})\)\)(?:[ \t]*\}\})?")
_LABELLED = re.compile(r"\[([^\[\]\n]+)\]\(\(\(([0-9a-f-]{36})\)\)\)")
_EMBEDDED = re.compile(r"\{\{embed (\[\[[^\[\]\n]+\]\])[ \t]*\}\}")
_DRAWER = re.compile(r"[ \t]*:(LOGBOOK|CLOCK):[ \t]*$")
_DRAWER_END = re.compile(r"[ \t]*:END:[ \t]*$")
_BULLET = re.compile(r"[ \t]*[-*][ \t]+")
_TO_DO = "a date to do it, which is text here"
_ODD = {
    "{{": "a macro, which is text here",
    "SCHEDULED: <": _TO_DO,
    "DEADLINE: <": _TO_DO,
    "#+BEGIN_": "a block of Logseq, which is text here",
}
_LONGEST_WORDS = 80
_KNOWN = {"alias": "aliases", "author": "authors", "citekey": "citation_key", "year": "issued", "link": "url"}


@dataclass(frozen=True)
class Target:
    """A block that others point at: the page that it stands on, '' for a journal, its first words, and who
    may see it."""

    page: str
    words: str
    visibility: str


def day_format(root: Path) -> str:
    """The format of the names of journals, in tokens of date-fns."""
    try:
        match = _DAY_FORMAT.search((root / SETTINGS / "config.edn").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        match = None
    return match[1] if match else "yyyy_MM_dd"


def title_of(stem: str) -> str:
    """The title of a page by its file: `a___b` is “a/b”, and what files cannot be called is encoded."""
    return unquote(stem.replace("___", "/"))


def split_properties(lines: Sequence[str]) -> tuple[dict[str, Any], int]:
    """The properties of a page, by the names that pages know, and how many lines they take at its top."""
    properties: dict[str, Any] = {}
    for number, line in enumerate(lines):
        match = _PROPERTY.match(line)
        if match is None:
            if is_blank(line) and not properties:
                continue
            return properties, number if properties else 0
        name = match[1].lower()
        properties[_KNOWN.get(name, name)] = _value(name, match[2] or "")
    return properties, len(lines)


def targets_in(page: str, lines: Sequence[str], visibility: str) -> Iterator[tuple[str, Target]]:
    """The blocks of a page that have an id, by it."""
    for number, (line, is_code) in enumerate(_with_code(lines)):
        match = None if is_code else _ID.match(line)
        if match:
            above = [text for text in reversed(lines[:number]) if not _PROPERTY.match(text)]
            yield match[1], Target(page, _words(next(iter(above), "")), visibility)


def converted(lines: Iterable[str], targets: Mapping[str, Target], visibility: str) -> list[str]:
    """The lines without what Logseq keeps for itself, and with references to blocks as links. Code stays.

    Whoever sees the lines by their `visibility` reads no words of a block that they may not see.
    """
    kept: list[str] = []
    is_drawer = False
    for line, is_code in _with_code(lines):
        if is_code:
            kept.append(line)
            continue
        is_drawer = is_drawer or bool(_DRAWER.match(line))
        if not is_drawer and not _is_own(line):
            kept.append(_linked(line, targets, visibility))
        is_drawer = is_drawer and not _DRAWER_END.match(line)
    return kept


def tags_of_block(lines: Sequence[str]) -> tuple[tuple[str, ...], list[str]]:
    """The tags that a block's `tags::` says, and its lines without that."""
    tags: list[str] = []
    kept: list[str] = []
    for line in lines:
        match = _PROPERTY.match(line)
        if match and match[1].lower() == "tags" and not _BULLET.match(line):
            tags += _value("tags", match[2] or "")
        else:
            kept.append(line)
    return tuple(dict.fromkeys(tags)), kept


def doubts_of(lines: Sequence[str], first_line: int) -> tuple[Doubt, ...]:
    """What of Logseq's has no meaning here, each kind once, where it stands first."""
    found = []
    for mark, reason in _ODD.items():
        number = next((number for number, line in enumerate(lines) if mark in line), None)
        if number is not None:
            found.append(Doubt.about(first_line + number, reason, lines[number]))
    return tuple(found)


def _with_code(lines: Iterable[str]) -> Iterator[tuple[str, bool]]:
    """Each line, and whether it is one of fenced code."""
    fence = Fence()
    for line in lines:
        was_open = fence.is_open
        fence.read(_BULLET.sub("", line, count=1))
        yield line, was_open or fence.is_open


def _is_own(line: str) -> bool:
    match = _PROPERTY.match(line)
    return bool(match and match[1].lower() in _OWN and not _BULLET.match(line))


def _linked(line: str, targets: Mapping[str, Target], visibility: str) -> str:
    def target(key: str) -> Target | None:
        return _seen_from(visibility, targets.get(key))

    if "((" in line:
        line = _LABELLED.sub(lambda match: _link(target(match[2]), match[1], match[0]), line)
        line = _REFERENCE.sub(lambda match: _link(target(match[1]), "", match[0]), line)
    return _EMBEDDED.sub(r"\1", line) if "{{embed" in line else line


def _seen_from(visibility: str, target: Target | None) -> Target | None:
    """A block as a page of that visibility may name it: without words and page where it is less open."""
    rank = FROM_OPEN_TO_CLOSED.index
    if target is None or rank(target.visibility) <= rank(visibility):
        return target
    return replace(target, page="", words="")


def _link(target: Target | None, label: str, written: str) -> str:
    """A link to the page of a block; a block of a journal is quoted, one that is nowhere stays as written."""
    if target is None:
        return written
    words = label or target.words
    return f"[[{target.page}|{words}]]" if target.page and words else f"“{words}”" if words else written


def _words(line: str) -> str:
    """The words of a line that can be a label."""
    text = re.sub(r"[\[\]|*_`]|\(\([0-9a-f-]{36}\)\)", "", _BULLET.sub("", line)).strip()
    return text if len(text) <= _LONGEST_WORDS else text[:_LONGEST_WORDS].rpartition(" ")[0] + "…"


def _value(name: str, text: str) -> Any:
    if name == "tags":
        return list(to_tags(text.split(",")))
    if name in ("alias", "aliases", "author", "authors"):
        return [
            part.strip().removeprefix("[[").removesuffix("]]") for part in text.split(",") if part.strip()
        ]
    if name == "public":
        return text.strip().lower() == "true"
    return text.strip().removeprefix("[[").removesuffix("]]")
