"""PubMed's E-utilities (https://www.ncbi.nlm.nih.gov/books/NBK25499/) and PMC's converter of ids. Pure."""

import json
from collections.abc import Iterable
from urllib.parse import quote
from xml.etree.ElementTree import Element

from papers.bibliography.record import Record
from papers.identifiers import BadIdentifier, Identity, normalise
from papers.issued import Issued
from papers.names import Name

from .text import to_issued, to_line
from .xml import parse

ARTICLE = "MedlineCitation/Article"
SCHEMES = {"doi": "doi", "pmc": "pmcid", "pubmed": "pmid"}


def to_url(pmid: str, mailto: str = "") -> str:
    return (
        "https://eutils.ncbi.nlm.nih.gov/entrez/eutils/efetch.fcgi"
        f"?db=pubmed&id={pmid}&retmode=xml{says_who(mailto)}"
    )


def to_converter_url(pmcid: str, mailto: str = "") -> str:
    return f"https://pmc.ncbi.nlm.nih.gov/tools/idconv/api/v1/articles/?ids={pmcid}&format=json{says_who(mailto)}"


def says_who(mailto: str) -> str:
    return "&tool=commonplace" + (f"&email={quote(mailto, safe='@')}" if mailto else "")


def from_converter(body: bytes) -> tuple[Identity, ...]:
    """The other identifiers of an article in PMC."""
    record = json.loads(body)["records"][0]
    found = [(scheme, str(record.get(scheme) or "")) for scheme in ("pmid", "doi")]
    return tuple(identities(found))


def from_efetch(body: bytes) -> Record | None:
    """None where PubMed has no such article. A book there is none."""
    entry = parse(body).find("PubmedArticle")
    article = entry.find(ARTICLE) if entry is not None else None
    if entry is None or article is None:
        return None
    title = text_of(article, "ArticleTitle") or text_of(article, "VernacularTitle")
    if not title:
        raise ValueError("no title")
    return Record(
        title=title.removesuffix("."),
        type="article-journal",
        authors=tuple(to_names(article.findall("AuthorList/Author"))),
        has_other_authors=any(people.get("CompleteYN") == "N" for people in article.findall("AuthorList")),
        issued=issued_of(article),
        container_title=text_of(article, "Journal/Title"),
        volume=text_of(article, "Journal/JournalIssue/Volume"),
        issue=text_of(article, "Journal/JournalIssue/Issue"),
        page=text_of(article, "Pagination/MedlinePgn"),
        abstract="\n\n".join(to_abstract(article.findall("Abstract/AbstractText"))),
        identifiers=tuple(identities_of(entry)),
    )


def to_names(authors: Iterable[Element]) -> Iterable[Name]:
    for author in authors:
        family, group = text_of(author, "LastName"), text_of(author, "CollectiveName")
        if family:
            given = text_of(author, "ForeName") or text_of(author, "Initials")
            yield Name(given=given, family=family, suffix=text_of(author, "Suffix"))
        elif group:
            yield Name(literal=group)


def issued_of(article: Element) -> Issued:
    """The date of the printed issue, which may be a season ("2018 Spring"), else that of the web page."""
    issue = article.find("Journal/JournalIssue/PubDate")
    page = article.find("ArticleDate")
    dates = [
        to_issued(" ".join(part.text or "" for part in date)) for date in (issue, page) if date is not None
    ]
    return next((date for date in dates if date.year), Issued())


def to_abstract(parts: Iterable[Element]) -> Iterable[str]:
    """A paragraph for each part, with the label that it has ("METHODS")."""
    for part in parts:
        text, label = to_line("".join(part.itertext())), part.get("Label")
        if text:
            yield f"{label}: {text}" if label else text


def identities_of(entry: Element) -> Iterable[Identity]:
    """Those of the article itself, not those of its references, which stand deeper."""
    ids = entry.findall("PubmedData/ArticleIdList/ArticleId")
    return identities(
        (SCHEMES[kind], one.text or "") for one in ids if (kind := one.get("IdType", "")) in SCHEMES
    )


def identities(found: Iterable[tuple[str, str]]) -> Iterable[Identity]:
    for scheme, text in found:
        try:
            yield normalise(scheme, text)
        except BadIdentifier:
            continue


def text_of(element: Element, path: str) -> str:
    """All text in an element, since titles have italics in them."""
    found = element.find(path)
    return to_line("".join(found.itertext())) if found is not None else ""
