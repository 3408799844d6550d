"""What was measured, against what was wanted."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

PASSED, MISSED, TOLD = "PASS", "MISSED", "-"
HEADINGS = ("", "check", "what", "figure", "wanted")


@dataclass(frozen=True)
class Figure:
    """One line of the table; `is_met` is None for what is told only, `notes` say more below the table."""

    check: str
    what: str
    value: str
    wanted: str = ""
    is_met: bool | None = None
    notes: tuple[str, ...] = ()

    @property
    def verdict(self) -> str:
        if self.is_met is None:
            return TOLD
        return PASSED if self.is_met else MISSED


def at_most(
    check: str, what: str, value: float, limit: float, unit: str, notes: Iterable[str] = ()
) -> Figure:
    return Figure(check, what, show(value, unit), f"<= {show(limit, unit)}", value <= limit, tuple(notes))


def at_least(check: str, what: str, value: float, limit: float, notes: Iterable[str] = ()) -> Figure:
    return Figure(check, what, show(value), f">= {show(limit)}", value >= limit, tuple(notes))


def none_of(check: str, what: str, faults: Iterable[str]) -> Figure:
    """Met when there are no faults; each is a note."""
    notes = tuple(faults)
    return Figure(check, what, str(len(notes)), "0", not notes, notes)


def told(check: str, what: str, value: str, notes: Iterable[str] = ()) -> Figure:
    return Figure(check, what, value, notes=tuple(notes))


def show(value: float, unit: str = "") -> str:
    text = f"{value:.2f}".rstrip("0").rstrip(".") if isinstance(value, float) else f"{value:,}"
    return f"{text} {unit}".strip()


def table(figures: Sequence[Figure]) -> str:
    """All figures, one a line, and below them the notes of those that have some."""
    rows = [HEADINGS, *((each.verdict, each.check, each.what, each.value, each.wanted) for each in figures)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = ["  ".join(map(str.ljust, row, widths)).rstrip() for row in rows]
    lines.insert(1, "-" * max(map(len, lines)))
    for each in figures:
        if each.notes:
            lines += ["", f"{each.check}, {each.what}:", *(f"  {note}" for note in each.notes)]
    return "\n".join(lines)


def are_met(figures: Iterable[Figure]) -> bool:
    return all(each.is_met is not False for each in figures)
