"""A graph of Logseq in Markdown files (https://docs.logseq.com): pages and journals."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path, PurePosixPath
from re import Pattern
from typing import Any

from notes.importing.asked import Asked
from notes.importing.markdown.fields import to_visibility
from notes.importing.markdown.lines import to_lines
from notes.importing.markdown.reading import read_body
from notes.importing.pages import EntriesPage, LogEntry, Page, Refusal
from notes.importing.problems import ImportProblem
from notes.importing.sites import decoded, read_bytes
from notes.importing.vaults.days import day_of, pattern_of, read_day
from notes.importing.vaults.files import find_notes
from notes.importing.vaults.logseq import (
    SETTINGS,
    Target,
    converted,
    day_format,
    doubts_of,
    split_properties,
    tags_of_block,
    targets_in,
    title_of,
)
from notes.importing.vaults.pictures import find_pictures, with_pictures
from notes.importing.vaults.tags import tags_for_all

NAME = "logseq"
JOURNALS, PAGES = "journals", "pages"
OLDER_DAYS = "yyyy-MM-dd"


def match(path: Path) -> bool:
    return (path / SETTINGS).is_dir() and any((path / name).is_dir() for name in (JOURNALS, PAGES))


def read(path: Path, asked: Asked) -> Iterator[Page | Refusal]:
    """Raises ImportProblem where the graph has no page."""
    days = [pattern for form in (day_format(path), OLDER_DAYS) if (pattern := pattern_of(form))]
    notes: list[_Note] = []
    for name, file in find_notes(path, skipped={SETTINGS}, suffixes=(".md", ".markdown", ".org")):
        try:
            if file.suffix == ".org":
                raise ImportProblem("this is a page in Org; only pages in Markdown are read")
            notes.append(_Note.of(name, file, read_bytes(file), days, asked))
        except ImportProblem as problem:
            yield Refusal(name, problem, file)
    targets = {key: target for note in notes for key, target in note.targets}
    pictures = find_pictures(path)
    for note in notes:
        try:
            page = _read_note(note, targets, asked)
            page = with_pictures(page, note.lines, note.first_line, path, pictures)
            yield replace(page, path=note.file, data=note.data)
        except ImportProblem as problem:
            yield Refusal(note.name, problem, note.file)


@dataclass(frozen=True)
class _Note:
    """A page as it stands in its file, with who may see it; `day` is that of a journal."""

    name: str
    file: Path
    data: bytes
    text: str
    title: str
    visibility: str
    day: date | None
    front: dict[str, Any]
    lines: list[str]
    first_line: int

    @classmethod
    def of(cls, name: str, file: Path, data: bytes, days: list[Pattern[str]], asked: Asked) -> "_Note":
        text, stem = decoded(data), PurePosixPath(name).stem
        lines = to_lines(text)
        front, count = split_properties(lines)
        is_journal = name.startswith(f"{JOURNALS}/")
        day = next(filter(None, (day_of(stem, pattern) for pattern in days)), None) if is_journal else None
        title = str(front.get("title") or title_of(stem))
        front.setdefault("visibility", "public" if front.get("public") else asked.visibility or "private")
        visibility = to_visibility(front, name)
        return cls(name, file, data, text, title, visibility, day, front, lines[count:], count + 1)

    @property
    def targets(self) -> Iterator[tuple[str, Target]]:
        return targets_in("" if self.day else self.title, self.lines, self.visibility)


def _read_note(note: _Note, targets: Mapping[str, Target], asked: Asked) -> Page:
    front = note.front | {"title": note.title}
    lines = converted(note.lines, targets, note.visibility)
    page = (
        _read_page(note, front, lines, asked) if note.day is None else _read_day(note, front, lines, note.day)
    )
    return replace(page, doubts=page.doubts + doubts_of(note.lines, note.first_line))


def _read_day(note: _Note, front: dict[str, Any], lines: list[str], day: date) -> Page:
    entries = read_day(lines, note.first_line, day, note.title, front.get("tags", ()))
    return EntriesPage(
        name=note.name,
        title=note.title,
        slug="",
        hash=hashlib.sha256(note.text.encode()).hexdigest(),
        visibility=note.visibility,
        front_matter=front,
        entries=tuple(map(_with_tags, entries)),
    )


def _with_tags(entry: LogEntry) -> LogEntry:
    """An entry with the tags that its block has as a property."""
    tags, lines = tags_of_block(entry.body.split("\n"))
    if not tags:
        return entry
    return replace(entry, body="\n".join(lines), tags=tuple(dict.fromkeys([*entry.tags, *tags])))


def _read_page(note: _Note, front: dict[str, Any], lines: list[str], asked: Asked) -> Page:
    """Links say the title of a page or one of its aliases."""
    page = read_body(
        note.name,
        note.text,
        front,
        lines,
        note.first_line,
        kind=asked.kind,
        year=asked.year,
        today=asked.today,
    )
    tags = tuple(dict.fromkeys([*page.tags, *tags_for_all("\n".join(lines))]))
    names = [note.title, *front.get("aliases", ())]
    return replace(page, tags=tags, names=tuple(dict.fromkeys(names)))
