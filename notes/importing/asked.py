"""What the command was told of reading."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Asked:
    """The day that it is; the kind that all pages are, the year of a log that names none, who may see what
    says nothing of it."""

    today: date
    kind: str | None = None
    year: int | None = None
    visibility: str | None = None
