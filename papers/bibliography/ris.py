"""RIS (specification of Research Information Systems, 2001 and 2011): a text into records and back. Pure."""

import re
from collections.abc import Iterable, Iterator
from typing import Any

import rispy

from .draft import DECODER, Draft, from_csl_name, to_csl_name, to_date_parts, to_issued, to_year
from .record import Problem, Record
from .ris_fields import (
    AUTHORS,
    CONTAINERS,
    OWN,
    PEOPLE,
    SERIAL_ISSN,
    TITLES,
    TYPES,
    VARIABLES,
    WRITTEN_TYPES,
    read_name,
)
from .ris_writing import write_record
from .types import ARTICLES, CSL_TYPES

TAG = re.compile(r"([A-Z][A-Z0-9])  - ?(.*)")
BEGINS = "TY  -"
ENDS = "ER  -"
DOI = re.compile(r"10\.\d{4,9}/\S+")


class Parser(rispy.RisParser):
    """Every tag by its own name and as often as it stands there; lines that follow keep their breaks."""

    def parse_line(self, line: str) -> tuple[Any, str]:
        match = TAG.fullmatch(line)
        return (match[1], match[2]) if match else (None, line)

    def _add_tag(self, record: dict, tag: str, content: str, extend_multiline: bool = False) -> None:
        values = record.setdefault(tag or "N1", [])
        if extend_multiline and values:
            values[-1] = f"{values[-1]}\n{content}"
        else:
            values.append(content)


PARSER = Parser(mapping={"TY": "TY"}, list_tags=[], delimiter_tags_mapping={})
Fields = dict[str, list[str]]


def read(text: str) -> Iterator[Record | Problem]:
    """Records in the order of the text; what is broken becomes a problem and stops no other record."""
    for lines, line in blocks(text):
        yield from read_block(lines, line)


def write(records: Iterable[Record]) -> str:
    return "\n".join(write_record(record) for record in records)


