"""Open Library's books by ISBN (https://openlibrary.org/dev/docs/api/books, `jscmd=data`). Pure."""

import json

from papers.bibliography.record import Record
from papers.identifiers import Identity
from papers.names import to_name

from .text import to_issued, to_line


def to_url(isbn: str) -> str:
    return f"https://openlibrary.org/api/books?bibkeys=ISBN:{isbn}&format=json&jscmd=data"


def from_books(body: bytes, isbn: str) -> Record | None:
    """None where Open Library has no such book."""
    book = json.loads(body).get(f"ISBN:{isbn}")
    if not book:
        return None
    title, subtitle = to_line(book.get("title")), to_line(book.get("subtitle"))
    if not title:
        raise ValueError("no title")
    return Record(
        title=f"{title}: {subtitle}" if subtitle else title,
        short_title=title if subtitle else "",
        type="book",
        authors=tuple(to_name(to_line(author["name"])) for author in book.get("authors") or ()),
        issued=to_issued(book.get("publish_date")),
        publisher="; ".join(to_line(publisher["name"]) for publisher in book.get("publishers") or ()),
        identifiers=(Identity("isbn", isbn),),
    )
