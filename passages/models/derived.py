"""What is known of a document while everything is derived that is made of its text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from markup import Parsed, Reference

from .answering import Answers
from .kinds import type_id
from .link import Link
from .passage import Passage
from .referring import Key

if TYPE_CHECKING:
    from .document import Document

# By canonical address.
Links = dict[str, Link]
# By the key of their document.
Rows = dict[Key, list[Passage]]


@dataclass
class Derivation:
    """One document on its way.

    `passages` stand in the order of the blocks; `names` are what its text calls it, by their fields, and
    `reworded` the fields to be written, one of which is new.
    """

    document: Document
    parsed: Parsed
    passages: list[Passage] = field(default_factory=list)
    former_visibilities: dict[int, str] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)
    reworded: Sequence[str] = ()
    is_renamed: bool = False

    @property
    def key(self) -> Key:
        return type_id(type(self.document)), self.document.pk

    @property
    def margin_references(self) -> frozenset[Reference]:
        """What only the owner's HTML leads to; it makes no mentions."""
        return self.parsed.owners.references if self.parsed.owners else frozenset()


@dataclass(frozen=True)
class Said:
    """A block of a saved text and what it mentions, each with what the block calls it.

    `former_visibility` is that of the block before the text was saved, '' where the block is new.
    """

    passage: Passage
    mentioned: Sequence[tuple[Document, str]]
    former_visibility: str


def said_in(derivation: Derivation, answers: Answers) -> list[Said]:
    """What each block says, in the order of the text."""
    former = derivation.former_visibilities
    said = []
    for passage, block in zip(derivation.passages, derivation.parsed.blocks, strict=True):
        found = [(answers[ref], ref.label) for ref in block.references if ref in answers]
        mentioned = [(document, label) for document, label in found if not document.is_picture]
        said.append(Said(passage, mentioned, former.get(passage.pk, "")))
    return said
