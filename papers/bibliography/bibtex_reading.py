"""One entry of BibTeX or BibLaTeX into a record. Pure."""

import re
from collections.abc import Iterator
from typing import Any

from .bibtex_dates import NAMES as DATE_NAMES
from .bibtex_dates import read_date
from .bibtex_fields import (
    ANNOTATIONS,
    ARXIV_IN_JOURNAL,
    COLUMNS,
    DATES,
    ENTRY_TYPES,
    JSON_PREFIX,
    NAMES,
    OTHER_TYPE,
    SUBTYPES,
    SYNONYMS,
    VARIABLES,
    container_fields,
    publisher_fields,
    to_csl_type,
)
from .bibtex_names import read_names
from .draft import DECODER, Draft, to_csl_name, to_date_parts, to_issued
from .latex import decode
from .record import Problem, Record
from .types import ARTICLES

Fields = dict[str, str]

ARXIV_IN_TEXT = re.compile(
    r"\barXiv[:\s]+(?:preprint\s+arXiv:)?(\d{4}\.\d{4,5}(?:v\d+)?|[a-z-]+/\d{7})", re.IGNORECASE
)
VERBATIM_ESCAPE = re.compile(r"\{?\\([_%&#$~])\}?(?:\{\})?")
DASHES = re.compile(r"\s*(?:-{2,3}|[\u2012-\u2015])\s*")
ADDRESS = re.compile(r"https?://[^\s{}]+")


def read_entry(entry_type: str, key: str, fields: Fields, line: int) -> Iterator[Record | Problem]:
    draft = Draft(line, key)
    left = dict(fields)
    read_variables(draft, left)
    read_type(draft, entry_type, left)
    read_texts(draft, left)
    read_people(draft, left)
    read_issued(draft, left)
    read_identifiers(draft, left)
    draft.custom |= left
    draft.values["citation_key"] = key
    yield from draft.results()


def read_variables(draft: Draft, left: Fields) -> None:
    """What `write` put down as JSON, since BibTeX has no field for it."""
    for name in [name for name in left if name.startswith(JSON_PREFIX)]:
        try:
            value: Any = DECODER.decode(decode(left[name]))
        except (ValueError, RecursionError):
            continue
        variable = name.removeprefix(JSON_PREFIX)
        if variable == "custom" and isinstance(value, dict):
            draft.custom |= value
        elif variable == "variables" and isinstance(value, dict):
            draft.more |= value
        elif variable == "keywords" and isinstance(value, list):
            draft.values["keywords"] = tuple(str(word) for word in value)
        else:
            draft.more[variable] = value
        del left[name]


def read_type(draft: Draft, entry_type: str, left: Fields) -> None:
    container = to_line(left.get("journal", left.get("journaltitle", left.get("booktitle", ""))))
    subtype = to_line(left.get("entrysubtype", ""))
    csl_type = to_csl_type(entry_type, subtype, container, is_on_arxiv=is_on_arxiv(left))
    draft.values["type"] = csl_type
    if csl_type in {subtype, SUBTYPES.get(subtype)}:
        del left["entrysubtype"]
    if ENTRY_TYPES.get(csl_type, OTHER_TYPE) != entry_type:
        draft.custom["entrytype"] = entry_type


def is_on_arxiv(fields: Fields) -> bool:
    kind = fields.get("archiveprefix", fields.get("eprinttype", "")).lower()
    journal = fields.get("journal", fields.get("journaltitle", ""))
    return bool(("eprint" in fields and kind in {"arxiv", ""}) or ARXIV_IN_JOURNAL.match(journal))


