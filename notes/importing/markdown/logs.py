"""A reading log in Markdown: which bullet or heading is an entry of which day."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import takewhile

from notes.importing.pages import LogEntry
from notes.importing.problems import Doubt, ImportProblem

from .blocks import Block, Kind
from .dates import DateMatch, almost_date, dates_in, heading_date, opening_date, year_in_heading
from .items import standing_alone
from .lines import is_blank
from .references import Text, complete

# The writer's today may be tomorrow where the program runs.
_AHEAD = timedelta(days=1)
_NEW_YEAR = timedelta(days=300)
_OPENS_WITH_YEAR = re.compile(r"\W*[12]\d{3}\b|.*\blog\b", re.I)
_SAYS_NOTHING = (Kind.RULE, Kind.DEFINITION)
_NO_DAY = "no day is known here; put a date above or at the start of the bullet"


@dataclass(frozen=True)
class Log:
    """The entries in file order, the text that became none, and what was doubtful."""

    entries: tuple[LogEntry, ...]
    body: str
    doubts: tuple[Doubt, ...]


def read_log(blocks: Iterable[Block], *, year: int | None, today: date) -> Log:
    """Read the blocks of a log; `year` holds until a heading says another.

    Raises ImportProblem for a day that the calendar does not have or that is still to come.
    """
    reader = _Reader(year, today)
    for block in blocks:
        try:
            reader.read(block)
        except ImportProblem as problem:
            raise problem.at(block.line) from problem
    return reader.log()


def is_log(blocks: Iterable[Block]) -> bool:
    """Whether a top-level bullet opens with month/day, or a heading says "log" with a year."""
    return any(_tells_log(block) for block in blocks)


def _tells_log(block: Block) -> bool:
    if block.kind is Kind.HEADING:
        return year_in_heading(block.text) is not None and "log" in block.text.lower().split()
    try:
        return block.kind is Kind.ITEM and opening_date(block.text, None) is not None
    except ImportProblem:
        return True


@dataclass
class _DateHeading:
    """The date heading in force: whether an entry took its day, and whether other text stands under it."""

    block: Block
    place: int
    must_stay: bool
    is_used: bool = False


class _Reader:
    """Walks down the file and remembers the year, the day and who gave it."""

    def __init__(self, year: int | None, today: date) -> None:
        self.year = year
        self.latest = today + _AHEAD
        self.day: date | None = None
        self.heading: _DateHeading | None = None
        self.is_under_heading = False
        self.number = 0
        self.entries: list[LogEntry] = []
        self.texts: list[Text] = []
        self.kept: list[tuple[int, Block] | None] = []
        self.doubts: list[Doubt] = []
        self.counts: Counter[date] = Counter()

    def read(self, block: Block) -> None:
        self.number += 1
        if block.kind is Kind.HEADING:
            self._read_heading(block)
        elif block.kind is Kind.ITEM:
            self._read_item(block)
        else:
            self._keep(block, "" if block.kind in _SAYS_NOTHING else f"{block.kind.value} is no entry")

    def log(self) -> Log:
        self._close_heading()
        kept = [numbered for numbered in self.kept if numbered]
        rest = Text.of_blocks(_joined(kept), (block for _, block in kept))
        (body, *bodies), doubts = complete([rest, *self.texts])
        entries = (replace(entry, body=own) for entry, own in zip(self.entries, bodies, strict=True))
        return Log(tuple(entries), body, tuple(sorted(self.doubts + doubts, key=lambda doubt: doubt.line)))

    def _read_heading(self, block: Block) -> None:
        match = heading_date(block.text, self.year)
        year = None if match else year_in_heading(block.text)
        if match:
            self._open_heading(block, match)
        elif year:
            self._open_year(block, year)
        else:
            self._read_statement(block)

    def _open_heading(self, block: Block, match: DateMatch) -> None:
        self._close_heading()
        self._take_day(match)
        self.is_under_heading = True
        if match.on is None:
            self._keep(block, self._no_year(block.text))
            return
        self.heading = _DateHeading(block, len(self.kept), match.says_more)
        self.kept.append((self.number, block))
        if match.doubt:
            self._doubt(block, match.doubt)

    def _close_heading(self) -> None:
        """A date heading goes where its day is shown by every text that stood under it."""
        heading, self.heading = self.heading, None
        if heading is None or heading.must_stay:
            return
        if heading.is_used:
            self.kept[heading.place] = None
        else:
            self._doubt(heading.block, "no entry stands under this date")

    def _open_year(self, block: Block, year: int) -> None:
        self._close_heading()
        is_odd = (
            self.year is not None and abs(year - self.year) > 1 and not _OPENS_WITH_YEAR.match(block.text)
        )
        self._keep(block, f"this heading makes {year} the year of the days below" if is_odd else "")
        self.year = year
        self.is_under_heading = False
        if self.day and self.day.year != year:
            self.day = None

    def _read_statement(self, block: Block) -> None:
        named = dates_in(block.text, self.year)
        if len({match.on for match in named}) == 1:
            self._read_dated(block, named[0], block.text)
            return
        if named:
            self._doubt(block, "the heading names several days; it takes the day above")
        if self.heading and block.level <= self.heading.block.level:
            self.is_under_heading = False
        if self.number == 1 and block.level == 1:
            self._keep(block, "")
        else:
            self._add_undated(block, block.text)

    def _read_item(self, block: Block) -> None:
        opening = opening_date(block.text, self.year)
        if opening:
            self._read_dated(block, *opening)
            return
        almost = almost_date(block.text)
        if almost:
            self._doubt(block, f"{almost} at the start of the bullet was not read as its day")
        self._add_undated(block, block.text)

    def _read_dated(self, block: Block, match: DateMatch, text: str) -> None:
        if match.on is None:
            self._keep(block, self._no_year(block.text))
            self.day = None
            return
        if match.doubt:
            self._doubt(block, match.doubt)
        is_sure = match.is_full and block.kind is Kind.ITEM
        if self.day and match.on and not is_sure and abs(match.on - self.day) > _NEW_YEAR:
            self._doubt(block, f"read as {match.on.isoformat()}, far from the day above")
        if match.on != self.day:
            self._close_heading()
        self._take_day(match)
        self.is_under_heading = False
        self._add(block, text, is_date_inherited=False)

    def _add_undated(self, block: Block, text: str) -> None:
        if self.day is None:
            self._keep(block, _NO_DAY)
        else:
            self._add(block, text, is_date_inherited=not self.is_under_heading)

    def _add(self, block: Block, text: str, *, is_date_inherited: bool) -> None:
        is_item = block.kind is Kind.ITEM
        body, tags = standing_alone(block, text) if is_item else (text, ())
        if not body or self.day is None:
            self._keep(block, f"{block.kind.value} without text is no entry")
            return
        blanks = sum(1 for _ in takewhile(is_blank, (text, *block.lines[1:])))
        self.texts.append(Text.of(body, block.line + blanks))
        position = self.counts[self.day]
        self.counts[self.day] += 1
        if self.heading:
            self.heading.is_used = True
        self.entries.append(
            LogEntry(self.day, is_date_inherited, position, body, tags, block.line, block.source),
        )

    def _take_day(self, match: DateMatch) -> None:
        if match.on and match.on > self.latest:
            raise ImportProblem(f"{match.on.isoformat()} is still to come")
        self.day = match.on
        if match.on and match.is_full:
            self.year = match.on.year

    def _keep(self, block: Block, reason: str) -> None:
        self.kept.append((self.number, block))
        if self.heading and block.kind not in _SAYS_NOTHING:
            self.heading.must_stay = True
        if reason:
            self._doubt(block, reason)

    def _doubt(self, block: Block, reason: str) -> None:
        self.doubts.append(Doubt.about(block.line, reason, block.lines[0]))

    def _no_year(self, text: str) -> str:
        written = text.split(maxsplit=1)[0] if text[:1].isdigit() and "/" in text.split()[0] else text
        return f"no year is known for {written[:40]}; put a year in a heading or give --year"


def _joined(blocks: Iterable[tuple[int, Block]]) -> str:
    """The numbered blocks as one text. Neighbours keep the blank lines between them, others get one."""
    lines: list[str] = []
    last, next_line = 0, 0
    for number, block in blocks:
        gap = block.line - next_line if number == last + 1 else 1
        lines += [""] * (gap if lines else 0)
        lines += block.lines
        last, next_line = number, block.line + len(block.lines)
    return "\n".join(lines)
