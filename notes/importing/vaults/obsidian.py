"""Notes of an Obsidian vault, by https://help.obsidian.md: properties, aliases, daily notes, block marks."""

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from markup import is_picture_file
from notes.importing.markdown.blocks import Fence
from notes.importing.markdown.fields import to_text
from notes.importing.problems import Doubt

from .days import day_of, pattern_of
from .tags import to_tags

SETTINGS = ".obsidian"
DAY_FORMAT = "YYYY-MM-DD"
# A mark such as ^37066d behind a block or on a line of its own, by which other notes point at it.
_BLOCK_ID = re.compile(r"(?:^|(?<=\s))\^[A-Za-z0-9-]{4,}[ \t]*$")
_PROPERTIES = {
    "author": "authors", "citekey": "citation_key", "citationkey": "citation_key", "source": "url",
    "link": "url", "published": "issued", "year": "issued", "journal": "container_title",
    "description": "abstract",
}  # fmt: skip
_ABOUT_A_WORK = ("doi", "isbn", "arxiv", "pmid", "url", "citation_key")
_ODD = {
    "{{": "a template, which is text here",
    "```dataview": "a query of Dataview, which is text here",
    "```tasks": "a query of tasks, which is text here",
}
_EMBED = re.compile(r"!\[\[([^\[\]|#\n]+)")


@dataclass(frozen=True)
class Settings:
    """What the vault says of itself: where its daily notes lie and how they are called, and its templates."""

    days_in: str = ""
    day_format: str = DAY_FORMAT
    templates: str = ""

    @classmethod
    def of(cls, root: Path) -> "Settings":
        days = _read_json(root / SETTINGS / "daily-notes.json")
        templates = _read_json(root / SETTINGS / "templates.json")
        form = to_text(days.get("format")) or DAY_FORMAT
        return cls(_folder(days.get("folder")), form, _folder(templates.get("folder")))

    def day_of(self, place: str) -> date | None:
        """The day of the note at a place in the vault, None where it is no daily note."""
        pattern = pattern_of(self.day_format)
        inside = f"{self.days_in}/" if self.days_in else ""
        if pattern is None or not place.startswith(inside):
            return None
        return day_of(place.removeprefix(inside), pattern)


def to_known(properties: dict[str, Any], visibility: str) -> dict[str, Any]:
    """Properties by the names that pages know: of works, `source` is the url, `author: "[[Name]]"` a name.

    Who may see the note is said by `visibility` and `publish`, the more private of them, else by the
    `visibility` given.
    """
    known = {_known_as(key, value): _unlinked(value) for key, value in properties.items()}
    if "publish" in known:
        known["visibility"] = known.get("visibility", "public") if known["publish"] is True else "private"
    known.setdefault("visibility", visibility)
    tags = [*_words(known.get("tags")), *_words(known.pop("tag", None))]
    return known | {"tags": list(to_tags(tags))} if tags else known


def is_about_work(properties: dict[str, Any]) -> bool:
    """Whether a note describes a work: it has an identifier or address of one, and who wrote it or when."""
    return any(to_text(properties.get(key)) for key in _ABOUT_A_WORK) and bool(
        properties.get("authors") or properties.get("issued")
    )


def without_marks(lines: Iterable[str]) -> list[str]:
    """The lines without the marks of blocks, which lead nowhere here; code stays as it is."""
    kept, fence = [], Fence()
    for line in lines:
        was_open = fence.is_open
        fence.read(line)
        bare = line if was_open or fence.is_open else _BLOCK_ID.sub("", line)
        kept.append(bare if bare == line else bare.rstrip())
    return kept


def doubts_of(lines: Sequence[str], first_line: int) -> tuple[Doubt, ...]:
    """What of Obsidian's has no meaning here, each kind once, where it stands first."""
    found = [
        (next((number for number, line in enumerate(lines) if mark in line), None), reason)
        for mark, reason in _ODD.items()
    ]
    found.append((next(_embedded_notes(lines), None), "an embedded note, which is a link here"))
    return tuple(Doubt.about(first_line + at, reason, lines[at]) for at, reason in found if at is not None)


def _embedded_notes(lines: Sequence[str]) -> Iterator[int]:
    """The lines that embed something other than a picture."""
    for number, line in enumerate(lines):
        if any(not is_picture_file(name.strip()) for name in _EMBED.findall(line)):
            yield number


def _known_as(key: str, value: Any) -> str:
    return key if isinstance(value, bool) else _PROPERTIES.get(key.lower(), key)


def _read_json(path: Path) -> dict[str, Any]:
    """What a file of settings says; nothing where it is not there or broken, as for Obsidian itself."""
    try:
        value = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return value if isinstance(value, dict) else {}


def _folder(value: Any) -> str:
    return to_text(value).strip("/")


def to_names(value: Any) -> tuple[str, ...]:
    """The aliases of a note: a list, or one text with commas."""
    names = value.split(",") if isinstance(value, str) else value if isinstance(value, list) else []
    return tuple(dict.fromkeys(name for name in map(to_text, names) if name))


def _unlinked(value: Any) -> Any:
    if isinstance(value, list):
        return [_unlinked(item) for item in value]
    if isinstance(value, str) and value.startswith("[[") and value.endswith("]]"):
        return value[2:-2].rpartition("|")[2]
    return value


def _words(value: Any) -> list[str]:
    if isinstance(value, str):
        return [word for word in re.split(r"[,\s]+", value) if word]
    return [to_text(item) for item in value or []] if isinstance(value, list | tuple) else []
