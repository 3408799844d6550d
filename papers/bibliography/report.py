"""What an import of bibliographies did, in numbers and in sentences."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

NOUNS = ["papers", "authors", "tags"]
OUTCOMES = ["made", "updated", "unchanged"]


@dataclass
class Report:
    """Counts by noun and outcome, and what needs the owner's eye, each with its file and line.

    `unread` are files of which nothing could be read.
    """

    counts: Counter[tuple[str, str]] = field(default_factory=Counter)
    doubts: list[str] = field(default_factory=list)
    clashes: list[str] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)
    is_dry_run: bool = False

    def count(self, noun: str, outcome: str, number: int = 1) -> None:
        self.counts[noun, outcome] += number

    def doubt(self, file: str, line: int, text: str) -> None:
        self.doubts.append(f"{file}:{line}: {text}")

    def clash(self, file: str, line: int, text: str) -> None:
        self.clashes.append(f"{file}:{line}: {text}")

    def add(self, other: "Report") -> None:
        """Take in the report on some records, once they are in."""
        self.counts.update(other.counts)
        self.doubts += other.doubts
        self.clashes += other.clashes

    def has_changes(self) -> bool:
        return any(number for (_, outcome), number in self.counts.items() if outcome != "unchanged")

    def lines(self) -> Iterator[str]:
        if self.is_dry_run:
            yield "Dry run: nothing was written. This is what would have been done."
        yield "".join([" " * 8, *(f"{outcome:>11}" for outcome in OUTCOMES)])
        for noun in NOUNS:
            yield f"{noun:8}" + "".join(f"{self.counts[noun, outcome]:>11}" for outcome in OUTCOMES)
        yield from section("In doubt", self.doubts)
        yield from section("Changed here and in the source, kept as it is here", self.clashes)
        yield from section("Could not be read", self.unread)


def section(title: str, remarks: list[str]) -> Iterator[str]:
    if remarks:
        yield ""
        yield f"{title}:"
        yield from (f"  {remark}" for remark in remarks)
