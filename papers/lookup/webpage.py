"""A page on the web: its title, and the `citation_*` tags that publishers write for Google Scholar. Pure.

https://scholar.google.com/intl/en/scholar/inclusion.html#indexing. OpenReview and the ACL Anthology write
them, too.
"""

import re
from html.parser import HTMLParser

from papers.bibliography.record import Record
from papers.identifiers import BadIdentifier, Identity, normalise
from papers.names import to_name

from .text import to_issued, to_line, to_paragraphs

CHARSET = re.compile(rb"<meta[^>]{0,200}charset=[\"']?([A-Za-z0-9_-]{1,40})", re.IGNORECASE)
MOST_OF_HEAD = 500_000  # bytes
DATES = ("citation_publication_date", "citation_date", "citation_online_date", "article:published_time")


class Head(HTMLParser):
    """The title and the named values of a page; the first title counts, since pictures have titles too."""

    def __init__(self) -> None:
        super().__init__()
        self.values: dict[str, list[str]] = {}
        self.title: list[str] = []
        self.is_in_title = self.has_title = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        name = (given.get("name") or given.get("property") or "").lower()
        if tag == "meta" and name:
            self.values.setdefault(name, []).append(given.get("content") or "")
        self.is_in_title = tag == "title" and not self.has_title

    def handle_endtag(self, tag: str) -> None:
        if tag == "title":
            self.has_title, self.is_in_title = True, False

    def handle_data(self, data: str) -> None:
        if self.is_in_title:
            self.title.append(data)

    def first(self, *names: str) -> str:
        return next(
            (line for name in names for value in self.values.get(name, []) if (line := to_line(value))), ""
        )


def read_head(body: bytes, content_type: str) -> Head:
    head = Head()
    head.feed(to_text(body[:MOST_OF_HEAD], content_type))
    return head


def from_page(body: bytes, content_type: str, identity: Identity) -> Record | None:
    """None for what is no page with a title."""
    if "html" not in content_type:
        return None
    head = read_head(body, content_type)
    title = head.first("citation_title", "og:title", "dc.title") or to_line("".join(head.title))
    if not title:
        return None
    journal = head.first("citation_journal_title")
    conference = head.first("citation_conference_title", "citation_conference")
    return Record(
        title=title,
        type=type_of(head, journal, conference),
        authors=tuple(to_name(line) for value in authors_in(head) if (line := to_line(value))),
        issued=to_issued(head.first(*DATES)),
        container_title=journal or conference or head.first("og:site_name"),
        publisher=head.first("citation_publisher"),
        volume=head.first("citation_volume"),
        issue=head.first("citation_issue"),
        page="–".join(filter(None, (head.first("citation_firstpage"), head.first("citation_lastpage")))),
        abstract=to_paragraphs(head.first("citation_abstract")),
        identifiers=(identity, *doi_of(head)),
    )


def authors_in(head: Head) -> list[str]:
    """One a tag or, in the older form, all in one with semicolons between."""
    one_by_one = head.values.get("citation_author", [])
    return one_by_one or ";".join(head.values.get("citation_authors", [])).split(";")


def type_of(head: Head, journal: str, conference: str) -> str:
    if journal or conference:
        return "article-journal" if journal else "paper-conference"
    if "citation_title" in head.values:
        return "article"
    return "webpage"


def doi_of(head: Head) -> tuple[Identity, ...]:
    try:
        return (normalise("doi", head.first("citation_doi")),)
    except BadIdentifier:
        return ()


def to_text(body: bytes, content_type: str) -> str:
    said = re.search(r"charset=[\"']?([\w-]{1,40})", content_type) or CHARSET.search(body[:4096])
    name = said[1] if said else "utf-8"
    try:
        return body.decode(name if isinstance(name, str) else name.decode("ascii"), errors="replace")
    except LookupError:
        return body.decode(errors="replace")
