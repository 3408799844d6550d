"""What one clipping of a book says, and clippings of one book joined into highlights. Pure."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from notes.importing.highlights import Highlight
from papers.names import Name, to_names

from .words import HIGHLIGHT, NOTE, ends_of

NO_LETTERS = re.compile(r"\W+")
# What re-made highlights have in common at their beginning or at their end, in letters.
ALIKE = 30
AUTHOR = re.compile(r"(?P<title>.*\S)\s*\((?P<author>[^()]*(?:\([^()]*\)[^()]*)*)\)")


@dataclass(frozen=True)
class Clip:
    """A highlight, note or bookmark; `page` and `location` are numbers or ranges as text, '' if unknown."""

    kind: str
    text: str
    page: str
    location: str
    made_on: date | None
    line: int

    @property
    def ends(self) -> tuple[int, int] | None:
        return ends_of(self.location) or ends_of(self.page)

    @property
    def order(self) -> float:
        return self.ends[0] if self.ends else 0

    @property
    def place(self) -> str:
        pages = ("pp. " if "-" in self.page else "p. ") + self.page if self.page else ""
        location = f"location {self.location}" if self.location else ""
        return ", ".join(part for part in (pages, location) if part)

    @property
    def letters(self) -> str:
        return NO_LETTERS.sub("", self.text).casefold() or self.text


def split_title(line: str) -> tuple[str, tuple[Name, ...]]:
    """Title and authors of "Title (Author)", where several authors stand between semicolons."""
    match = AUTHOR.fullmatch(line.strip())
    if not match:
        return line.strip(), ()
    return match["title"], to_authors(match["author"])


def to_authors(text: str) -> tuple[Name, ...]:
    return to_names(text, is_one_person=";" not in text)[0]


def to_highlights(clips: Sequence[Clip]) -> tuple[Highlight, ...]:
    """What was highlighted, each with its notes; of highlights that were made anew only the longest.

    Bookmarks have no words and are left out. A note belongs to the highlight that holds its place.
    """
    marks = longest([clip for clip in clips if clip.kind == HIGHLIGHT and clip.text])
    notes: dict[int, list[Clip]] = {}
    alone: list[Clip] = []
    for note in longest([clip for clip in clips if clip.kind == NOTE and clip.text]):
        at = mark_of(note, marks)
        if at is None:
            alone.append(note)
        else:
            notes.setdefault(at, []).append(note)
    with_notes = (to_highlight(mark, notes.get(at, [])) for at, mark in enumerate(marks))
    return (*with_notes, *(to_highlight(note, []) for note in alone))


def to_highlight(clip: Clip, notes: Sequence[Clip]) -> Highlight:
    is_note = clip.kind == NOTE
    return Highlight(
        text="" if is_note else clip.text,
        note=clip.text if is_note else "\n\n".join(note.text for note in notes),
        place=clip.place,
        made_on=clip.made_on,
        order=clip.order,
        line=clip.line,
    )


def longest(clips: Sequence[Clip]) -> list[Clip]:
    """The clippings without those that a longer one at the same place holds, each with its first day."""
    kept: list[Clip] = []
    for clip in sorted(clips, key=lambda each: (each.order, each.line)):
        at = next((at for at, other in recent(kept) if is_made_anew(clip, other)), None)
        if at is None:
            kept.append(clip)
        else:
            kept[at] = joined(kept[at], clip)
    return kept


def recent(kept: Sequence[Clip]) -> Iterator[tuple[int, Clip]]:
    """The latest few: whatever is at the same place is among them, since clippings come in order."""
    for at in range(len(kept) - 1, max(len(kept) - 9, -1), -1):
        yield at, kept[at]


def is_made_anew(clip: Clip, other: Clip) -> bool:
    if not overlap(clip, other):
        return False
    short, long = sorted((clip.letters, other.letters), key=len)
    share = min(ALIKE, len(short))
    return short in long or long.startswith(short[:share]) or long.endswith(short[-share:])


def joined(first: Clip, second: Clip) -> Clip:
    """The longer text; made on the first day, so that its entry stays where it was."""
    text = max(first, second, key=lambda each: len(each.text))
    earlier = min(first, second, key=lambda each: each.line)
    return replace(text, made_on=earlier.made_on, line=earlier.line)


def overlap(clip: Clip, other: Clip) -> bool:
    if clip.ends is None or other.ends is None:
        return clip.place == other.place
    return clip.ends[0] <= other.ends[1] and other.ends[0] <= clip.ends[1]


def mark_of(note: Clip, marks: Sequence[Clip]) -> int | None:
    """Which highlight a note is on: the one whose end is nearest among those that hold its place."""
    if note.ends is None:
        return None
    place = note.ends[0]
    holding = [
        (abs(mark.ends[1] - place), abs(mark.line - note.line), at)
        for at, mark in enumerate(marks)
        if mark.ends and mark.ends[0] <= place <= mark.ends[1]
    ]
    return min(holding)[2] if holding else None
