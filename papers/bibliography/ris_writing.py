"""A record into a record of RIS. What RIS has no tag for stands in one line as JSON. Pure."""

import json
import re
from typing import Any

from papers.issued import Issued
from papers.names import Name

from .draft import address_of, from_csl_name, from_date_parts, to_csl_name, to_date_parts
from .record import Record
from .ris_fields import (
    CONTAINERS,
    LISTS,
    OWN,
    SERIAL_ISSN,
    TITLES,
    TYPES,
    VARIABLES,
    WRITTEN_TYPES,
    read_name,
)
from .types import ARTICLES

Lines = list[tuple[str, str]]
PEOPLE = {"editor": "A2", "translator": "A4"}


def write_record(record: Record) -> str:
    said = record.more.get("custom")
    custom = dict(said) if isinstance(said, dict) else {}
    tag = str(custom.pop("TY", ""))
    tag = tag if TYPES.get(tag) == record.type else WRITTEN_TYPES.get(record.type, "GEN")
    own: dict[str, Any] = {} if TYPES[tag] == record.type else {"type": record.type}
    lines = [("TY", tag), ("ID", record.citation_key), ("TI", record.title), ("ST", record.short_title)]
    lines += write_authors(record, own)
    lines += [("JO" if record.type in ARTICLES else "T2", record.container_title), ("PB", record.publisher)]
    lines += [("VL", record.volume), ("IS", record.issue), *write_pages(record.page)]
    lines += [*write_date(record.issued), ("AB", record.abstract)]
    lines += [*(("KW", word) for word in record.keywords), ("N1", record.annotation)]
    lines += write_identifiers(record)
    lines += write_more(record, custom, own)
    lines += [(OWN, json.dumps(own, ensure_ascii=False))] if own else []
    return "".join(f"{name}  - {to_value(value)}\n" for name, value in lines if value) + "ER  - \n"


def write_authors(record: Record, own: dict[str, Any]) -> Lines:
    names = [write_name(name) for name in record.authors]
    if [read_name(name) for name in names] != list(record.authors):
        own["author"] = [to_csl_name(name) for name in record.authors]
    return [("AU", name) for name in [*names, *(["et al."] if record.has_other_authors else [])]]


def write_name(name: Name) -> str:
    if name.literal:
        return name.literal
    return f"{name.family}, {name.given}, {name.suffix}" if name.suffix else f"{name.family}, {name.given}"


def write_pages(page: str) -> Lines:
    start, _, end = page.partition("-")
    return [("SP", start), ("EP", end)] if start and end and "-" not in end else [("SP", page)]


def write_date(issued: Issued) -> Lines:
    if issued.year is None:
        return []
    year = f"{issued.year:04d}"
    parts = [f"{part:02d}" for part in (issued.month, issued.day) if part]
    return [("PY", year), *([("DA", "/".join([year, *parts]))] if parts else [])]


def write_identifiers(record: Record) -> Lines:
    lines: Lines = []
    for identity in record.identifiers:
        if identity.scheme == "doi" and not any(tag == "DO" for tag, _ in lines):
            lines.append(("DO", identity.value))
        elif identity.scheme == "isbn":
            lines.append(("SN", identity.value))
        else:
            lines += [("UR", address) for address in address_of(identity)]
    return lines


def write_more(record: Record, custom: dict[str, Any], own: dict[str, Any]) -> Lines:
    """The CSL variables that RIS has a tag for; all others go into `own`."""
    lines: Lines = []
    rest: dict[str, Any] = {}
    for name, value in record.more.items():
        found = write_variable(name, value)
        lines += found
        if not found and name != "custom":
            rest[name] = value
    for tag in [name for name, value in custom.items() if is_tag(name, value)]:
        values = custom.pop(tag)
        lines += [(tag, value) for value in (values if isinstance(values, list) else [values])]
    rest |= {"custom": custom} if custom else {}
    own |= {"more": rest} if rest else {}
    return lines


def write_variable(name: str, value: Any) -> Lines:
    tags = {variable: tag for tag, variable in VARIABLES.items()} | {"ISSN": "SN"}
    if isinstance(value, str) and name in tags:
        is_plain = value == " ".join(value.split()) and (name != "ISSN" or SERIAL_ISSN.fullmatch(value))
        return [(tags[name], value)] if is_plain else []
    if name == "accessed":
        day = from_date_parts(value)
        is_whole = day is not None and day.iso and to_date_parts(day) == value
        return [("Y2", day.iso.replace("-", "/"))] if day and is_whole else []
    if name in PEOPLE and isinstance(value, list):
        names = [each for each in map(from_csl_name, value) if each]
        texts = [write_name(each) for each in names]
        is_same = [to_csl_name(read_name(text)) for text in texts] == value
        return [(PEOPLE[name], text) for text in texts] if is_same else []
    return []


def is_tag(name: str, value: Any) -> bool:
    values = value if isinstance(value, list) else [value]
    is_free = name not in {*TITLES, *CONTAINERS, *LISTS, "ID", "TY", "ER", OWN}
    is_text = all(isinstance(each, str) and each for each in values)
    return bool(re.fullmatch("[A-Z][A-Z0-9]", name)) and is_free and is_text


def to_value(value: str) -> str:
    """A value over several lines, of which none may look like a tag."""
    return re.sub(r"\n(?=[A-Z][A-Z0-9]  -)", "\n ", value.replace("\r\n", "\n").replace("\r", "\n"))