def blocks(text: str) -> Iterator[tuple[list[str], int]]:
    """The lines of each record, and the number of the first."""
    block: list[str] = []
    first = 0
    for number, line in enumerate(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"), 1):
        if line.startswith(BEGINS) and block:
            yield block, first
            block = []
        if block or line.strip():
            first = first if block else number
            block.append(line)
        if line.startswith(ENDS):
            yield block, first
            block = []
    if block:
        yield block, first


def read_block(lines: list[str], line: int) -> Iterator[Record | Problem]:
    if not lines[0].startswith(BEGINS):
        if any(TAG.fullmatch(each) for each in lines):
            yield Problem(line, "these lines were left out: they begin without TY, the type")
        return
    if not lines[-1].startswith(ENDS):
        yield Problem(line, "this record does not end with ER; what is there was taken")
        lines = [*lines, ENDS]
    found = PARSER.parse("\n".join(lines))
    for fields in found:
        csl_type = fields.pop("TY")
        yield from read_fields(
            csl_type, {tag: [v for v in values if v.strip()] for tag, values in fields.items()}, line
        )


def read_fields(tag: str, left: Fields, line: int) -> Iterator[Record | Problem]:
    key = take(left, "ID") or take(left, "LB")
    draft = Draft(line, key)
    draft.values["citation_key"] = key
    draft.values["type"] = TYPES.get(tag.upper(), "document")
    if WRITTEN_TYPES.get(draft.values["type"]) != tag:
        draft.custom["TY"] = tag
    own = read_own(draft, left)
    read_texts(draft, left)
    read_people(draft, left)
    read_issued(draft, left)
    read_identifiers(draft, left)
    draft.custom |= {
        name: values[0] if len(values) == 1 else values for name, values in left.items() if values
    }
    draft.values |= own
    yield from draft.results()


def read_own(draft: Draft, left: Fields) -> dict[str, Any]:
    """What `write` put down as JSON: values that go before those of the tags."""
    try:
        said = DECODER.decode(left.get(OWN, [""])[0])
    except (ValueError, RecursionError):
        return {}
    if not isinstance(said, dict):
        return {}
    del left[OWN]
    more = said.get("more")
    if isinstance(more, dict):
        draft.more |= {name: value for name, value in more.items() if name != "custom"}
        draft.custom |= more["custom"] if isinstance(more.get("custom"), dict) else {}
    own: dict[str, Any] = {"type": said["type"]} if said.get("type") in CSL_TYPES else {}
    people = said.get("author")
    names = [from_csl_name(each) for each in people] if isinstance(people, list) else []
    return own | ({"authors": tuple(name for name in names if name)} if names else {})


def take(left: Fields, *tags: str) -> str:
    """The first value of the first of the tags that is there, as one line; all others stay."""
    tag = next((tag for tag in tags if left.get(tag)), None)
    return " ".join(left[tag].pop(0).split()) if tag else ""


def read_texts(draft: Draft, left: Fields) -> None:
    values = draft.values
    values["title"] = take(left, *TITLES)
    values["short_title"] = take(left, "ST")
    values["container_title"] = take(left, *CONTAINERS)
    values["publisher"] = take(left, "PB")
    values["volume"], values["issue"] = take(left, "VL"), take(left, "IS")
    start, end = take(left, "SP"), take(left, "EP")
    values["page"] = f"{start}-{end}" if start and end and "-" not in start else start or end
    values["abstract"] = take(left, "AB", "N2")
    values["annotation"] = "\n\n".join(left.pop("N1", [])).strip()
    words = [" ".join(word.split()) for said in left.pop("KW", []) for word in re.split(r"[\n;]", said)]
    values["keywords"] = tuple(dict.fromkeys(word for word in words if word))
    for tag, variable in VARIABLES.items():
        value = take(left, tag)
        if value:
            draft.more[variable] = value


def read_people(draft: Draft, left: Fields) -> None:
    names = [each for tag in AUTHORS for each in left.pop(tag, [])]
    others = [each for each in names if each.strip().lower().rstrip(".") in {"et al", "others"}]
    draft.values["authors"] = tuple(
        read_name(each) for each in names if each not in others and each.strip(" ,")
    )
    draft.values["has_other_authors"] = bool(others)
    for tag, variable in PEOPLE.items():
        people = [to_csl_name(read_name(each)) for each in left.pop(tag, []) if each.strip(" ,")]
        if people:
            draft.more[variable] = [*draft.more.get(variable, []), *people]


def read_issued(draft: Draft, left: Fields) -> None:
    """The date that says most: DA, else PY or Y1, which are a year and perhaps more after slashes."""
    said = [(tag, left[tag][0]) for tag in ("DA", "PY", "Y1") if left.get(tag)]
    dates = [
        (tag, to_issued("/".join(part for part in text.split("/")[:3] if part.strip()))) for tag, text in said
    ]
    found = [(tag, issued) for tag, issued in dates if issued]
    draft.values["issued"] = found[0][1] if found else to_year(" ".join(text for _, text in said))
    for tag, _ in found:
        del left[tag]
    accessed = (
        to_issued("/".join(filter(None, left.get("Y2", [""])[0].split("/")[:3]))) if left.get("Y2") else None
    )
    if accessed:
        draft.more["accessed"] = to_date_parts(accessed)
        del left["Y2"]


def read_identifiers(draft: Draft, left: Fields) -> None:
    doi = take(left, "DO")
    if doi:
        draft.identify("doi", doi)
    for text in left.pop("SN", []):
        number = re.sub(r"\s*\(.*?\)", "", text)
        if SERIAL_ISSN.fullmatch(number) and (draft.values["type"] in ARTICLES or "ISSN" not in draft.more):
            draft.more["ISSN"] = number
        else:
            draft.isbns(number, draft.values["type"])
    for text in left.pop("UR", []):
        for address in text.replace(";http", "\nhttp").split():
            draft.address(address)
    if not doi and left.get("M3") and DOI.fullmatch(left["M3"][0]):
        draft.identify("doi", take(left, "M3"))
