"""A daily note: its day by the name of the file, and the entries that it holds."""

import re
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import groupby, pairwise

from notes.importing.markdown.blocks import Block, Kind, split_blocks
from notes.importing.markdown.items import standing_alone
from notes.importing.markdown.lines import without_blank_ends
from notes.importing.pages import LogEntry

from .tags import tags_for_all

# The tokens of Moment.js and of date-fns that name a day by numbers, the longest first.
_TOKENS = {"YYYY": "year", "yyyy": "year", "MM": "month", "DD": "day", "dd": "day", "M": "month", "D": "day"}
_TOKEN = re.compile(r"\[[^\]]*\]|YYYY|yyyy|MM|DD|dd|M|D|[A-Za-z]+|[^A-Za-z\[]+")


def pattern_of(form: str) -> re.Pattern[str] | None:
    """A date format of Moment.js such as `YYYY/MM-DD`; None where it does not name each day by numbers.

    Names of days and months (`dddd`, `MMMM`) may stand in it beside the numbers.
    """
    parts, found = [], set()
    for part in _TOKEN.findall(form):
        name = _TOKENS.get(part)
        if name and name not in found:
            found.add(name)
            parts.append(rf"(?P<{name}>\d{{4}})" if name == "year" else rf"(?P<{name}>\d{{1,2}})")
        elif part.startswith("["):
            parts.append(re.escape(part[1:-1]))
        else:
            parts.append(r"\w+?" if part.isalpha() else re.escape(part))
    return re.compile("".join(parts)) if found == {"year", "month", "day"} else None


def day_of(name: str, pattern: re.Pattern[str]) -> date | None:
    """The day that a note is of, by its path in the folder without the suffix."""
    match = pattern.fullmatch(name)
    if match is None:
        return None
    try:
        return date(int(match["year"]), int(match["month"]), int(match["day"]))
    except ValueError:
        return None


def read_day(
    lines: list[str], first_line: int, day: date, title: str, tags_of_note: Sequence[str] = ()
) -> tuple[LogEntry, ...]:
    """The entries of a day: each bullet at the margin, each heading with all that is below it, each text.

    A heading that is only the title of the note is none; the tags of the note are those of each entry.
    """
    blocks = [block for block in split_blocks(lines, first_line) if not _is_title(block, title)]
    entries: list[LogEntry] = []
    for part in _parts(blocks):
        body, tags = _text_of(part, lines, first_line)
        if body:
            source = _source(part, lines, first_line)
            tags = tuple(dict.fromkeys([*tags_of_note, *tags, *tags_for_all(body)]))
            entries.append(LogEntry(day, False, len(entries), body, tags, part[0].line, source))
    return tuple(entries)


def _is_title(block: Block, title: str) -> bool:
    return block.kind is Kind.HEADING and block.level == 1 and block.text.strip() == title


def _parts(blocks: Sequence[Block]) -> Iterator[list[Block]]:
    """The blocks by what becomes one entry."""
    headings = [number for number, block in enumerate(blocks) if block.kind is Kind.HEADING]
    top = min((blocks[number].level for number in headings), default=0)
    starts = [number for number in headings if blocks[number].level == top]
    before = blocks[: starts[0]] if starts else blocks
    for is_item, run in groupby(before, key=lambda block: block.kind is Kind.ITEM):
        together = list(run)
        yield from ([block] for block in together) if is_item else [together]
    for start, end in pairwise([*starts, len(blocks)]):
        yield list(blocks[start:end])


def _text_of(part: list[Block], lines: list[str], first_line: int) -> tuple[str, tuple[str, ...]]:
    first = part[0]
    if first.kind is Kind.ITEM:
        return standing_alone(first, first.text)
    if first.kind is Kind.HEADING:
        rest = lines[first.line + len(first.lines) - first_line : _end(part) - first_line]
        return "\n".join(without_blank_ends([first.text, "", *without_blank_ends(rest)])), ()
    return _source(part, lines, first_line).strip("\n"), ()


def _source(part: list[Block], lines: list[str], first_line: int) -> str:
    return "\n".join(lines[part[0].line - first_line : _end(part) - first_line])


def _end(part: list[Block]) -> int:
    """The line behind the last one."""
    return part[-1].line + len(part[-1].lines)