def read_texts(draft: Draft, left: Fields) -> None:
    csl_type = draft.values["type"]
    title = ": ".join(to_line(left.pop(name)) for name in ("title", "subtitle") if name in left)
    draft.values["title"] = title
    draft.values["container_title"] = take(left, container_fields(csl_type))
    draft.values["publisher"] = take(left, publisher_fields(csl_type))
    for name, column in COLUMNS.items():
        draft.values[column] = take(left, (name,))
    for name, variable in VARIABLES.items():
        value = take(left, SYNONYMS.get(name, (name,)))
        if value:
            draft.more[variable] = value
    draft.values["issue"] = take(left, ("number", "issue") if csl_type in ARTICLES else ("issue",))
    number = take(left, ("number",)) if csl_type not in ARTICLES else ""
    if number:
        draft.more["number"] = number
    draft.values["page"] = DASHES.sub("-", take(left, ("pages",)))
    draft.values["abstract"] = to_paragraphs(left.pop("abstract", ""))
    note = next((left.pop(name) for name in ANNOTATIONS if name in left), "")
    draft.values["annotation"] = decode(note).strip()
    words = [" ".join(word.split()) for word in re.split("[,;]", decode(left.pop("keywords", "")))]
    draft.values.setdefault("keywords", tuple(dict.fromkeys(word for word in words if word)))


def take(left: Fields, names: tuple[str, ...]) -> str:
    """The first of the fields that is there, as one line; the others stay."""
    name = next((name for name in names if name in left), None)
    return to_line(left.pop(name)) if name else ""


def to_line(text: str) -> str:
    return " ".join(decode(text).split())


def to_paragraphs(text: str) -> str:
    """A text without the breaks of a program that indents the lines that follow the first."""
    first, *others = decode(text).strip().split("\n")
    if any(line[:1].isspace() and line.strip() for line in others):
        paragraphs = re.split(r"\n\s*\n", "\n".join([first, *others]))
        return "\n\n".join(" ".join(paragraph.split()) for paragraph in paragraphs)
    return "\n".join(line.rstrip() for line in [first, *others])


def read_people(draft: Draft, left: Fields) -> None:
    draft.values["authors"], draft.values["has_other_authors"] = read_names(left.pop("author", ""))
    for name, variable in NAMES.items():
        names, has_others = read_names(left.get(name, ""))
        if names and not has_others:
            draft.more[variable] = [to_csl_name(each) for each in names]
            del left[name]
    for name, variable in DATES.items():
        date = to_issued(left[name]) if name in left else None
        if date:
            draft.more[variable] = to_date_parts(date)
            del left[name]


def read_issued(draft: Draft, left: Fields) -> None:
    """The date; words that say more than year, month and day stay as they are besides."""
    draft.values["issued"], is_all = read_date(left)
    for name in DATE_NAMES if is_all else ():
        left.pop(name, None)


def read_identifiers(draft: Draft, left: Fields) -> None:
    csl_type = draft.values["type"]
    read_eprint(draft, left)
    for scheme in ("doi", "pmid", "pmcid"):
        if scheme in left:
            draft.identify(scheme, verbatim(left.pop(scheme)))
    if "isbn" in left:
        draft.isbns(to_line(left.pop("isbn")), csl_type)
    if "url" in left:
        draft.address(verbatim(left.pop("url")))
    for address in verbatim(left.pop("addresses", "")).split():
        draft.address(address)
    published = ADDRESS.search(verbatim(left.get("howpublished", "")))
    if published and not any(scheme == "url" for scheme, _ in draft.identifiers):
        draft.address(published[0])
    in_journal = ARXIV_IN_TEXT.search(draft.values["container_title"])
    if in_journal and not any(scheme == "arxiv" for scheme, _ in draft.identifiers):
        draft.identify("arxiv", in_journal[1])


def read_eprint(draft: Draft, left: Fields) -> None:
    kind = left.get("archiveprefix", left.get("eprinttype", "arxiv")).lower()
    scheme = {"arxiv": "arxiv", "pubmed": "pmid", "pmid": "pmid", "pmc": "pmcid"}.get(kind)
    if "eprint" not in left or scheme is None:
        return
    text = verbatim(left["eprint"])
    if ADDRESS.fullmatch(text):
        draft.address(text)
    elif not draft.identify(scheme, text):
        draft.more.pop("arxiv", None)
        return
    for name in ("eprint", "archiveprefix", "eprinttype"):
        left.pop(name, None)


def verbatim(text: str) -> str:
    r"""An address or number as it is meant: some programs write `\_` there, or `\url{...}` around it."""
    bare = re.sub(r"\\(?:url|path|href)\s*\{([^{}]*)\}", r"\1", text)
    return VERBATIM_ESCAPE.sub(r"\1", bare).strip().strip("{}<>")
