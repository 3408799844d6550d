"""A bibliographic record: what every format is read into and written from. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from papers.identifiers import Identity
from papers.issued import Issued
from papers.names import Name


@dataclass(frozen=True)
class Record:
    """A work in the words of CSL 1.0.2, of which every part but the title may be unknown.

    `type` is a CSL type that `Paper.Type` has, `keywords` are its tags, `annotation` is the owner's own note
    (Markdown), `line` is where it begins in the text that it was read from, counted from 1. `more` holds CSL
    variables that have no field here, by their CSL names and as CSL-JSON has them; under "custom", by the
    format's own names, what CSL has no name for, so that nothing is lost.
    """

    title: str
    type: str = "document"
    short_title: str = ""
    authors: tuple[Name, ...] = ()
    has_other_authors: bool = False
    issued: Issued = field(default_factory=Issued)
    container_title: str = ""
    publisher: str = ""
    volume: str = ""
    issue: str = ""
    page: str = ""
    abstract: str = ""
    citation_key: str = ""
    identifiers: tuple[Identity, ...] = ()
    keywords: tuple[str, ...] = ()
    annotation: str = ""
    more: Mapping[str, Any] = field(default_factory=dict)
    line: int = field(default=0, compare=False)


@dataclass(frozen=True)
class Problem:
    """Something in a bibliography that could not be taken as it stands; `line` counts from 1."""

    line: int
    reason: str
