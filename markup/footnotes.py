"""Footnotes: their numbers in the order of the first mark, and ids that do not collide between texts."""

import re
from base64 import b32encode
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256

from markdown_it.token import Token

MARK = re.compile(r"\[\^(?P<label>[^\s\[\]]{1,200})\]")


@dataclass
class Note:
    """One footnote: what it says, and how many marks point at it."""

    number: int
    tokens: list[Token]
    marks: int = 0


@dataclass
class Footnotes:
    """The footnotes of one text; `prefix` makes their ids differ from those of other texts on the page."""

    prefix: str
    defined: dict[str, list[Token]]
    others: list[list[Token]]
    notes: dict[str, Note] = field(default_factory=dict)

    @classmethod
    def split_from(cls, tokens: list[Token], seed: str) -> tuple[list[Token], "Footnotes"]:
        """Part a token stream into the text and its footnotes."""
        text: list[Token] = []
        footnotes = cls(prefix=to_prefix(seed), defined={}, others=[])
        open_notes: list[list[Token]] = [text]
        for token in tokens:
            if token.type == "footnote_reference_open":
                open_notes.append(footnotes.define(token.meta["label"]))
            elif token.type == "footnote_reference_close":
                open_notes.pop()
            else:
                open_notes[-1].append(token)
        return text, footnotes

    def define(self, label: str) -> list[Token]:
        """Where the tokens of a note go; a second note of the same label is kept as one without a mark."""
        tokens: list[Token] = []
        if label in self.defined:
            self.others.append(tokens)
        else:
            self.defined[label] = tokens
        return tokens

    def mark(self, label: str) -> tuple[Note, str]:
        """Count one more mark of a note; the note and the id of the mark."""
        note = self.notes.setdefault(label, Note(len(self.notes) + 1, self.defined.get(label, [])))
        note.marks += 1
        return note, self.mark_id(note, note.marks)

    def note_id(self, note: Note) -> str:
        """The id of a note."""
        return f"fn-{self.prefix}-{note.number}"

    def mark_id(self, note: Note, count: int) -> str:
        """The id of the `count`-th mark of a note."""
        suffix = f"-{count}" if count > 1 else ""
        return f"fnref-{self.prefix}-{note.number}{suffix}"

    def unmarked(self) -> list[Note]:
        """Notes that no mark points at, numbered after the others, so that none is lost."""
        left = [tokens for label, tokens in self.defined.items() if label not in self.notes] + self.others
        return [Note(len(self.notes) + number, tokens) for number, tokens in enumerate(left, start=1)]


def to_prefix(seed: str) -> str:
    """Eight letters and digits from whatever names the text."""
    return b32encode(sha256(seed.encode("utf-8", "replace")).digest()[:5]).decode().lower()


def labels_in(texts: Iterable[str]) -> set[str]:
    """The labels that texts may refer to, before they are read: code and the like count as well."""
    return {match["label"] for text in texts for match in MARK.finditer(text)}


def marks_of(tokens: Iterable[Token]) -> set[str]:
    """The labels that blocks refer to."""
    children = (child for token in tokens for child in token.children or [])
    return {child.meta["label"] for child in children if child.type == "footnote_ref"}


def notes_of(tokens: Sequence[Token]) -> list[tuple[str, range]]:
    """The label of each footnote and where among the tokens it stands; those in others are part of these."""
    notes: list[tuple[str, range]] = []
    opened: list[int] = []
    for index, token in enumerate(tokens):
        if token.type == "footnote_reference_open":
            opened.append(index)
        elif token.type == "footnote_reference_close":
            start = opened.pop()
            notes.append((tokens[start].meta["label"], range(start, index + 1)))
    return notes


def closure(labels: Iterable[str], marks: Mapping[str, set[str]]) -> set[str]:
    """Those labels, and all that the notes of that name lead on to."""
    reached: set[str] = set()
    ahead = set(labels)
    while ahead:
        reached |= ahead
        ahead = {mark for label in ahead for mark in marks.get(label, ())} - reached
    return reached
