"""The arXiv API (https://info.arxiv.org/help/api/user-manual.html), whose answer is an Atom feed. Pure."""

from urllib.parse import quote
from xml.etree.ElementTree import Element

from papers.bibliography.record import Record
from papers.identifiers import BadIdentifier, Identity, normalise
from papers.names import Name, to_name

from .text import to_line, to_moment, to_paragraphs
from .xml import parse

ATOM, ARXIV = "{http://www.w3.org/2005/Atom}", "{http://arxiv.org/schemas/atom}"


def to_url(identity: Identity) -> str:
    version = f"v{identity.version}" if identity.version else ""
    return (
        f"https://export.arxiv.org/api/query?id_list={quote(identity.value, safe='/')}{version}&max_results=1"
    )


def from_atom(body: bytes) -> Record | None:
    """None where arXiv has no such preprint. Errors come as an entry too, with an id of its own."""
    entry = parse(body).find(f"{ATOM}entry")
    if entry is None or "/api/errors" in text_of(entry, f"{ATOM}id") or entry.find(f"{ATOM}title") is None:
        return None
    title = text_of(entry, f"{ATOM}title")
    if not title:
        raise ValueError("no title")
    return Record(
        title=title,
        type="article",
        authors=tuple(to_author(author) for author in entry.findall(f"{ATOM}author/{ATOM}name")),
        issued=to_moment(text_of(entry, f"{ATOM}published")),
        publisher="arXiv",
        abstract=to_paragraphs(entry.findtext(f"{ATOM}summary")),
        identifiers=to_identifiers(entry),
    )


def to_author(name: Element) -> Name:
    return to_name(to_line(name.text))


def to_identifiers(entry: Element) -> tuple[Identity, ...]:
    """The number without the version, which is the newest one if none was asked for, and the DOI."""
    arxiv = normalise("arxiv", text_of(entry, f"{ATOM}id"))
    try:
        return Identity(*arxiv.key), normalise("doi", text_of(entry, f"{ARXIV}doi"))
    except BadIdentifier:
        return (Identity(*arxiv.key),)


def text_of(element: Element, path: str) -> str:
    return to_line(element.findtext(path))
