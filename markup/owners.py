"""A text with its private margins, as its owner reads it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from django.utils.safestring import SafeString
from markdown_it.token import Token

from .anchors import fresh
from .blocks import Block
from .references import Reference, Target
from .rendering import render


@dataclass(frozen=True)
class Margin:
    """One margin: its words, a line for each block, and the anchor of the first."""

    text: str
    anchor: str


@dataclass(frozen=True)
class Owners:
    """All blocks of a text, those of its margins among the others, which are the same as in `Parsed`."""

    blocks: tuple[Block, ...]
    tokens: list[Token] = field(repr=False)

    @cached_property
    def margin_of(self) -> dict[int, int]:
        """By its index, to which margin a block belongs."""
        return {
            token.meta["block"]: token.meta["in_margin"]
            for token in self.tokens
            if "block" in token.meta and "in_margin" in token.meta
        }

    @property
    def references(self) -> frozenset[Reference]:
        """What the margins point at."""
        return frozenset(ref for index in self.margin_of for ref in self.blocks[index].references)

    def margins(self, seed: str) -> list[Margin]:
        """The margins in the order of the text named `seed`."""
        anchors = self.own_anchors(seed)
        found: dict[int, list[int]] = {}
        for index, number in self.margin_of.items():
            found.setdefault(number, []).append(index)
        return [
            Margin("\n".join(self.blocks[index].text for index in indexes), anchors[indexes[0]])
            for indexes in found.values()
        ]

    def to_html(
        self,
        *,
        targets: Mapping[Reference, Target],
        anchors: Sequence[str],
        seed: str,
        note: str,
        gone: Mapping[Reference, str] | None = None,
    ) -> SafeString:
        """Safe HTML of the whole text. `anchors` are those of the blocks that everybody sees, `note` says to
        those who only hear the page that what follows is a margin."""
        own = self.own_anchors(seed)
        others = iter(anchors)
        every = [own[index] if index in own else next(others) for index in range(len(self.blocks))]
        return render(self.tokens, targets=targets, anchors=every, seed=seed, gone=gone or {}, note=note)

    def own_anchors(self, seed: str) -> dict[int, str]:
        """The anchors of the blocks of margins, by index; another letter than those of all others."""
        anchors: dict[int, str] = {}
        given: dict[str, int] = {}
        for index in self.margin_of:
            text = self.blocks[index].text
            anchors[index] = "m" + fresh(seed, text, given.get(text, 0))[1:]
            given[text] = given.get(text, 0) + 1
        return anchors
