"""BibTeX and BibLaTeX: a text into records, one by one, and records into a text. Pure.

bibtexparser finds the entries and says which are broken; names and LaTeX are read here (its own middlewares
give up whole entries for one name, and are slow).
"""

import logging
import re
from collections.abc import Iterable, Iterator
from itertools import count

from bibtexparser import Library, parse_string
from bibtexparser.middlewares import RemoveEnclosingMiddleware, ResolveStringReferencesMiddleware
from bibtexparser.model import (
    Block,
    DuplicateBlockKeyBlock,
    DuplicateFieldKeyBlock,
    Entry,
    ParsingFailedBlock,
    String,
)

from .bibtex_fields import INHERITED
from .bibtex_reading import Fields, read_entry
from .bibtex_writing import to_key, write_entry
from .record import Problem, Record

# What it would log is in our report.
logging.getLogger("bibtexparser").setLevel(logging.CRITICAL)

ENTRY_START = re.compile(r"^[ \t]*@\w+\s*[{(]", re.MULTILINE)
CROSSREF = re.compile(r"\bcrossref\s*=", re.IGNORECASE)
LARGEST_PART = 200_000
LONGEST_REASON = 120


def read(text: str) -> Iterator[Record | Problem]:
    """Records in the order of the text; what is broken becomes a problem and stops no other entry."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    first_lines: dict[str, int] = {}
    strings: list[Block] = []
    for part, line in parts(text):
        blocks = to_blocks(part, strings)
        parents = {block.key: to_fields(block) for block in blocks if isinstance(block, Entry)}
        for block in blocks:
            yield from read_block(block, line + (block.start_line or 0), parents, first_lines)


def write(records: Iterable[Record]) -> str:
    """The entries; a key that another one has already, which only one made up can have, is numbered."""
    keys: set[str] = set()
    return "\n".join(write_entry(record, free_key(to_key(record), keys)) for record in records)


def free_key(key: str, taken: set[str]) -> str:
    free = key if key not in taken else next(f"{key}-{n}" for n in count(2) if f"{key}-{n}" not in taken)
    taken.add(free)
    return free


def parts(text: str) -> Iterator[tuple[str, int]]:
    """Pieces that hold whole entries, each with the number of its first line, so that few are in memory.

    An entry may have its parent further down: then the text stays whole.
    """
    place, line = 0, 1
    is_one = bool(CROSSREF.search(text))
    while place < len(text):
        start = None if is_one else ENTRY_START.search(text, place + LARGEST_PART)
        end = start.start() if start else len(text)
        yield text[place:end], line
        line += text.count("\n", place, end)
        place = end


def to_blocks(text: str, strings: list[Block]) -> list[Block]:
    """The blocks of a text; its abbreviations are added to `strings` for what comes after it."""
    middlewares = [ResolveStringReferencesMiddleware(), RemoveEnclosingMiddleware()]
    library = parse_string(text, parse_stack=middlewares, library=Library(list(strings)))
    blocks = library.blocks[len(strings) :]
    strings += [block for block in blocks if isinstance(block, String)]
    return blocks


def read_block(
    block: Block, line: int, parents: dict[str, Fields], first_lines: dict[str, int]
) -> Iterator[Record | Problem]:
    if isinstance(block, DuplicateBlockKeyBlock):
        block = block.ignore_error_block or block
    if isinstance(block, DuplicateFieldKeyBlock):
        names = ", ".join(sorted(block.duplicate_keys))
        yield Problem(line, f"says {names} twice; the first is taken")
        block = block.ignore_error_block or block
    if isinstance(block, Entry):
        key = block.key.strip()
        if key and key in first_lines:
            yield Problem(line, f"{key}: stands in line {first_lines[key]} already, this one was left out")
            return
        first_lines.setdefault(key, line)
        yield from read_entry(block.entry_type.lower(), key, inherited(to_fields(block), parents), line)
    elif isinstance(block, ParsingFailedBlock) and not isinstance(block, String):
        reason = str(getattr(block.error, "abort_reason", block.error)).strip().rstrip(".")
        yield Problem(line, f"this entry was left out: {reason[:LONGEST_REASON]}")


def to_fields(entry: Entry) -> Fields:
    """The values by the names of the fields in lower case, the first of each."""
    fields: Fields = {}
    for field in entry.fields:
        value = str(field.value).strip()
        if value:
            fields.setdefault(field.key.strip().lower(), value)
    return fields


def inherited(fields: Fields, parents: dict[str, Fields]) -> Fields:
    """The fields of an entry with those of its parent, as BibTeX gives them on."""
    parent = parents.get(fields["crossref"]) if "crossref" in fields else None
    if parent is None:
        return fields
    given = {name: parent[name] for name in INHERITED if name in parent}
    if "title" in parent:
        given["booktitle"] = parent.get("booktitle", parent["title"])
    own = {name: value for name, value in fields.items() if name != "crossref"}
    return given | own
