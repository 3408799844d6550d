"""Put what a look-up found into a work, only where nothing stands yet."""

from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.db.models import Model
from django.utils.translation import gettext as _

from history.sitting import sitting
from papers.bibliography.record import Record
from papers.identifiers import Identity
from papers.models import Author, Authorship, Identifier, Paper
from papers.models.author import bylines_changing
from papers.names import Name
from passages.models.once import once

TEXTS = (
    "title", "short_title", "container_title", "publisher", "volume", "issue", "page", "abstract",
)  # fmt: skip
ROLES = {"arxiv": Identifier.Role.PREPRINT}


@dataclass
class Filled:
    """The names of the fields that were empty, and the identifiers that another work has already."""

    fields: list[str] = field(default_factory=list)
    elsewhere: list[Identity] = field(default_factory=list)


def fill(paper: Paper, record: Record) -> Filled:
    """Fill the empty fields, the byline if there is none, and identifiers that are new; then save."""
    with sitting(note=_("Filled from a look-up")), transaction.atomic(), once():
        return fill_empty(paper, record)


def fill_empty(paper: Paper, record: Record) -> Filled:
    filled = Filled([name for name, value in to_fill(paper, record).items() if set_field(paper, name, value)])
    if filled.fields or not paper.pk:
        paper.save()
    if record.authors and not paper.authorships.exists():
        write_byline(paper, record)
        filled.fields.append("byline")
    add_identifiers(paper, record, filled)
    return filled


def to_fill(paper: Paper, record: Record) -> dict[str, Any]:
    """What the record says of fields that are empty here. Part of a date goes with the year it belongs to."""
    found = {name: getattr(record, name) for name in TEXTS if not getattr(paper, name)}
    if paper.type == Paper.Type.DOCUMENT and record.type != Paper.Type.DOCUMENT:
        found["type"] = record.type
    if paper.issued_year is None or (paper.issued_month is None and paper.issued_year == record.issued.year):
        parts = ("year", "month", "day")
        found |= {f"issued_{part}": getattr(record.issued, part) for part in parts}
    more = {name: value for name, value in record.more.items() if name not in paper.csl}
    return found | ({"csl": paper.csl | more} if more else {})


def set_field(paper: Paper, name: str, value: Any) -> bool:
    """Whether the field says something now that it did not say before."""
    if not value or getattr(paper, name) == value:
        return False
    setattr(paper, name, value[: longest(Paper, name)] if isinstance(value, str) else value)
    return True


def longest(model: type[Model], name: str) -> int | None:
    """How many characters a field takes, None for as many as one likes."""
    return getattr(model._meta.get_field(name), "max_length", None)


def write_byline(paper: Paper, record: Record) -> None:
    """All places at once: a byline in particle physics has three thousand."""
    authors = dict.fromkeys(to_author(name) for name in record.authors if name.family or name.literal)
    lines = [
        Authorship(paper=paper, author=author, position=position) for position, author in enumerate(authors)
    ]
    with bylines_changing(Paper.objects.filter(pk=paper.pk)):
        Authorship.objects.bulk_create(lines, batch_size=500)
        if record.has_other_authors:
            Paper.objects.filter(pk=paper.pk).update(has_other_authors=True)
            paper.has_other_authors = True


def to_author(name: Name) -> Author:
    """The author of that name, or of a name merged into theirs, made if there is none."""
    parts = {"family": name.family, "given": name.given, "suffix": name.suffix, "literal": name.literal}
    if name.literal:
        parts |= {"family": "", "given": "", "suffix": ""}
    parts = {part: value[: longest(Author, part)] for part, value in parts.items()}
    known = Author.objects.called(Name(**parts))
    return known or Author.objects.create(**parts)


def add_identifiers(paper: Paper, record: Record, filled: Filled) -> None:
    own = {identifier.identity.key for identifier in paper.identifiers.all()}
    for identity in record.identifiers:
        if identity.key in own:
            continue
        if Identifier.objects.filter(scheme=identity.scheme, value=identity.value).exists():
            filled.elsewhere.append(identity)
            continue
        Identifier.objects.create(
            paper=paper,
            scheme=identity.scheme,
            value=identity.value,
            version=identity.version,
            role=ROLES.get(identity.scheme, ""),
        )
        own.add(identity.key)
        filled.fields.append(identity.scheme)
