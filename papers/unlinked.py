"""How a text names a work without linking to it: by author and year, or by title. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

# Shorter titles are words like any others.
LEAST_TITLE = 8


@dataclass(frozen=True)
class Naming:
    """What a work is named by: its title, its first author as citations have it, its year; "" for none."""

    title: str
    author: str
    year: str

    @property
    def has_title(self) -> bool:
        return len(self.title) >= LEAST_TITLE and len(self.title.split()) > 1

    @property
    def query(self) -> str:
        """What to search for, in the language of `passages.search`; empty where nothing would say it."""
        parts = []
        if self.author and self.year:
            parts.append(f"({quoted(self.author)} {quoted(self.year)})")
        if self.has_title:
            parts.append(quoted(self.title))
        return " OR ".join(parts)

    def find(self, text: str) -> str:
        """The words of a text that name the work, as they stand there; empty if none do."""
        for pattern in self.patterns():
            match = re.search(pattern, text, re.IGNORECASE)
            if match:
                return match[0]
        return ""

    def patterns(self) -> Sequence[str]:
        patterns = [rf"\b{re.escape(self.title)}(?!\w)"] if self.has_title else []
        if self.author and self.year:
            others = r"(?:,? et al\.?,?|,? (?:and|&|und) [^\W\d_][\w'’-]*)?"
            year = rf"(?:\({self.year}\)|,? {self.year}(?![\w]))"
            patterns.append(rf"\b{re.escape(self.author)}{others} ?{year}")
        return patterns


def quoted(words: str) -> str:
    return '"' + words.replace('"', " ") + '"'
