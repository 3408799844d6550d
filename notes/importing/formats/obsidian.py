"""A vault of Obsidian (https://help.obsidian.md): notes, daily notes, templates left out."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path, PurePosixPath
from typing import Any

from notes.importing.asked import Asked
from notes.importing.markdown.fields import to_visibility
from notes.importing.markdown.front_matter import split_front_matter, to_plain_values
from notes.importing.markdown.lines import to_lines
from notes.importing.markdown.reading import read_body
from notes.importing.pages import EntriesPage, Page, Refusal
from notes.importing.problems import Doubt, ImportProblem
from notes.importing.sites import decoded, read_bytes
from notes.importing.vaults.comments import without_comments
from notes.importing.vaults.days import read_day
from notes.importing.vaults.files import find_notes
from notes.importing.vaults.obsidian import (
    SETTINGS,
    Settings,
    doubts_of,
    is_about_work,
    to_known,
    to_names,
    without_marks,
)
from notes.importing.vaults.pictures import find_pictures, with_pictures
from notes.importing.vaults.tags import tags_for_all

NAME = "obsidian"
COMMENT = "a comment within other words, which stays in the file alone"


def match(path: Path) -> bool:
    return (path / SETTINGS).is_dir()


def read(path: Path, asked: Asked) -> Iterator[Page | Refusal]:
    """Raises ImportProblem where the vault has no note."""
    settings = Settings.of(path)
    skipped = {settings.templates} if settings.templates else set()
    pictures = find_pictures(path)
    for name, file in find_notes(path, skipped=skipped, suffixes=(".md",)):
        try:
            data = read_bytes(file)
            note = _Note.of(name, decoded(data), asked.visibility or "private")
            page = with_pictures(
                _read_note(note, settings, asked), note.lines, note.first_line, path, pictures
            )
        except ImportProblem as problem:
            yield Refusal(name, problem, file)
        else:
            yield replace(page, path=file, data=data)


@dataclass(frozen=True)
class _Note:
    """A note as it stands in its file; its `place` in the vault is what links to it say."""

    name: str
    text: str
    front: dict[str, Any]
    lines: list[str]
    first_line: int
    doubts: tuple[Doubt, ...]

    @classmethod
    def of(cls, name: str, text: str, visibility: str) -> "_Note":
        properties, body, first_line = split_front_matter(text)
        front = to_known(to_plain_values(properties), visibility)
        written = to_lines(body, first_line)
        lines, at = without_comments(written)
        doubts = () if at is None else (Doubt.about(first_line + at, COMMENT, written[at]),)
        return cls(name, text, front, without_marks(lines), first_line, doubts)

    @property
    def place(self) -> str:
        return self.name.removesuffix(".md")

    @property
    def title(self) -> str:
        return PurePosixPath(self.place).name


def _read_note(note: _Note, settings: Settings, asked: Asked) -> Page:
    day = settings.day_of(note.place)
    page = _read_page(note, asked) if day is None else _read_entries(note, day)
    return replace(page, doubts=(*page.doubts, *note.doubts, *doubts_of(note.lines, note.first_line)))


def _read_entries(note: _Note, day: date) -> Page:
    return EntriesPage(
        name=note.name,
        title=note.title,
        slug="",
        hash=hashlib.sha256(note.text.encode()).hexdigest(),
        visibility=to_visibility(note.front, note.name),
        front_matter=note.front,
        entries=read_day(note.lines, note.first_line, day, note.title, note.front.get("tags", ())),
    )


def _read_page(note: _Note, asked: Asked) -> Page:
    """Links say the place of a note in the vault, its name, or one of its aliases."""
    front = {"title": note.title} | note.front
    kind = asked.kind or ("paper" if is_about_work(front) else None)
    page = read_body(
        note.name,
        note.text,
        front,
        note.lines,
        note.first_line,
        kind=kind,
        year=asked.year,
        today=asked.today,
    )
    tags = tuple(dict.fromkeys([*page.tags, *tags_for_all("\n".join(note.lines))]))
    return replace(page, tags=tags, permalink=f"/{note.place}/", names=to_names(note.front.get("aliases")))
