"""The formats that can be read, the particular ones first.

Each is a module with a `NAME`, by which `--format` asks for it, and two functions: `match` says whether a
path looks like it, from names and beginnings of files only; `read` gives its pages, and a `Refusal` for each
that cannot be taken in. Neither knows the database: `notes.importing.rows` writes what is read.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

from notes.importing.asked import Asked
from notes.importing.pages import Page, Refusal
from notes.importing.problems import ImportProblem

from . import bookmarks, commonplace, hypothesis, kindle, logseq, markdown, obsidian, opml, readwise, zotero


class Format(Protocol):
    NAME: str

    def match(self, path: Path) -> bool: ...

    def read(self, path: Path, asked: Asked) -> Iterator[Page | Refusal]:
        """Raises ImportProblem where there is nothing to read at all."""


FORMATS: tuple[Format, ...] = (
    commonplace,
    kindle,
    hypothesis,
    readwise,
    bookmarks,
    opml,
    zotero,
    obsidian,
    logseq,
    markdown,
)


def format_of(path: Path) -> Format:
    """The first format that a path looks like. Raises ImportProblem for a file that looks like none.

    A service's own file, if it is not known again, must not come in as a public page of Markdown.
    """
    found = next((each for each in FORMATS if each.match(path)), None)
    if found is None:
        raise ImportProblem("this looks like nothing that can be imported; --format says what it is")
    return found
