"""What an import did, in numbers and in sentences."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

NOUNS = ["entries", "papers", "topics", "authors", "links", "pictures"]
OUTCOMES = ["made", "updated", "unchanged"]


@dataclass(frozen=True)
class Remark:
    """Something about a line of a file that the owner should look at; `line` counts from 1.

    `more` are lines that stand below it.
    """

    file: str
    line: int | None
    text: str
    more: tuple[str, ...] = ()

    def __str__(self) -> str:
        said = f"{self.file}:{self.line}: {self.text}" if self.line else f"{self.file}: {self.text}"
        return "\n      ".join([said, *self.more])


@dataclass(frozen=True)
class LogSize:
    """A log that was read: its title, and how many entries it has on how many days."""

    file: str
    title: str
    entries: int
    days: int

    @classmethod
    def of(cls, file: str, title: str, days: list[date]) -> "LogSize":
        return cls(file, title, len(days), len(set(days)))

    def __str__(self) -> str:
        entries = "entry" if self.entries == 1 else "entries"
        days = "day" if self.days == 1 else "days"
        return f"{self.file}: the log “{self.title}”, {self.entries} {entries} on {self.days} {days}"


@dataclass
class Report:
    """Counts by noun and outcome, the logs, and what needs the owner's eye.

    `file` is the one that is being read, if this is the report on one. `named_topics` are the slugs of topics
    that were made because a page names them; the page of such a topic may follow, and then it is the one
    that made it. `topic_titles` are the names of topics by slug, as pages write them.
    """

    file: str = ""
    counts: Counter[tuple[str, str]] = field(default_factory=Counter)
    logs: list[LogSize] = field(default_factory=list)
    doubts: list[Remark] = field(default_factory=list)
    vanished: list[Remark] = field(default_factory=list)
    clashes: list[Remark] = field(default_factory=list)
    problems: list[Remark] = field(default_factory=list)
    named_topics: set[str] = field(default_factory=set)
    topic_titles: dict[str, str] = field(default_factory=dict)
    is_dry_run: bool = False

    def count(self, noun: str, outcome: str, number: int = 1) -> None:
        self.counts[noun, outcome] += number

    def doubt(self, line: int | None, text: str) -> None:
        self.doubts.append(Remark(self.file, line, text))

    def gone(self, line: int | None, text: str) -> None:
        """Something that is in the source no more; `line` is where it stood."""
        self.vanished.append(Remark(self.file, line, text))

    def clash(self, line: int | None, text: str, *sides: str) -> None:
        """Something that was changed on both sides; `sides` are what they say."""
        self.clashes.append(Remark(self.file, line, text, sides))

    def problem(self, file: str, line: int | None, text: str) -> None:
        self.problems.append(Remark(file, line, text))

    def add(self, other: "Report") -> None:
        """Take in the report on one file, once that file is in."""
        self.counts.update(other.counts)
        self.logs += other.logs
        self.doubts += other.doubts
        self.vanished += other.vanished
        self.clashes += other.clashes
        self.named_topics |= other.named_topics

    def has_changes(self) -> bool:
        return any(number for (_, outcome), number in self.counts.items() if outcome != "unchanged")

    def lines(self) -> Iterator[str]:
        if self.is_dry_run:
            yield "Dry run: nothing was written. This is what would have been done."
        yield from map(str, self.logs)
        yield ""
        yield "".join(["", " " * 8, *(f"{outcome:>11}" for outcome in OUTCOMES)])
        for noun in NOUNS:
            yield f"{noun:8}" + "".join(f"{self.counts[noun, outcome]:>11}" for outcome in OUTCOMES)
        yield from section("In doubt", self.doubts)
        yield from section("No longer in the source", self.vanished)
        yield from section("Changed here and in the source, kept as it is here", self.clashes)
        yield from section("Not imported", self.problems)


def section(title: str, remarks: list[Remark]) -> Iterator[str]:
    if remarks:
        yield ""
        yield f"{title}:"
        yield from (f"  {remark}" for remark in remarks)
