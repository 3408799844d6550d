"""A record into an entry that classic BibTeX takes and `read` reads as the same record. Pure."""

import json
import re
from collections.abc import Iterator
from typing import Any

from papers.identifiers import Identity

from .bibtex_dates import NAMES as DATE_NAMES
from .bibtex_dates import read_date
from .bibtex_fields import (
    COLUMNS,
    DATES,
    ENTRY_TYPES,
    JSON_PREFIX,
    NAMES,
    OTHER_TYPE,
    OWN,
    SUBTYPES,
    VARIABLES,
    container_fields,
    publisher_fields,
    to_csl_type,
)
from .bibtex_names import read_names, write_names
from .bibtex_reading import Fields, read_entry, verbatim
from .draft import address_of, from_csl_name, from_date_parts, to_csl_name, to_date_parts
from .latex import decode, encode
from .record import Record
from .types import ARTICLES

MARK = re.compile(r"(?<!\\)[{}]")
BLOCK_START = re.compile(r"^\s*@\w+\s*[{(]", re.MULTILINE)
FIELD = re.compile(r"[a-z][a-z0-9_+:-]*")
KEY = re.compile(r"[^\s,{}()\"'=\\]+")
HAS_CAPITALS = re.compile(r"[^\\{}]*[^\W\d_][^\\{}]*[A-Z][^\\{}]*")
VERBATIM = {"doi": "DOI", "url": "URL", "isbn": "ISBN", "pmid": "PMID", "pmcid": "PMCID"}
VERBATIM_VARIABLES = set(VERBATIM.values())


def write_entry(record: Record, key: str) -> str:
    """What BibTeX has a field for stands in that, unless it would be read as something else."""
    entry_type = to_entry_type(record)
    fields = compose(record, entry_type, is_plain=True)
    if says_more(record) and not is_read_again(record, entry_type, fields):
        fields = compose(record, entry_type, is_plain=False)
    lines = "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items())
    return f"@{entry_type}{{{key},\n{lines}}}\n"


def to_entry_type(record: Record) -> str:
    said = str(to_custom(record).get("entrytype", ""))
    if re.fullmatch(r"[a-z]+", said) and said not in {"string", "comment", "preamble"}:
        return said
    return ENTRY_TYPES.get(record.type, OTHER_TYPE)


def compose(record: Record, entry_type: str, *, is_plain: bool) -> Fields:
    """`is_plain` puts everything into a field of its own that can have one."""
    fields = dict(to_fields(record)) | to_identifiers(record)
    fields |= to_type(record, entry_type, fields)
    fields |= dict(to_variables(record, fields, is_plain=is_plain))
    custom = {name: value for name, value in to_custom(record).items() if name != "entrytype"}
    fields |= to_date(record, custom)
    fields |= to_own(custom, fields, is_plain=is_plain)
    return {name: value for name, value in fields.items() if value}


def says_more(record: Record) -> bool:
    """Whether it holds anything that a field has which means more than itself."""
    return bool(OWN & to_custom(record).keys() or VERBATIM_VARIABLES & record.more.keys())


def is_read_again(record: Record, entry_type: str, fields: Fields) -> bool:
    read = [*read_entry(entry_type, record.citation_key, fields, 0)]
    return record in read


def to_custom(record: Record) -> dict[str, Any]:
    custom = record.more.get("custom")
    return dict(custom) if isinstance(custom, dict) else {}


def to_key(record: Record) -> str:
    """The citation key, or one made of the first name, the year and the first word of the title."""
    if KEY.fullmatch(record.citation_key):
        return record.citation_key
    name = next((each.family or each.literal for each in record.authors), "")
    parts = [name, str(record.issued.year or ""), *record.title.split()[:1]]
    return "".join(re.findall(r"\w+", "".join(parts).lower())) or "untitled"


def to_fields(record: Record) -> Iterator[tuple[str, str]]:
    yield "title", to_title(record.title)
    yield "author", write_names(record.authors, has_others=record.has_other_authors)
    yield container_fields(record.type)[0], encode(record.container_title)
    yield publisher_fields(record.type)[0], encode(record.publisher)
    for name, column in COLUMNS.items():
        yield name, encode(getattr(record, column))
    yield "number" if record.type in ARTICLES else "issue", encode(record.issue)
    yield "pages", encode(re.sub(r"(?<=\w)-(?=\w)", "\0", record.page)).replace("\0", "--")
    yield "abstract", encode(record.abstract)
    is_plain = not any(re.search("[,;]", word) for word in record.keywords)
    yield "keywords", encode(", ".join(record.keywords)) if is_plain else ""
    yield "csl-keywords", "" if is_plain else to_json(list(record.keywords))
    yield "annote", encode(record.annotation)


def to_title(title: str) -> str:
    """With braces around words whose capitals a style must not make small."""
    words = re.split(r"(\s+)", encode(title))
    if "$" in title:
        return "".join(words)
    return "".join(f"{{{word}}}" if HAS_CAPITALS.fullmatch(word) else word for word in words)


