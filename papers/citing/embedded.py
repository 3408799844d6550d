"""What a page says of a work to reference managers: Highwire tags and a ContextObject (COinS). Pure.

Sources: the translators Embedded Metadata and COinS of zotero/translators, openurl.js of zotero/utilities,
Google Scholar's inclusion guidelines, ANSI/NISO Z39.88-2004. Zotero asks COinS first, since it alone can name
every type of item; papers/tests/zotero.py reads both as Zotero does.
"""

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

from .csl_json import to_name, to_numbers

PAGES = re.compile(r"\s*(?P<first>[^\s,–-]+)\s*[–-]+\s*(?P<last>[^\s,–-]+)\s*")

# By the type of a work, the tag that says what it appeared in; what is not here is no work of scholarship.
CONTAINERS = {
    "article": "journal_title",
    "article-journal": "journal_title",
    "article-magazine": "journal_title",
    "article-newspaper": "journal_title",
    "book": "series_title",
    "chapter": "book_title",
    "entry-encyclopedia": "book_title",
    "paper-conference": "conference_title",
    "report": "series_title",
    "thesis": "series_title",
}
PUBLISHERS = {"report": "technical_report_institution", "thesis": "dissertation_institution"}

# By the type of a work, its format (info:ofi/fmt:kev:mtx), its genre, and the keys of title and container.
FORMATS = {
    "article-journal": ("journal", "article", "atitle", "jtitle"),
    "book": ("book", "book", "btitle", "series"),
    "chapter": ("book", "bookitem", "atitle", "btitle"),
    "entry-encyclopedia": ("book", "bookitem", "atitle", "btitle"),
    "paper-conference": ("book", "proceeding", "atitle", "btitle"),
    "report": ("book", "report", "btitle", "series"),
    "thesis": ("dissertation", "", "title", ""),
}
PUBLISHER_KEYS = {"dissertation": "rft.inst", "dc": "rft.publisher"}
# All others are Dublin Core, with the type of item that they are to Zotero.
ITEM_TYPES = {
    "article": "preprint",
    "article-magazine": "magazineArticle",
    "article-newspaper": "newspaperArticle",
    "dataset": "dataset",
    "interview": "interview",
    "manuscript": "manuscript",
    "motion_picture": "film",
    "personal_communication": "letter",
    "post": "forumPost",
    "post-weblog": "blogPost",
    "software": "computerProgram",
    "speech": "presentation",
    "webpage": "webpage",
}


def to_highwire(paper: Any) -> list[tuple[str, str]]:
    """Names without `citation_` and contents of the tags; each author and keyword has one."""
    if paper.type not in CONTAINERS:
        return []
    return [(name, str(content)) for name, content in highwire(paper) if content]


def highwire(paper: Any) -> Iterator[tuple[str, Any]]:
    numbers, (first, last) = to_numbers(paper), to_pages(paper.page)
    yield "title", paper.title
    yield from (("author", author) for author in to_author_tags(paper))
    yield "publication_date", paper.issued.iso.replace("-", "/")
    yield CONTAINERS[paper.type], paper.container_title
    yield PUBLISHERS.get(paper.type, "publisher"), paper.publisher
    yield "volume", paper.volume
    yield "issue", paper.issue
    yield "firstpage", first
    yield "lastpage", last
    yield "issn", paper.csl.get("ISSN")
    yield from ((scheme, numbers[scheme.upper()]) for scheme in ("doi", "isbn", "pmid"))
    yield from (("arxiv_id", one.value) for one in paper.identifiers.all() if one.scheme == "arxiv")
    yield from (("pdf_url", one.url) for one in paper.identifiers.all() if one.role == "pdf")
    yield "abstract_html_url", to_address(numbers)
    yield "abstract", paper.abstract
    yield "language", paper.csl.get("language")
    yield from (("keywords", tag.name) for tag in paper.tags.all())


def to_context_object(paper: Any) -> str:
    """The keys and encoded values of a ContextObject, as they stand in the title of a span of class Z3988."""
    pairs = [("ctx_ver", "Z39.88-2004"), *context_object(paper)]
    return "&".join(f"{key}={quote(str(value), safe='')}" for key, value in pairs if value)


def context_object(paper: Any) -> Iterator[tuple[str, Any]]:
    numbers, (first, last) = to_numbers(paper), to_pages(paper.page)
    form, genre, title, container = FORMATS.get(paper.type, ("dc", "", "title", "source"))
    yield "rft_val_fmt", f"info:ofi/fmt:kev:mtx:{form}"
    yield "rft.genre", genre
    yield "rft.type", ITEM_TYPES.get(paper.type, "document") if form == "dc" else ""
    yield f"rft.{title}", paper.title
    yield f"rft.{container}", paper.container_title if container else ""
    yield from to_creators(paper)
    yield "rft.date", paper.issued.iso
    yield PUBLISHER_KEYS.get(form, "rft.pub"), paper.publisher
    yield "rft.place", paper.csl.get("publisher-place")
    yield "rft.edition", paper.csl.get("edition")
    yield "rft.volume", paper.volume
    yield "rft.issue", paper.issue
    yield "rft.pages", paper.page
    yield from (("rft.spage", first), ("rft.epage", last)) if last else ()
    yield "rft.issn", paper.csl.get("ISSN")
    yield "rft.isbn", numbers["ISBN"]
    yield "rft_id", numbers["DOI"] and f"info:doi/{numbers['DOI']}"
    yield "rft_id", numbers["ISBN"] and f"urn:isbn:{numbers['ISBN']}"
    yield "rft_id", numbers["PMID"] and f"info:pmid/{numbers['PMID']}"
    yield "rft_id", to_address(numbers)


def to_creators(paper: Any) -> Iterator[tuple[str, str]]:
    """The first person in two keys, as the standard has it, everybody in one; institutions apart."""
    names = [to_name(line.author) for line in paper.authorships.all()]
    persons = [name for name in names if "literal" not in name]
    for name in persons[:1]:
        yield "rft.aulast", to_family(name)
        yield "rft.aufirst", name.get("given", "")
    yield from (("rft.au", to_turned(name)) for name in persons)
    yield from (("rft.aucorp", name["literal"]) for name in names if "literal" in name)


def to_author_tags(paper: Any) -> list[str]:
    """Names turned round; Zotero would take a lone "van Rossum, Guido M." for two but for the semicolon."""
    authors = [to_turned(to_name(line.author)) for line in paper.authorships.all()]
    is_doubtful = len(authors) == 1 and re.search(r" .*, .* ", authors[0])
    return [f"{authors[0]};"] if is_doubtful else authors


def to_turned(name: dict[str, str]) -> str:
    """ "Family, Given Suffix", or the literal name without what Zotero would take it apart at."""
    given = " ".join(name[part] for part in ("given", "suffix") if part in name)
    return name["literal"].replace(";", ",") if "literal" in name else f"{to_family(name)}, {given}"


def to_family(name: dict[str, str]) -> str:
    return " ".join(name[part] for part in ("non-dropping-particle", "family") if part in name)


def to_pages(pages: str) -> tuple[str, str]:
    """The first and the last page; all in the first where there is no range, as for an article number."""
    match = PAGES.fullmatch(pages)
    return (match["first"], match["last"]) if match else (pages, "")


def to_address(numbers: dict[str, str]) -> str:
    """Where the work itself is, so that nobody saves the address of these notes for it."""
    return numbers["URL"] or (f"https://doi.org/{quote(numbers['DOI'])}" if numbers["DOI"] else "")
