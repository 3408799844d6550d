"""What can be wrong with a file, and what is merely doubtful in it."""

from dataclasses import dataclass

_REPORT_WIDTH = 80


class ImportProblem(Exception):
    """A file that cannot be taken in; `line` counts from 1 in the file, None where no line is to blame."""

    def __init__(self, message: str, line: int | None = None) -> None:
        super().__init__(message, line)
        self.message = message
        self.line = line

    def __str__(self) -> str:
        return self.message if self.line is None else f"line {self.line}: {self.message}"

    def at(self, line: int) -> "ImportProblem":
        """The same problem, with its line where it had none."""
        return ImportProblem(self.message, line if self.line is None else self.line)


@dataclass(frozen=True)
class Doubt:
    """A line of the file (from 1) that was kept but not wholly understood; `text` is a short part of it."""

    line: int
    reason: str
    text: str

    def __str__(self) -> str:
        return f"{self.reason}: {self.text}" if self.text else self.reason

    @classmethod
    def about(cls, line: int, reason: str, text: str) -> "Doubt":
        short = " ".join(text[: 4 * _REPORT_WIDTH].split())
        return cls(line, reason, short if len(short) <= _REPORT_WIDTH else short[: _REPORT_WIDTH - 1] + "…")