def to_identifiers(record: Record) -> Fields:
    """The first of each kind in its own field, the others as addresses."""
    fields: Fields = {}
    others: list[str] = []
    isbns = [identity.value for identity in record.identifiers if identity.scheme == "isbn"]
    for identity in record.identifiers:
        name = {"arxiv": "eprint"}.get(identity.scheme, identity.scheme)
        if identity.scheme == "isbn":
            fields["isbn"] = ", ".join(isbns)
        elif (
            name in {"doi", "eprint", "pmid", "pmcid", "url"}
            and name not in fields
            and is_whole(identity.value)
        ):
            fields[name] = with_version(identity)
        else:
            others += address_of(identity)
    if "eprint" in fields:
        fields["archiveprefix"] = "arXiv"
    return fields | ({"addresses": " ".join(others)} if others else {})


def with_version(identity: Identity) -> str:
    return f"{identity.value}v{identity.version}" if identity.version else identity.value


def to_type(record: Record, entry_type: str, fields: Fields) -> Fields:
    """The CSL type by its own name, where the kind of entry does not say it."""
    container, is_on_arxiv = record.container_title, "eprint" in fields
    if to_csl_type(entry_type, "", container, is_on_arxiv=is_on_arxiv) == record.type:
        return {}
    usual = {csl_type: subtype for subtype, csl_type in SUBTYPES.items()}
    return {"entrysubtype": usual.get(record.type, record.type) if entry_type == "article" else record.type}


def to_variables(record: Record, taken: Fields, *, is_plain: bool) -> Iterator[tuple[str, str]]:
    """CSL variables: in a field of BibTeX where one says just that, else as JSON under their own names."""
    known = VARIABLES | NAMES | DATES | (VERBATIM if is_plain else {})
    names = {variable: name for name, variable in known.items()}
    names |= {} if record.type in ARTICLES else {"number": "number"}
    others: dict[str, Any] = {}
    for variable, value in record.more.items():
        if variable == "custom":
            continue
        name = names.get(variable, "")
        text = to_text(name, value) if name and not taken.get(name) else ""
        if text:
            yield name, text
        elif FIELD.fullmatch(variable):
            yield f"{JSON_PREFIX}{variable}", to_json(value)
        else:
            others[variable] = value  # a field's name has no capitals
    yield "csl-variables", to_json(others) if others else ""


def to_text(name: str, value: Any) -> str:
    """The value as a field holds it, or nothing where that would be read as something else."""
    if name in NAMES:
        people = [from_csl_name(each) for each in value] if isinstance(value, list) else []
        found = [each for each in people if each]
        text = write_names(found)
        is_same = [to_csl_name(each) for each in read_names(text)[0]] == value
        return text if is_same else ""
    if name in DATES:
        issued = from_date_parts(value)
        return issued.iso if issued and issued.iso and to_date_parts(issued) == value else ""
    if not isinstance(value, str) or value != " ".join(value.split()):
        return ""
    if name in VERBATIM:
        return value if is_whole(value) and value == verbatim(value) == decode(value) else ""
    return encode(value)


def to_json(value: Any) -> str:
    return encode(json.dumps(value, ensure_ascii=False))


def to_date(record: Record, custom: dict[str, Any]) -> Fields:
    """Year, month and day; where the source had words that say more, those, taken out of `custom`."""
    issued = record.issued
    words = {name: custom[name] for name in DATE_NAMES if is_value(custom.get(name))}
    if words and read_date(words) == (issued, False):
        return {name: custom.pop(name) for name in words}
    parts = {"year": issued.year, "month": issued.month, "day": issued.day}
    return {name: str(part) for name, part in parts.items() if part is not None}


def to_own(custom: dict[str, Any], taken: Fields, *, is_plain: bool) -> Fields:
    """What BibTeX alone has a name for as it was, what another format has as JSON."""
    plain = {
        name: value
        for name, value in custom.items()
        if is_field(name, is_plain=is_plain) and is_value(value) and not taken.get(name)
    }
    rest = {name: value for name, value in custom.items() if name not in plain}
    return plain | ({"csl-custom": to_json(rest)} if rest else {})


def is_field(name: str, *, is_plain: bool) -> bool:
    is_free = is_plain or name not in OWN
    return bool(FIELD.fullmatch(name)) and is_free and not name.startswith(JSON_PREFIX)


def is_value(value: Any) -> bool:
    return isinstance(value, str) and value != "" and value == value.strip() and is_whole(value)


def is_whole(value: str) -> bool:
    """Whether a value may stand in braces as it is."""
    depth = 0
    for mark in MARK.findall(value):
        depth += 1 if mark == "{" else -1
        if depth < 0:
            return False
    return depth == 0 and not value.endswith("\\") and not BLOCK_START.search(value)
