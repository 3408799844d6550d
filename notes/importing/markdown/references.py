"""The definitions of a log, and the texts that use them: each text gets those that stand elsewhere."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from notes.importing.problems import Doubt

from .blocks import Block, Fence, Kind, definition_at, is_bullet, split_blocks
from .definitions import after_footnote_label, footnote_label, labels_in
from .lines import columns_of, dedented, is_blank

_CODE = 4


@dataclass(frozen=True)
class Definition:
    """`label` as labels are compared, `text` its lines at the margin, `uses` what it names itself."""

    label: str
    line: int
    text: str
    uses: tuple[str, ...]

    @property
    def is_footnote(self) -> bool:
        return self.label.startswith("^")


@dataclass(frozen=True)
class Text:
    """A text that becomes one page or one entry: the labels that it may use and its own definitions."""

    body: str
    uses: tuple[str, ...]
    definitions: tuple[Definition, ...]

    @classmethod
    def of(cls, body: str, first_line: int) -> "Text":
        if "[" not in body:
            return cls(body, (), ())
        return cls.of_blocks(body, split_blocks(body.split("\n"), first_line))

    @classmethod
    def of_blocks(cls, body: str, blocks: Iterable[Block]) -> "Text":
        parts = [part for block in blocks for part in _parts_of(block)]
        uses = (label for part in parts if isinstance(part, str) for label in labels_in(part))
        definitions = (_to_definition(part) for part in parts if isinstance(part, Block))
        return cls(body, tuple(dict.fromkeys(uses)), tuple(definitions))


def complete(texts: Sequence[Text]) -> tuple[list[str], list[Doubt]]:
    """The bodies with the definitions that they use and lack, and the definitions that are of no use.

    Of two definitions of one label a text takes its own, else the first in the file.
    """
    known = _by_label(definition for text in texts for definition in text.definitions)
    bodies, used = [], set()
    for text in texts:
        own = _by_label(text.definitions)
        found = _found(text, {**known, **own} if own else known)
        used |= {(definition.label, definition.text) for definition in found}
        bodies.append(
            _completed(text.body, [definition for definition in found if definition.label not in own])
        )
    doubts = [
        _doubt(definition)
        for text in texts
        for definition in text.definitions
        if (definition.label, definition.text) not in used
    ]
    return bodies, doubts


def _by_label(definitions: Iterable[Definition]) -> dict[str, Definition]:
    firsts: dict[str, Definition] = {}
    for definition in sorted(definitions, key=lambda definition: definition.line):
        firsts.setdefault(definition.label, definition)
    return firsts


def _found(text: Text, known: dict[str, Definition]) -> list[Definition]:
    """What the text uses, and what those footnotes use in turn; a footnote without a mark shows too."""
    found: dict[str, Definition] = {}
    labels = [*text.uses, *(label for definition in text.definitions for label in definition.uses)]
    while labels:
        label = labels.pop()
        if label in known and label not in found:
            found[label] = known[label]
            labels += known[label].uses
    return list(found.values())


def _completed(body: str, missing: list[Definition]) -> str:
    """A link cannot be defined directly below a footnote, so links come first."""
    ordered = sorted(missing, key=lambda definition: (definition.is_footnote, definition.line))
    return "\n\n".join([body, "\n".join(definition.text for definition in ordered)]) if ordered else body


def _doubt(definition: Definition) -> Doubt:
    reason = (
        "no mark points at this footnote"
        if definition.is_footnote
        else "nothing uses this definition; it shows on no page"
    )
    return Doubt.about(definition.line, reason, definition.text)


def _to_definition(block: Block) -> Definition:
    columns = columns_of(block.lines[0])
    lines = [dedented(line, columns, is_code=True) for line in block.lines]
    uses: dict[str, None] = {}
    if footnote_label(lines[0]):
        said = [after_footnote_label(lines[0]), *lines[1:]]
        uses = dict.fromkeys(label for paragraph in _paragraphs(said) for label in labels_in(paragraph))
    return Definition(block.text, block.line, "\n".join(lines), tuple(uses))


def _parts_of(block: Block) -> Iterator[str | Block]:
    """The paragraphs and the definitions in a block of a text."""
    if block.kind is Kind.DEFINITION:
        yield block
    elif block.kind is Kind.ITEM:
        yield from _parts([block.text, *block.lines[1:]], block.line)
    elif block.kind in (Kind.HEADING, Kind.TEXT) and columns_of(block.lines[0]) < _CODE:
        yield block.source


def _paragraphs(lines: list[str]) -> Iterator[str]:
    return (part if isinstance(part, str) else part.source for part in _parts(lines, 1))


def _parts(lines: list[str], first_line: int) -> Iterator[str | Block]:
    """The same for lines however deep in a list; fenced code is no part."""
    fence, paragraph, index = Fence(), list[str](), 0
    while index < len(lines):
        line, was_open = lines[index], fence.is_open
        fence.read(line)
        is_code = was_open or fence.is_open
        begins = not is_code and (not paragraph or bool(footnote_label(line)))
        definition = definition_at(lines, index, first_line + index) if begins else None
        if paragraph and (is_code or definition or is_blank(line) or is_bullet(line)):
            yield "\n".join(paragraph)
            paragraph = []
        if definition:
            yield definition
        elif not is_code and not is_blank(line):
            paragraph.append(line)
        index += len(definition.lines) if definition else 1
    if paragraph:
        yield "\n".join(paragraph)
