"""Link definitions and footnotes of a log: they come along with each entry that uses them. Pure.

CommonMark 0.31.2, "Link reference definitions", and the footnotes of our dialect.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from .logs import Log, LogEntry
from .problems import Doubt

_DEFINITION = re.compile(r" {0,3}\[(?P<label>\^?[^\[\]]{1,200})\]:(?P<rest>.*)")
_LABEL = re.compile(r"\[(\^?[^\[\]]{1,200})\](?!\()")
UNUSED = "nothing uses this definition, so it shows on no page"


@dataclass(frozen=True)
class Definition:
    """What stands behind a label; `text` are its lines."""

    label: str
    text: str


def with_definitions(log: Log, lines: Iterable[str], first_line: int) -> Log:
    """The log with each entry carrying the definitions that it uses and does not make itself.

    The topic keeps them all. `lines` are those of the file from `first_line` on, for the doubts.
    """
    definitions = {definition.label: definition for definition in find_definitions(log.body)}
    if not definitions:
        return log
    entries = tuple(replace(entry, body=completed(entry, definitions)) for entry in log.entries)
    used = labels_in(without_definitions(log.body)).union(*(labels_in(entry.body) for entry in entries))
    numbers = {line: number for number, line in enumerate(lines, first_line)}
    understood = {number for line, number in numbers.items() if _DEFINITION.fullmatch(line)}
    doubts = [doubt for doubt in log.doubts if doubt.line not in understood]
    doubts += [
        Doubt.about(numbers.get(definition.text.partition("\n")[0], first_line), UNUSED, definition.text)
        for label, definition in definitions.items()
        if label not in used
    ]
    return replace(log, entries=entries, doubts=tuple(doubts))


def completed(entry: LogEntry, definitions: dict[str, Definition]) -> str:
    """The text of an entry with the definitions that it needs, and those that they need, below it."""
    own = {definition.label for definition in find_definitions(entry.body)}
    needed: dict[str, Definition] = {}
    asked = labels_in(entry.body)
    while new := (asked & definitions.keys()) - own - needed.keys():
        needed.update((label, definitions[label]) for label in new)
        asked = asked.union(*(set(map(normalised, _LABEL.findall(needed[label].text))) for label in new))
    texts = [definition.text for label, definition in definitions.items() if label in needed]
    return "\n\n".join([entry.body, *texts])


def find_definitions(body: str) -> Iterator[Definition]:
    """The definitions of a text in order; a footnote goes on in the indented lines below it."""
    found: list[str] = []
    label = ""
    for line in [*body.split("\n"), ""]:
        if found and label.startswith("^") and line.startswith((" ", "\t")) and line.strip():
            found.append(line)
            continue
        if found:
            yield Definition(label, "\n".join(found))
        match = _DEFINITION.fullmatch(line)
        label, found = (normalised(match["label"]), [line]) if match else ("", [])


def without_definitions(body: str) -> str:
    texts = {definition.text for definition in find_definitions(body)}
    return "\n".join(line for line in body.split("\n") if line not in texts)


def labels_in(text: str) -> set[str]:
    """The labels that stand in brackets in a text, apart from those of its definitions."""
    lines = (line for line in text.split("\n") if not _DEFINITION.fullmatch(line))
    return {normalised(label) for line in lines for label in _LABEL.findall(line)}


def normalised(label: str) -> str:
    """Labels are the same whatever their case and white space."""
    return " ".join(label.casefold().split())
