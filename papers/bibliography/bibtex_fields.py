"""Entry types and fields of BibTeX and BibLaTeX, and what they are called in CSL. Pure.

Sources: the manual of BibLaTeX 3.20, sections 2.1 and 2.2, and the mapping of CSL's own documentation.
"""

import re

from .types import CSL_TYPES

TYPES = {
    "article": "article-journal", "periodical": "article-journal", "suppperiodical": "article-journal",
    "book": "book", "mvbook": "book", "collection": "book", "mvcollection": "book", "proceedings": "book",
    "mvproceedings": "book", "reference": "book", "mvreference": "book", "booklet": "book",
    "manual": "report",
    "inbook": "chapter", "incollection": "chapter", "bookinbook": "chapter", "suppbook": "chapter",
    "suppcollection": "chapter", "inproceedings": "paper-conference", "conference": "paper-conference",
    "inreference": "entry-encyclopedia", "report": "report", "techreport": "report", "thesis": "thesis",
    "phdthesis": "thesis", "mastersthesis": "thesis", "unpublished": "manuscript", "online": "webpage",
    "electronic": "webpage", "www": "webpage", "dataset": "dataset", "software": "software",
    "movie": "motion_picture", "video": "motion_picture", "letter": "personal_communication",
}  # fmt: skip
# What is written; other types of CSL are "misc" with their own name as `entrysubtype`.
ENTRY_TYPES = {
    "article-journal": "article", "article-magazine": "article", "article-newspaper": "article",
    "book": "book", "chapter": "incollection", "dataset": "dataset", "entry-encyclopedia": "inreference",
    "manuscript": "unpublished", "motion_picture": "video", "paper-conference": "inproceedings",
    "personal_communication": "letter", "post": "online", "post-weblog": "online", "report": "techreport",
    "software": "software", "thesis": "phdthesis", "webpage": "online",
}  # fmt: skip
OTHER_TYPE = "misc"
SUBTYPES = {"magazine": "article-magazine", "newspaper": "article-newspaper"}
MAY_BE_PREPRINT = {"misc", "unpublished", "online", "article", "report", "techreport"}
IN_BOOKS = {"chapter", "paper-conference", "entry-encyclopedia"}

# Fields that hold text, and where it goes: a field of `Record`, or the name of a CSL variable.
COLUMNS = {"shorttitle": "short_title", "volume": "volume"}
VARIABLES = {
    "series": "collection-title", "edition": "edition", "address": "publisher-place", "issn": "ISSN",
    "chapter": "chapter-number", "pagetotal": "number-of-pages", "volumes": "number-of-volumes",
    "note": "note", "language": "language", "type": "genre", "eventtitle": "event-title",
    "venue": "event-place", "version": "version", "origtitle": "original-title",
}  # fmt: skip
NAMES = {"editor": "editor", "translator": "translator", "bookauthor": "container-author"}
DATES = {"urldate": "accessed", "eventdate": "event-date", "origdate": "original-date"}
# The same said by other fields; the first that is there is taken.
SYNONYMS = {"address": ("address", "location"), "language": ("language", "langid")}
ANNOTATIONS = ("annote", "annotation")
# Fields that a child has from its parent by `crossref`.
INHERITED = (
    "editor", "publisher", "organization", "address", "location", "series", "volume", "number", "year",
    "month", "date", "isbn", "issn", "eventtitle", "eventdate", "venue",
)  # fmt: skip
OWN = {
    "title", "subtitle", "author", "date", "year", "month", "day", "journal", "journaltitle", "booktitle",
    "maintitle", "publisher", "institution", "school", "organization", "number", "issue", "pages", "abstract",
    "keywords", "doi", "url", "addresses", "howpublished", "eprint", "eprinttype", "archiveprefix", "pmid",
    "pmcid", "isbn", "entrysubtype", "crossref", "location", "langid", "csl-custom", "csl-keywords",
    *COLUMNS, *VARIABLES, *NAMES, *DATES, *ANNOTATIONS,
}  # fmt: skip
JSON_PREFIX = "csl-"
ARXIV_IN_JOURNAL = re.compile(r"\barXiv\b[:\s]*(?:preprint|e-prints)?[\s:]*(?:arXiv:)?", re.IGNORECASE)


def to_csl_type(entry_type: str, subtype: str, container: str, *, is_on_arxiv: bool) -> str:
    """The CSL type of an entry; a preprint is an "article" there."""
    if subtype in CSL_TYPES:
        return subtype
    csl_type = TYPES.get(entry_type, "document")
    if subtype in SUBTYPES and csl_type == "article-journal":
        return SUBTYPES[subtype]
    has_appeared = container and not ARXIV_IN_JOURNAL.match(container)
    if is_on_arxiv and entry_type in MAY_BE_PREPRINT and not has_appeared:
        return "article"
    return csl_type


def container_fields(csl_type: str) -> tuple[str, ...]:
    """The fields that say where something appeared, the one that is written first."""
    names = ("booktitle", "journal") if csl_type in IN_BOOKS else ("journal", "booktitle")
    return (*names, "journaltitle", "maintitle")


def publisher_fields(csl_type: str) -> tuple[str, ...]:
    first = {"report": "institution", "thesis": "school"}.get(csl_type, "publisher")
    return tuple(dict.fromkeys((first, "publisher", "institution", "school", "organization")))
