"""Crossref (https://api.crossref.org, works by DOI) and the CSL-JSON that doi.org gives for every DOI. Pure.

Both have the same words; Crossref has lists where CSL has one text, and types of its own.
"""

import json
from collections.abc import Iterable
from typing import Any
from urllib.parse import quote

from papers.bibliography.record import Record
from papers.identifiers import BadIdentifier, Identity, normalise
from papers.issued import Issued
from papers.names import Name

from .text import checked, to_line, to_paragraphs

CSL_JSON = "application/vnd.citationstyles.csl+json"
TYPES = {
    "article": "article", "article-journal": "article-journal", "article-magazine": "article-magazine",
    "article-newspaper": "article-newspaper", "book": "book", "book-chapter": "chapter",
    "book-part": "chapter", "book-section": "chapter", "chapter": "chapter", "dataset": "dataset",
    "dissertation": "thesis", "edited-book": "book", "entry-encyclopedia": "entry-encyclopedia",
    "graphic": "document", "interview": "interview", "journal-article": "article-journal",
    "manuscript": "manuscript", "monograph": "book", "motion_picture": "motion_picture",
    "paper-conference": "paper-conference", "peer-review": "document", "personal_communication":
    "personal_communication", "post": "post", "post-weblog": "post-weblog", "posted-content": "article",
    "proceedings": "book", "proceedings-article": "paper-conference", "reference-book": "book",
    "reference-entry": "entry-encyclopedia", "report": "report", "report-component": "chapter",
    "software": "software", "speech": "speech", "standard": "document", "thesis": "thesis",
    "webpage": "webpage",
}  # fmt: skip
DATES = ("issued", "published", "published-print", "published-online", "created")


def to_url(doi: str, mailto: str = "") -> str:
    """Who says whom to write to is served by the faster machines (Crossref's "polite pool")."""
    query = f"?mailto={quote(mailto, safe='@')}" if mailto else ""
    return f"https://api.crossref.org/works/{quote(doi, safe='')}{query}"


def to_registry_url(doi: str) -> str:
    return f"https://doi.org/{quote(doi, safe='/')}"


def from_crossref(body: bytes) -> Record:
    return from_csl(json.loads(body)["message"])


def from_registry(body: bytes) -> Record:
    return from_csl(json.loads(body))


def from_csl(item: dict[str, Any]) -> Record:
    """Raises ValueError where there is no title."""
    title, subtitle = first_line(item.get("title")), first_line(item.get("subtitle"))
    if not title:
        raise ValueError("no title")
    whole = f"{title}: {subtitle}" if subtitle and subtitle.lower() not in title.lower() else title
    return Record(
        title=whole,
        short_title=title if whole != title else "",
        type=TYPES.get(item.get("type") or "", "document"),
        authors=tuple(to_names(item.get("author") or ())),
        issued=to_issued(item),
        container_title=first_line(item.get("container-title")),
        publisher=to_line(item.get("publisher")),
        volume=to_line(item.get("volume")),
        issue=to_line(item.get("issue")),
        page=to_line(item.get("page") or item.get("article-number")).replace("--", "–"),
        abstract=to_paragraphs(item.get("abstract")),
        identifiers=tuple(to_identifiers(item)),
    )


def first_line(value: object) -> str:
    """The text, or the first one of a list."""
    if isinstance(value, list):
        value = next(iter(value), "")
    return to_line(value)


def to_names(authors: Iterable[dict[str, Any]]) -> Iterable[Name]:
    for author in authors:
        family, given = to_line(author.get("family")), to_line(author.get("given"))
        particle = to_line(author.get("non-dropping-particle"))
        literal = to_line(author.get("literal") or author.get("name"))
        if family:
            yield Name(
                given=given, family=f"{particle} {family}".strip(), suffix=to_line(author.get("suffix"))
            )
        elif literal or given:
            yield Name(literal=literal or given)


def to_issued(item: dict[str, Any]) -> Issued:
    """The first date that says a year."""
    for name in DATES:
        parts = next(iter((item.get(name) or {}).get("date-parts") or []), None) or []
        numbers = [int(part) for part in parts if part]
        if numbers:
            return checked(*numbers[:3])
    return Issued()


def to_identifiers(item: dict[str, Any]) -> Iterable[Identity]:
    """Its DOI, the anthology's id in a DOI of the ACL, and the ISBN of what is a book as a whole."""
    doi = to_line(item.get("DOI"))
    found = [("doi", doi)]
    prefix, _, rest = doi.lower().partition("/v1/")
    if prefix in {"10.18653", "10.3115"}:
        found.append(("acl", rest))
    if TYPES.get(item.get("type") or "") == "book":
        isbn = item.get("ISBN") or []
        found.append(("isbn", first_line(isbn)))
    for scheme, text in found:
        try:
            yield normalise(scheme, text)
        except BadIdentifier:
            continue
