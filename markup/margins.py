"""Private margins: what begins with %% is for the owner only.

They leave once a text has been taken apart into blocks and before the words in these are read, so that what
is made of a text for everybody never held them, nor the addresses that links are given in them.
"""

import re
from collections.abc import Iterable, MutableMapping
from dataclasses import dataclass, field
from typing import Any

from markdown_it.common.utils import normalizeReference
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from .footnotes import closure, labels_in, marks_of, notes_of
from .margin_tree import NOTE, Lines, Tree, Unit, lines_of

KEY = "margins"
WRITTEN_SIGN = re.compile(r"%%[^\S\n]*")
WORDS = {"inline", "html_block"}


@dataclass
class Margins:
    """What of one text is private, and whether it stays among the tokens, marked as such (`are_shown`).

    `is_one` is a text that is one block with its children, like an item of a log. `swallowed` are footnotes
    that are private themselves, `hidden` those that nothing but margins refers to. `lines` and `sections`
    say where the margins stand, `contents` what they say.
    """

    is_one: bool = False
    are_shown: bool = False
    swallowed: set[str] = field(default_factory=set)
    hidden: set[str] = field(default_factory=set)
    contents: list[str] = field(default_factory=list)
    lines: list[Lines] = field(default_factory=list)
    sections: list[Lines] = field(default_factory=list)

    @property
    def are_found(self) -> bool:
        return bool(self.lines)


def margins_of(env: MutableMapping[str, Any]) -> Margins:
    """The margins of the text that is being read; without a word said, they leave."""
    margins: Margins = env.setdefault(KEY, Margins())
    return margins


def take_out(state: StateCore) -> None:
    """A rule between blocks and their words."""
    if "%%" not in state.src:
        return
    margins = margins_of(state.env)
    tree = Tree(state.tokens)
    units = list(tree.margins(is_one=margins.is_one))
    if margins.are_shown:
        mark(tree, units)
        return
    gone = tree.with_emptied({index for unit in units for part in unit.parts for index in part})
    margins.lines = [lines_of(state.tokens[index]) for index in tree.outermost(gone)]
    margins.sections = [unit.section for unit in units if unit.section]
    tree.forget_tasks(gone)
    left = take(state, gone, margins)
    kept = {token.meta["label"] for token in state.tokens if token.type == NOTE}
    margins.swallowed = {token.meta["label"] for token in left if token.type == NOTE} - kept
    drop_definitions(state, margins.lines)


def take_out_notes(state: StateCore) -> None:
    """A rule after all others: footnotes that only margins refer to, or that stand among them, go, too."""
    margins = margins_of(state.env)
    notes = notes_of(state.tokens)
    if margins.are_shown:
        mark(Tree(state.tokens), [Unit([span]) for label, span in notes if label in margins.hidden])
    elif margins.are_found and notes:
        margins.hidden = hidden_notes(state.tokens, notes, margins)
        spans = [span for label, span in notes if label in margins.hidden]
        margins.lines += [lines_of(state.tokens[span[0]]) for span in spans]
        take(state, {index for span in spans for index in span}, margins)


def take(state: StateCore, gone: set[int], margins: Margins) -> list[Token]:
    """Take tokens out of the stream."""
    left = [state.tokens[index] for index in sorted(gone)]
    margins.contents += [token.content for token in left if token.type in WORDS]
    state.tokens = [token for index, token in enumerate(state.tokens) if index not in gone]
    return left


def hidden_notes(tokens: list[Token], notes: list[tuple[str, range]], margins: Margins) -> set[str]:
    """The labels of footnotes that margins refer to, or that stand in a private section, and nothing else."""
    written: dict[str, set[str]] = {}
    read: dict[str, set[str]] = {}
    for label, span in notes:
        inside = [tokens[index] for index in span]
        written.setdefault(label, set()).update(labels_in(token.content for token in inside))
        read.setdefault(label, set()).update(marks_of(inside))
    private = closure(labels_in(margins.contents), written)
    private |= {label for label, span in notes if stands_in(lines_of(tokens[span[0]]), margins.sections)}
    within = {index for _, span in notes for index in span}
    public = marks_of(token for index, token in enumerate(tokens) if index not in within)
    public |= {mark for label in written.keys() - private for mark in read[label]}
    return private - closure(public, read)


def drop_definitions(state: StateCore, lines: Iterable[Lines]) -> None:
    """Forget the definitions of links in these lines, as if they had never been written."""
    known = state.env.get("references")
    if not known:
        return
    every = list(known.items())
    every += [(normalizeReference(each["label"]), each) for each in state.env.get("duplicate_refs", [])]
    known.clear()
    for label, definition in every:
        if not stands_in(tuple(definition["map"]), lines):
            known.setdefault(label, definition)


def stands_in(lines: Lines, others: Iterable[Lines]) -> bool:
    return any(start <= lines[0] < end for start, end in others)


def mark(tree: Tree, units: list[Unit]) -> None:
    """Say in the tokens of margins which of them each belongs to, and take the sign out of the first words.

    The outermost ones get a class; of a footnote, what is in it.
    """
    for unit in units:
        every = {index for part in unit.parts for index in part}
        for index in every:
            tree.tokens[index].meta["in_margin"] = min(every)
        for index in tree.outermost(every - {index for index in every if tree.tokens[index].type == NOTE}):
            tree.tokens[index].meta["margin"] = True
        first = next(
            (tree.tokens[index] for index in sorted(every) if tree.tokens[index].type in WORDS), None
        )
        if first is not None:
            first.meta["opens_margin"] = True
            first.content = WRITTEN_SIGN.sub("", first.content, count=1)


def announce(tokens: list[Token]) -> None:
    """Make room before the first words of each margin for saying what it is."""
    for token in tokens:
        if token.meta.get("opens_margin"):
            token.children = [Token("margin_note", "", 0), *(token.children or [])]
