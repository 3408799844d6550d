"""What every format of files is read into: pages as plain values, which `rows` writes."""

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from papers.bibliography.record import Record
from papers.issued import Issued
from papers.names import Name

from .problems import Doubt, ImportProblem


@dataclass(frozen=True)
class LogEntry:
    """One dated item. `position` counts from 0 in its day, in file order; `source` are its exact lines, or,
    of what no lines can be told of, the name that it has among all items.

    Definitions that the item uses and that stand elsewhere in the log are in its `body` alone. `topics` and
    `visibility` are its own, beside or instead of those of its page. With `is_day_guessed` its source says no
    day: then it keeps the one that it came in with. `besides` is what the source says that no text
    shows, in values that JSON can carry; it is kept.
    """

    read_on: date
    is_date_inherited: bool
    position: int
    body: str
    tags: tuple[str, ...]
    line: int
    source: str
    topics: tuple[str, ...] = ()
    visibility: str = ""
    is_day_guessed: bool = False
    besides: tuple[dict[str, Any], ...] = ()


@dataclass(frozen=True)
class Attachment:
    """A picture that the text of a page shows: its `address` as written there or from the top of the site,
    the file, and the line of the page."""

    address: str
    path: Path
    line: int | None = None


@dataclass(frozen=True, kw_only=True)
class Page:
    """What all pages have.

    `name` is the path in the site, or what the page is known by when it is read again; `permalink` '' or with
    a slash at both ends, with its line in the file; `former` are other addresses that it had, `names` what
    else texts may call the page; `hash` the SHA-256 of the text as it was read (hexadecimal); `front_matter`
    the whole of it in values that JSON can carry. Where the page is one file that can leave as it came,
    `path` is that file and `data` are its bytes.
    """

    name: str
    title: str
    slug: str
    permalink: str = ""
    permalink_line: int | None = None
    former: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    visibility: str = "public"
    body: str = ""
    hash: str
    names: tuple[str, ...] = ()
    front_matter: dict[str, Any] = field(default_factory=dict)
    doubts: tuple[Doubt, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    path: Path | None = None
    data: bytes | None = None


@dataclass(frozen=True, kw_only=True)
class TopicPage(Page):
    """A line of reading; `body` is the whole text."""


@dataclass(frozen=True, kw_only=True)
class LogPage(Page):
    """A dated log with a topic of its own; `body` is what became no entry."""

    entries: tuple[LogEntry, ...]


@dataclass(frozen=True, kw_only=True)
class EntriesPage(Page):
    """Dated items without a page of their own, in the topics that the page names.

    `is_whole` says whether an item that it has no more is gone from its source, or only not told again. If
    all of them are about one work, `work` is the name of its page, whose slug this page has, too: as
    `[[slug|Title]]` in the items it leads to the work wherever that is found.
    """

    entries: tuple[LogEntry, ...]
    is_whole: bool = True
    work: str = ""


@dataclass(frozen=True, kw_only=True)
class PostPage(EntriesPage):
    """A dated page that is one entry, whatever becomes of its text; its addresses are those of the entry."""


@dataclass(frozen=True, kw_only=True)
class PaperPage(Page):
    """A page about one work; `body` is the commentary, `fields` bibliographic text by the names of CSL.

    With `is_reference` it only says which work is meant: one that is here already is left as it is.
    """

    url: str = ""
    short_title: str = ""
    authors: tuple[Name, ...] = ()
    has_other_authors: bool = False
    issued: Issued | None = None
    fields: dict[str, str] = field(default_factory=dict)
    is_reference: bool = False


@dataclass(frozen=True, kw_only=True)
class ExportPage(Page):
    """The manifest of an export of this program, with the folder that it lies in as `path`.

    `files` are those that are there, by name with their hashes; `edited` are the names of those that have
    changed since, which come in as pages of their own besides.
    """

    manifest: dict[str, Any]
    files: dict[str, str]
    edited: frozenset[str]


@dataclass(frozen=True, kw_only=True)
class RecordsPage(Page):
    """Works of a bibliography, some hundred of one file."""

    records: tuple[Record, ...]


@dataclass(frozen=True)
class Refusal:
    """A page that cannot be taken in, and why; the others are."""

    name: str
    problem: ImportProblem
    path: Path | None = None
