"""`My Clippings.txt` of a Kindle: what was highlighted and noted, in the order in which it was. Pure.

Each clipping is a line with the title and, in parentheses, the author; a line that begins with a dash and
says kind, place and day in the language of the interface; an empty line; the text; and a line of `=`.
Amazon publishes no description; https://github.com/random9v2/Kindle-Clipping-Formatter shows a file.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from notes.importing.highlights import Work
from notes.importing.problems import Doubt, ImportProblem

from .clips import Clip, split_title, to_highlights
from .words import HIGHLIGHT, day_of, kind_of, location_of, page_of

END = re.compile(r"={10,}\s*")
DASHES = ("-", "\u2013", "\u2014")


def is_clippings(beginning: str) -> bool:
    """Whether a title stands above a line with a dash that says what a clipping is, or above one and `=`."""
    lines = [line.strip() for line in beginning.replace("\r", "\n").split("\n") if line.strip()]
    if len(lines) < 2 or not lines[1].startswith(DASHES):
        return False
    return bool("|" in lines[1] or kind_of(lines[1])) or any(map(END.fullmatch, lines))


@dataclass(frozen=True)
class Block:
    """The lines between two lines of `=`; `line` is the first one's number in the file, from 1."""

    lines: tuple[str, ...]
    line: int


def read_clippings(text: str, changed_on: date, today: date) -> Iterator[Work | Doubt]:
    """The works in the order of their first clippings, and what could not be understood.

    A clipping without a day that is understood takes that of the one before it, the first one that of the
    next; `changed_on` is the day where the file names none.
    """
    by_title: dict[str, list[Clip]] = {}
    day: date | None = None
    for block in blocks_of(text):
        title, clip = read_block(block)
        if clip is None:
            yield Doubt.about(block.line, "this is no clipping, and was left out", " ".join(block.lines))
            continue
        day = clip.made_on if clip.made_on and clip.made_on <= today else day
        by_title.setdefault(title, []).append(replace(clip, made_on=day))
    first = first_day(clip for clips in by_title.values() for clip in clips)
    for title, clips in by_title.items():
        yield to_work(title, [replace(clip, made_on=clip.made_on or first) for clip in clips], changed_on)


def first_day(clips: Iterable[Clip]) -> date | None:
    dated = [(clip.line, clip.made_on) for clip in clips if clip.made_on]
    return min(dated)[1] if dated else None


def blocks_of(text: str) -> Iterator[Block]:
    lines: list[str] = []
    first = 1
    for number, line in enumerate([*text.split("\n"), "=" * 10], 1):
        if END.fullmatch(line):
            if any(each.strip() for each in lines):
                yield Block(tuple(lines), first)
            lines, first = [], number + 1
        else:
            lines.append(line.replace("\ufeff", ""))


def read_block(block: Block) -> tuple[str, Clip | None]:
    """Title and clipping; None where the second line says nothing of a clipping."""
    lines = [line.strip() for line in block.lines]
    spoken = [at for at, line in enumerate(lines) if line]
    title, at = lines[spoken[0]], spoken[1] if len(spoken) > 1 else spoken[0]
    if at == spoken[0] or not lines[at].startswith(DASHES):
        return title, None
    return title, to_clip(lines[at], "\n".join(lines[at + 1 :]).strip(), block.line + at)


def to_clip(about: str, text: str, line: int) -> Clip:
    said, bar, when = about.rpartition("|")
    said = said if bar else about
    return Clip(kind_of(said) or HIGHLIGHT, text, page_of(said), location_of(said), day_of(when), line)


def to_work(title: str, clips: list[Clip], changed_on: date) -> Work:
    name, authors = split_title(title)
    return Work(
        service="kindle",
        name=title,
        title=name,
        authors=authors,
        fields={"type": "book"},
        known_on=changed_on,
        highlights=to_highlights(clips),
    )


def works_and_doubts(text: str, changed_on: date, today: date) -> tuple[list[Work], list[Doubt]]:
    """As `read_clippings`. Raises ImportProblem where there is nothing that is a clipping."""
    found = list(read_clippings(text, changed_on, today))
    works = [each for each in found if isinstance(each, Work)]
    if not works:
        raise ImportProblem("this holds no clipping of a Kindle", 1)
    return works, [each for each in found if isinstance(each, Doubt)]
