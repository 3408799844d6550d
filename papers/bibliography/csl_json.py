"""CSL-JSON (schema 1.0.2 of the Citation Style Language): items into records, and back again. Pure."""

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

from papers.identifiers import Identity, addresses
from papers.issued import Issued

from .draft import (
    DECODER,
    Draft,
    address_of,
    from_csl_name,
    from_date_parts,
    printable,
    to_csl_name,
    to_date_parts,
    to_issued,
    to_year,
)
from .record import Problem, Record
from .types import CSL_TYPES, FOREIGN_TYPES

TEXTS = {
    "title": "title", "title-short": "short_title", "container-title": "container_title",
    "publisher": "publisher", "volume": "volume", "issue": "issue", "page": "page", "abstract": "abstract",
}  # fmt: skip
SCHEMES = {"DOI": "doi", "PMID": "pmid", "PMCID": "pmcid", "ISBN": "isbn", "URL": "url"}
ITEM_BEGINS = re.compile(r"\{(?=\s*\"[\w-]+\"\s*:)")
FILLER = re.compile(r"[\s,\[\]]*")
ESCAPED = re.compile(r"\\u(?:0000|[dD][89a-fA-F])")


def read(text: str) -> Iterator[Record | Problem]:
    """Records in the order of the text: a list of items, one item, or items one after the other."""
    is_escaped = bool(ESCAPED.search(text))
    for item, line in items(text):
        if isinstance(item, Problem):
            yield item
        else:
            yield from read_item(printable(item) if is_escaped else item, line)


def write(records: Iterable[Record]) -> str:
    return json.dumps([to_item(record) for record in records], ensure_ascii=False, indent=2) + "\n"


def items(text: str) -> Iterator[tuple[Any, int]]:
    """The items with their lines; what is broken is skipped up to the next that can be read."""
    place, line, counted = 0, 1, 0
    is_broken = False
    while True:
        filler = FILLER.match(text, place)
        place = filler.end() if filler else place
        if place >= len(text):
            return
        line, counted = line + text.count("\n", counted, place), place
        try:
            item, place = DECODER.raw_decode(text, place)
        except (ValueError, RecursionError) as error:
            if not is_broken:
                yield Problem(line, f"this item was left out: {reason_of(error)}"), line
            is_broken = True
            begins = ITEM_BEGINS.search(text, place + 1)
            place = begins.start() if begins else len(text)
            continue
        inner = item.get("items") if isinstance(item, dict) else None
        if isinstance(inner, list) and "title" not in item:
            yield from ((each, line) for each in inner)
        elif not is_broken or (isinstance(item, dict) and item.keys() & {"id", "title"}):
            is_broken = False
            yield item, line


def reason_of(error: Exception) -> str:
    return error.msg if isinstance(error, json.JSONDecodeError) else "it is nested too deeply"


def read_item(item: Any, line: int) -> Iterator[Record | Problem]:
    if not isinstance(item, dict):
        yield Problem(line, "this item was left out: it is no object with a title")
        return
    key = to_text(item.get("citation-key") or item.get("id"))
    draft = Draft(line, key)
    left = {name: value for name, value in item.items() if value not in (None, "", [], {})}
    left.pop("id", None)
    left.pop("citation-key", None)
    read_values(draft, left)
    read_people(draft, left)
    read_issued(draft, left)
    read_identifiers(draft, left)
    read_custom(draft, left)
    draft.more |= left
    draft.values["citation_key"] = key
    yield from draft.results()


def read_values(draft: Draft, left: dict[str, Any]) -> None:
    csl_type = to_text(left.pop("type", ""))
    draft.values["type"] = FOREIGN_TYPES.get(csl_type, csl_type) if csl_type else "document"
    if draft.values["type"] not in CSL_TYPES:
        draft.values["type"] = "document"
    if csl_type and csl_type != draft.values["type"]:
        draft.custom["type"] = csl_type
    for name, column in TEXTS.items():
        text = to_text(left.get(name))
        draft.values[column] = text
        if text:
            del left[name]
    short = to_text(left.pop("shortTitle", ""))
    draft.values["short_title"] = draft.values["short_title"] or short
    draft.values["annotation"] = to_body(left.pop("annote", ""))
    words = left.pop("keyword", "")
    parts = words if isinstance(words, list) else re.split("[,;]", str(words))
    draft.values["keywords"] = tuple(dict.fromkeys(filter(None, map(to_text, parts))))


