"""What writers were told: which text of each entry was acknowledged, and what they tried after that."""

import json
from dataclasses import asdict, dataclass, field
from threading import Lock

PAPER = "bush-1945"  # of the sample
TAGS = 7


@dataclass(frozen=True)
class Draft:
    """What an entry says in its revision `number`; `marker` is a word that stands nowhere else."""

    marker: str
    number: int = 0

    @property
    def body(self) -> str:
        return (
            f"{self.marker} in its revision {self.number}, with [a page]({self.url}) and [[{PAPER}]].\n\n"
            f'* "Quoted {self.marker}q{self.number}" (p. {self.number + 1})\n'
            f"* a last word"
        )

    @property
    def url(self) -> str:
        return f"https://example.org/{self.marker}/{self.number}"

    @property
    def tags(self) -> list[str]:
        return ["drill", f"tag {self.number % TAGS}"]


@dataclass
class Kept:
    """`acknowledged` is the last revision that was; any of those `tried` after it may stand there instead."""

    acknowledged: int | None = None
    tried: list[int] = field(default_factory=list)

    def allows(self, number: int | None) -> bool:
        """Whether the entry may have this revision, None being that there is no entry."""
        return number == self.acknowledged or number in self.tried


@dataclass
class Ledger:
    """By marker; several writers write into it."""

    entries: dict[str, Kept] = field(default_factory=dict)
    saves: int = 0
    lock: Lock = field(default_factory=Lock, repr=False)

    def note_try(self, draft: Draft) -> None:
        with self.lock:
            self.entries.setdefault(draft.marker, Kept()).tried.append(draft.number)

    def acknowledge(self, draft: Draft) -> None:
        with self.lock:
            self.entries[draft.marker] = Kept(draft.number)
            self.saves += 1

    def to_json(self) -> str:
        return json.dumps({marker: asdict(kept) for marker, kept in self.entries.items()})

    @classmethod
    def from_json(cls, text: str) -> "Ledger":
        return cls({marker: Kept(**kept) for marker, kept in json.loads(text).items()})
