"""The lines of a file with their newlines, and edits that leave all other lines as they are. Pure."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher

_BOM = "\ufeff"


@dataclass
class Lines:
    """A text by lines, as `to_lines` counts them; `endings` has the newline of each, '' at the end.

    Edits are noted down by the places of the lines (from 0) as they were, and made by `written`.
    """

    texts: list[str]
    endings: list[str]
    bom: str = ""
    edits: list[tuple[int, int, list[str]]] = field(default_factory=list)

    @classmethod
    def of(cls, data: bytes) -> "Lines":
        text = data.decode("utf-8")
        parts = re.split(r"(\r\n|\r|\n)", text.removeprefix(_BOM))
        return cls(parts[::2], [*parts[1::2], ""], _BOM if text.startswith(_BOM) else "")

    @property
    def newline(self) -> str:
        """That of the first line, which new lines get too."""
        return self.endings[0] or "\n"

    def replace(self, start: int, end: int, lines: Sequence[str]) -> None:
        """Let the lines from `start` to before `end` be these; where both are one, add them above it."""
        if self.texts[start:end] != list(lines):
            self.edits.append((start, end, list(lines)))

    def change(self, places: Sequence[int], lines: Sequence[str]) -> None:
        """Let the lines at the given places, in their order, be these, and touch only what differs."""
        before = [self.texts[place] for place in places]
        for start, end, new_start, new_end in changes(before, lines):
            self.put(places, start, end, lines[new_start:new_end])

    def put(self, places: Sequence[int], start: int, end: int, lines: Sequence[str]) -> None:
        """Change the lines at `places[start:end]`, between which others may stand that stay."""
        at = places[start] if start < len(places) else places[-1] + 1 if places else len(self.texts) - 1
        at = places[start - 1] + 1 if start == end and start > 0 else at
        self.edits.append((at, at, list(lines)))
        for place in places[start:end]:
            self.edits.append((place, place + 1, []))

    def written(self) -> bytes:
        """The bytes with all edits made."""
        pairs = list(zip(self.texts, self.endings, strict=True))
        numbered = ((start, end, number) for number, (start, end, _) in enumerate(self.edits))
        for start, end, number in sorted(numbered, reverse=True):
            lines = self.edits[number][2]
            pairs[start:end] = [(line, self.newline) for line in lines]
        last = len(pairs) - 1
        return (self.bom + "".join(self.ended(pairs, last))).encode()

    def ended(self, pairs: list[tuple[str, str]], last: int) -> Iterator[str]:
        """A line that was the last and is not any more needs its newline."""
        for place, (text, ending) in enumerate(pairs):
            yield text + (ending or ("" if place == last else self.newline))


def changes(before: Sequence[str], after: Sequence[str]) -> Iterator[tuple[int, int, int, int]]:
    """What differs between two texts by lines, as ranges of the one and the other."""
    start = 0
    while start < min(len(before), len(after)) and before[start] == after[start]:
        start += 1
    end = 0
    while end < min(len(before), len(after)) - start and before[-1 - end] == after[-1 - end]:
        end += 1
    middle = before[start : len(before) - end], after[start : len(after) - end]
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, *middle, autojunk=False).get_opcodes():
        if tag != "equal":
            yield i1 + start, i2 + start, j1 + start, j2 + start


def aligned(part: Sequence[str], whole: Sequence[str], places: Sequence[int]) -> list[int] | None:
    """The places at which the lines of a part stand in the whole, in order, or None if they do not."""
    found, at = list[int](), 0
    for line in part:
        while at < len(places) and whole[places[at]] != line:
            at += 1
        if at == len(places):
            return None
        found.append(places[at])
        at += 1
    return found