def to_text(value: Any) -> str:
    """One line of text; numbers are text, too."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    return " ".join(str(value).split())


def to_body(value: Any) -> str:
    return value.replace("\r\n", "\n").strip() if isinstance(value, str) else ""


def read_people(draft: Draft, left: dict[str, Any]) -> None:
    said = left.pop("author", [])
    names = [from_csl_name(each) for each in (said if isinstance(said, list) else [said])]
    others = [name for name in names if name and name.literal.lower() in {"others", "et al.", "et al"}]
    draft.values["authors"] = tuple(name for name in names if name and name not in others)
    draft.values["has_other_authors"] = bool(others)


def read_issued(draft: Draft, left: dict[str, Any]) -> None:
    """The date; one that says more than a day, a month or a year stays besides as it is."""
    said = left.get("issued")
    issued = from_date_parts(said) or raw_date(said)
    draft.values["issued"] = issued
    if (
        isinstance(said, dict)
        and from_date_parts(without_text(said))
        and to_date_parts(issued) == as_numbers(said)
    ) or (
        "issued" in left and isinstance(said, dict) and set(said) == {"raw"} and to_issued(str(said["raw"]))
    ):
        del left["issued"]


def without_text(said: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in said.items() if name == "date-parts"}


def as_numbers(said: dict[str, Any]) -> Any:
    """The date with its parts as numbers, which some programs write as text."""
    try:
        parts = [[int(part) for part in each] for each in said["date-parts"]]
    except (TypeError, ValueError, KeyError):
        return said
    return said | {"date-parts": parts}


def raw_date(said: Any) -> Issued:
    words = said.get("raw", said.get("literal", "")) if isinstance(said, dict) else said
    return to_issued(to_text(words)) or to_year(to_text(words))


def read_identifiers(draft: Draft, left: dict[str, Any]) -> None:
    for variable, scheme in SCHEMES.items():
        text = to_text(left.pop(variable, ""))
        if not text:
            continue
        if scheme == "isbn":
            draft.isbns(text, draft.values["type"])
        elif scheme == "url":
            draft.address(text)
        else:
            draft.identify(scheme, text)


def read_custom(draft: Draft, left: dict[str, Any]) -> None:
    """What `write` put there, and other programs' own."""
    custom = left.pop("custom", {})
    if not isinstance(custom, dict):
        custom = {"custom": custom}
    version = custom.pop("arxiv", None)
    if isinstance(version, str):
        draft.identify("arxiv", version)
    own = custom.pop("addresses", None)
    for address in own if isinstance(own, list) else []:
        draft.address(str(address))
    variables = custom.pop("variables", None)
    if isinstance(variables, dict):
        draft.more |= variables
    words = custom.pop("keywords", None)
    if isinstance(words, list):
        draft.values["keywords"] = tuple(map(str, words))
    draft.custom = custom | draft.custom


def to_item(record: Record) -> dict[str, Any]:
    item: dict[str, Any] = {"id": record.citation_key or record.title, "type": record.type}
    item |= {name: getattr(record, column) for name, column in TEXTS.items()}
    item["author"] = [to_csl_name(name) for name in record.authors]
    if record.has_other_authors:
        item["author"].append({"literal": "others"})
    if record.issued.year is not None:
        item["issued"] = to_date_parts(record.issued)
    item["keyword"] = ", ".join(record.keywords)
    item["annote"] = record.annotation
    custom = dict(record.more.get("custom", {}))
    if any(re.search("[,;]", word) for word in record.keywords):
        custom["keywords"] = list(record.keywords)
    item |= to_identifiers(record.identifiers, custom)
    item |= to_variables(record, item, custom)
    item["type"] = custom.pop("type", item["type"])
    return {name: value for name, value in (item | {"custom": custom}).items() if value not in ("", [], {})}


def to_identifiers(identifiers: Iterable[Identity], custom: dict[str, Any]) -> dict[str, str]:
    """The first of each kind as CSL has it; the others, and what CSL does not know, under "custom"."""
    names = {scheme: variable for variable, scheme in SCHEMES.items()}
    said: dict[str, str] = {}
    for identity in identifiers:
        name = names.get(identity.scheme, "")
        if identity.scheme == "arxiv" and "arxiv" not in custom:
            custom["arxiv"] = f"{identity.value}v{identity.version}" if identity.version else identity.value
            said.setdefault("URL", addresses(identity)[0])
        elif name and (name not in said or name == "ISBN"):
            said[name] = f"{said[name]}, {identity.value}" if name in said else identity.value
        else:
            custom["addresses"] = [*custom.get("addresses", []), *address_of(identity)]
    return said


def to_variables(record: Record, item: dict[str, Any], custom: dict[str, Any]) -> dict[str, Any]:
    """The variables that no field has; one that a field has as well waits under "custom"."""
    more = {name: value for name, value in record.more.items() if name != "custom"}
    issued = more.pop("issued", None)
    if issued is not None and (from_date_parts(issued) or raw_date(issued)) == record.issued:
        item["issued"] = issued
    waiting = {name: value for name, value in more.items() if item.get(name)}
    if waiting:
        custom["variables"] = waiting
    return {name: value for name, value in more.items() if name not in waiting}
