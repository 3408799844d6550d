"""A text read once: its blocks, its references, and its HTML."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.safestring import SafeString
from markdown_it.token import Token

from . import raw_html
from .blocks import Block, to_blocks
from .margins import Margins, announce
from .owners import Owners
from .parser import to_tokens
from .references import Reference, Target, resolve
from .rendering import render


@dataclass(frozen=True)
class Parsed:
    """A Markdown text taken apart: its blocks in the order of the text, and everything it points at.

    None of it is made of private margins; what is, is for the `owners`, who are None where there are none.
    """

    blocks: tuple[Block, ...]
    references: frozenset[Reference]
    tokens: list[Token] = field(repr=False, compare=False)
    owners: Owners | None = field(default=None, repr=False, compare=False)

    def to_html(
        self,
        *,
        targets: Mapping[Reference, Target],
        anchors: Sequence[str],
        seed: str,
        gone: Mapping[Reference, str] | None = None,
    ) -> SafeString:
        """Safe HTML. `targets` says where references lead, `anchors` names the blocks, `seed` the text.

        `gone` are the addresses where nothing is any more, each with that of an archived copy or ''.

        Raises ValueError unless there is one anchor for every block.
        """
        if len(anchors) != len(self.blocks):
            raise ValueError(f"{len(self.blocks)} blocks need as many anchors, not {len(anchors)}")
        return render(self.tokens, targets=targets, anchors=anchors, seed=seed, gone=gone or {})


def parse(text: str, *, is_one: bool = False, folder: str | None = None) -> Parsed:
    """Read Markdown; any text at all is one.

    `is_one` takes it for one block with its children, as an item of a log is: private if it begins so.
    `folder` is that of the file which the text comes from, within its site: pictures are named from there.
    """
    margins = Margins(is_one=is_one)
    tokens = read(text, margins, folder)
    blocks = to_blocks(tokens)
    references = frozenset(reference for block in blocks for reference in block.references)
    if not margins.are_found:
        return Parsed(blocks, references, tokens)
    return Parsed(blocks, references, tokens, read_whole(text, margins, folder))


def owners_of(text: str, *, is_one: bool = False) -> Owners | None:
    """The `owners` of a text by themselves; None where there are none."""
    if "[^" in text:  # only what all may see tells which footnotes are private
        return parse(text, is_one=is_one).owners
    owners = read_whole(text, Margins(is_one=is_one), None)
    return owners if owners.margin_of else None


def read_whole(text: str, margins: Margins, folder: str | None) -> Owners:
    """A text with its margins, where it is known which footnotes belong to them."""
    everything = read(text, Margins(is_one=margins.is_one, are_shown=True, hidden=margins.hidden), folder)
    announce(everything)
    return Owners(to_blocks(everything), everything)


def read(text: str, margins: Margins, folder: str | None) -> list[Token]:
    """The tokens of a text with all that stands in them."""
    tokens = to_tokens(text, margins)
    raw_html.expand(tokens)
    for token in tokens:
        resolve(token.children or [], folder)
    return tokens
