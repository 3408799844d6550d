"""A text read once: its blocks, its references, and its HTML."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.safestring import SafeString
from markdown_it.token import Token

from . import raw_html
from .blocks import Block, to_blocks
from .parser import to_tokens
from .references import Reference, Target, resolve
from .rendering import render


@dataclass(frozen=True)
class Parsed:
    """A Markdown text taken apart: its blocks in the order of the text, and everything it points at."""

    blocks: tuple[Block, ...]
    references: frozenset[Reference]
    tokens: list[Token] = field(repr=False, compare=False)

    def to_html(
        self, *, targets: Mapping[Reference, Target], anchors: Sequence[str], seed: str
    ) -> SafeString:
        """Safe HTML. `targets` says where references lead, `anchors` names the blocks, `seed` the text.

        Raises ValueError unless there is one anchor for every block.
        """
        if len(anchors) != len(self.blocks):
            raise ValueError(f"{len(self.blocks)} blocks need as many anchors, not {len(anchors)}")
        return render(self.tokens, targets=targets, anchors=anchors, seed=seed)


def parse(text: str) -> Parsed:
    """Read Markdown; any text at all is one."""
    tokens = to_tokens(text)
    raw_html.expand(tokens)
    for token in tokens:
        resolve(token.children or [])
    blocks = to_blocks(tokens)
    references = frozenset(reference for block in blocks for reference in block.references)
    return Parsed(blocks, references, tokens)
