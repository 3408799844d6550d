"""A record while it is being read: what is known so far, and what was wrong with it. Pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from json import JSONDecoder
from math import isfinite
from typing import Any

from papers.identifiers import BadIdentifier, Identity, addresses, normalise, recognise
from papers.issued import Issued
from papers.names import Name

from .record import Problem, Record

# CSL's names for identifiers, where a value of that kind stands that is none or not the work's own.
VARIABLES = {"doi": "DOI", "isbn": "ISBN", "pmid": "PMID", "pmcid": "PMCID", "url": "URL"}
# What has the ISBN of the book that it stands in.
PARTS = {"chapter", "paper-conference", "entry-encyclopedia"}
DATE = re.compile(r"(-?\d{1,4})(?:[-/](\d{1,2}))?(?:[-/](\d{1,2}))?(?:T\S*)?")
YEAR = re.compile(r"(?<!\d)\d{4}(?!\d)")
LONGEST_SHOWN = 60
UNPRINTABLE = re.compile("[\ud800-\udfff]")


def to_number(text: str) -> float | str:
    """A number that JSON can hold; what is too large stays as it is written."""
    number = float(text)
    return number if isfinite(number) else text


# Without NaN and infinity, which Python reads and no database takes.
DECODER = JSONDecoder(parse_constant=str, parse_float=to_number)


def printable(value: Any) -> Any:
    """The value without null characters and halves of surrogate pairs, which no database takes."""
    if isinstance(value, str):
        return UNPRINTABLE.sub("\ufffd", value.replace("\0", ""))
    if isinstance(value, list):
        return [printable(each) for each in value]
    if isinstance(value, dict):
        return {printable(name): printable(each) for name, each in value.items()}
    return value


@dataclass
class Draft:
    """What has been read of one record; `key` is what the source calls it."""

    line: int
    key: str = ""
    values: dict[str, Any] = field(default_factory=dict)
    more: dict[str, Any] = field(default_factory=dict)
    custom: dict[str, Any] = field(default_factory=dict)
    identifiers: dict[tuple[str, str], Identity] = field(default_factory=dict)
    reasons: list[str] = field(default_factory=list)

    def identify(self, scheme: str, text: str) -> bool:
        """Take an identifier in; one that is none is told of and kept under its name in CSL."""
        try:
            identity = normalise(scheme, text)
        except BadIdentifier as error:
            self.reasons.append(str(error))
            self.more.setdefault(VARIABLES.get(scheme, scheme), text)
            return False
        self.add(identity)
        return True

    def add(self, identity: Identity) -> None:
        """One identifier once; the version of a preprint may be said by the second."""
        if identity.version or identity.key not in self.identifiers:
            self.identifiers[identity.key] = identity

    def isbns(self, text: str, csl_type: str) -> None:
        """One ISBN or several; that of the book that a chapter stands in does not identify the chapter."""
        if csl_type in PARTS:
            self.more["ISBN"] = text
            return
        bad = [part for part in re.split(r"[,;]\s*|\s+(?=97[89])", text) if part and not self.is_isbn(part)]
        if bad and not self.identify("isbn", text):
            self.more["ISBN"] = text

    def is_isbn(self, text: str) -> bool:
        try:
            identity = normalise("isbn", text)
        except BadIdentifier:
            return False
        self.add(identity)
        return True

    def address(self, text: str) -> None:
        identity = recognise(text)
        if identity:
            self.add(identity)
        else:
            self.identify("url", text)

    def results(self) -> Iterator[Record | Problem]:
        """What was wrong with it, then the record if it is one."""
        record = self.to_record()
        yield from self.problems()
        if record:
            yield record

    def to_record(self) -> Record | None:
        """The record; None for one that says nothing by which it could be called."""
        title = self.values.pop("title", "") or self.fallback_title()
        if not title:
            self.reasons.append("the record has no title")
            return None
        more = {name: value for name, value in self.more.items() if name != "custom"}
        more |= {"custom": self.custom} if self.custom else {}
        identifiers = tuple(self.identifiers.values())
        return Record(title, **self.values, identifiers=identifiers, more=printable(more), line=self.line)

    def fallback_title(self) -> str:
        names = ("short_title", "container_title", "publisher")
        found = next((self.values[name] for name in names if self.values.get(name)), "")
        url = next((each.value for each in self.identifiers.values()), "")
        title = found or url or self.key
        if title:
            self.reasons.append(f"the record has no title and is called “{title[:LONGEST_SHOWN]}”")
        return title

    def problems(self) -> list[Problem]:
        named = f"{self.key[:LONGEST_SHOWN]}: " if self.key else ""
        return [Problem(self.line, f"{named}{reason}") for reason in self.reasons]


def to_issued(text: str) -> Issued | None:
    """A date of ISO 8601 or with slashes, of which month and day may be missing; None if it is none."""
    match = DATE.fullmatch(text.strip().rstrip("/"))
    if not match:
        return None
    year, month, day = (int(part) if part else None for part in match.groups())
    if year is None or not -3000 <= year <= 2999 or (month is not None and not 1 <= month <= 12):
        return None
    issued = Issued(year, month, day)
    return issued if day is None or (1 <= day <= 31 and issued.is_in_calendar()) else None


def to_year(text: str) -> Issued:
    """The first year of four figures in words about a time, such as "1998/99" or "c. 1900"."""
    match = YEAR.search(text)
    return Issued(int(match[0])) if match and int(match[0]) <= 2999 else Issued()


def to_date_parts(issued: Issued) -> dict[str, Any]:
    """A date as CSL-JSON has it."""
    return {"date-parts": [[part for part in (issued.year, issued.month, issued.day) if part is not None]]}


def from_date_parts(value: Any) -> Issued | None:
    """The date, or the first of two; None where it is not given in parts that are numbers."""
    parts = value.get("date-parts") if isinstance(value, dict) else None
    first = parts[0] if isinstance(parts, list) and parts and isinstance(parts[0], list) else []
    return to_issued("-".join(str(part) for part in first)) if first else None


def address_of(identity: Identity) -> list[str]:
    """The address to write for an identifier, if it has one; with the version of a preprint."""
    version = f"v{identity.version}" if identity.version else ""
    return [f"{address}{version}" for address in addresses(identity)[:1]]


def to_csl_name(name: Name) -> dict[str, str]:
    parts = {"family": name.family, "given": name.given, "suffix": name.suffix, "literal": name.literal}
    return {part: text for part, text in parts.items() if text}


def from_csl_name(value: Any) -> Name | None:
    """A name of CSL-JSON, its particles with the family name; one without a family name is literal."""
    if isinstance(value, str):
        return Name(literal=value.strip()) if value.strip() else None
    if not isinstance(value, dict):
        return None
    said = {part: " ".join(text.split()) for part, text in value.items() if isinstance(text, str)}
    particles = (said.get(part, "") for part in ("dropping-particle", "non-dropping-particle", "family"))
    family = " ".join(part for part in particles if part)
    given, suffix, literal = (said.get(part, "") for part in ("given", "suffix", "literal"))
    if family and not literal:
        return Name(given, family, suffix=suffix)
    literal = literal or f"{given} {suffix}".strip()
    return Name(literal=literal) if literal else None
