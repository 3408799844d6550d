"""The source of a text for others than its owner."""

import re
from collections.abc import Iterable, Iterator

from markdown_it.common.utils import normalizeReference
from markdown_it.token import Token

from .margin_tree import Lines
from .margins import KEY, Margins, stands_in
from .parser import cleaned, dialect

LINE = re.compile(r"[^\r\n]*(?:\r\n?|\n)|[^\r\n]+\Z")
LABEL = re.compile(r"\[([^\[\]]{1,999})\]")
# These begin something new whatever stands above them; all else could become part of it.
BEGINNING = re.compile(r"(?:[-+*]|1[.)])[ \t]+\S|#|`{3}|~{3}")
NUMBERED = re.compile(r"\d{1,9}[.)][ \t]+\S")
INDENT = re.compile(r"[ \t>]*")


def without_margins(text: str, *, is_one: bool = False) -> str:
    """The Markdown of a text without its private margins and without what only these refer to.

    Lines that stay are the same to the byte; an empty one parts two that would run into each other. `is_one`
    as in `parse`.
    """
    while (shorter := with_lines_cut(text, is_one)) != text:
        text = shorter
    return text


def with_lines_cut(text: str, is_one: bool) -> str:
    if "%%" not in text:
        return text
    margins, env = Margins(is_one=is_one), {}
    env[KEY] = margins
    tokens = dialect.parse(cleaned(text), env)
    if not margins.are_found:
        return text
    lines = LINE.findall(text)
    blocks = set(numbers(margins.lines, lines))
    definitions = set(numbers(private_definitions(tokens, env, margins), lines))
    return "".join(kept(lines, blocks, definitions - blocks))


def numbers(spans: Iterable[Lines], lines: list[str]) -> Iterator[int]:
    """The numbers of the lines in spans, without the empty ones at the end of each."""
    for start, end in spans:
        end = min(end, len(lines))
        while end > start and not lines[end - 1].strip():
            end -= 1
        yield from range(start, end)


def private_definitions(tokens: list[Token], env: dict, margins: Margins) -> Iterator[Lines]:
    """Where links are defined that margins use, or that stand among them, and nothing that all may see."""
    public = set(labels_used(tokens))
    private = {normalizeReference(label) for content in margins.contents for label in LABEL.findall(content)}
    every = list(env.get("references", {}).items())
    every += [(normalizeReference(each["label"]), each) for each in env.get("duplicate_refs", [])]
    for label, definition in every:
        span = (definition["map"][0], definition["map"][1])
        if label not in public and (label in private or stands_in(span, margins.sections)):
            yield span


def labels_used(tokens: Iterable[Token]) -> Iterator[str]:
    for token in tokens:
        if token.type in {"link_open", "image"} and "label" in token.meta:
            yield token.meta["label"]
        yield from labels_used(token.children or [])


def kept(lines: list[str], blocks: set[int], definitions: set[int]) -> Iterator[str]:
    above, is_after_cut = "", False
    for number, line in enumerate(lines):
        if number in blocks or number in definitions:
            is_after_cut = is_after_cut or number in blocks
            continue
        if is_after_cut and not line.strip() and not above.strip():
            continue  # one empty line is left of those before and after
        is_after_cut = False
        if number - 1 in blocks and above.strip() and line.strip() and not begins(line, above):
            yield indent_of(line) + "\n"
        yield line
        above = line


def begins(line: str, above: str) -> bool:
    """Whether a line begins a block of its own under that one; a number does so below another."""
    indent = indent_of(line)
    if BEGINNING.match(line, len(indent)):
        return True
    are_numbered = NUMBERED.match(line, len(indent)) and NUMBERED.match(above, len(indent))
    return bool(are_numbered) and above.startswith(indent)


def indent_of(line: str) -> str:
    match = INDENT.match(line)
    return match[0] if match else ""
