"""One document and what its source says of it: merged, saved, remembered."""

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError

from passages.merging import Merge, in_own_names, merge, with_unsaid
from passages.models import Alias, Document, derive, derive_again, referrers, update_rows

from .bindings import binding
from .problems import ImportProblem
from .report import Report

SOURCE = ("source_file", "source_line", "source_hash", "source_values")


@dataclass(frozen=True)
class Source:
    """Where in the imported site something stands: file, line and the SHA-256 of its text."""

    file: str
    line: int
    hash: str


@dataclass(frozen=True)
class Writing:
    """A document on its way, and what it takes from its source."""

    document: Document
    source: Source
    merged: Merge
    extra: dict[str, Any]
    is_new: bool

    @property
    def attributes(self) -> set[str]:
        """The names of what changes in its own row."""
        return {name for name in self.merged.changes if not binding(name).is_relation}

    @property
    def is_saved(self) -> bool:
        return self.is_new or bool(self.attributes)

    @property
    def outcome(self) -> str:
        return "made" if self.is_new else "updated" if self.merged.changes else "unchanged"

    def write_relations(self, report: Report) -> None:
        for name in self.merged.changes.keys() - self.attributes:
            binding(name).write(self.document, self.merged.changes[name], report)

    def take_source(self) -> None:
        """Keep where the document came from, which is no change of its own; not saved."""
        come_from(self.document, self.source, {"said": self.merged.remembered} | self.extra)


def prepare(
    document: Document,
    said: dict[str, Any],
    source: Source,
    report: Report,
    extra: dict[str, Any],
    own: dict[str, str],
) -> Writing:
    """Merge what the source says into a document that is saved later; `own` are the names of tags."""
    is_new = document.pk is None
    before = in_own_names(said_of(document), own)
    said = in_own_names(with_unsaid(said, before), own)
    here = {name: None if is_new else binding(name).read(document) for name in said}
    writing = Writing(document, source, merge(said, before, here), extra, is_new)
    for name in writing.merged.clashes:
        report.clash(source.line, f"{name} of “{document}”")
    for name in writing.attributes:
        binding(name).write(document, writing.merged.changes[name], report)
    return writing


def write(
    document: Document, said: dict[str, Any], source: Source, report: Report, extra: dict[str, Any]
) -> str:
    """Merge what the source says into a document; answers made, updated or unchanged."""
    own = own_names(said, said_of(document))
    writing = prepare(document, said, source, report, extra, own)
    has_moved = document.source_file != source.file
    writing.take_source()  # before its text is derived, whose pictures are found from there
    if writing.is_saved:
        check(document)
        document.save()
    elif has_moved:
        derive([document])
    writing.write_relations(report)
    if {"authors", "has_other_authors"} & writing.merged.changes.keys():
        derive_again(referrers(document))
    if "identifiers" in writing.merged.changes:
        derive([document])  # its own text may have its address
    update_rows([document], SOURCE)
    return writing.outcome


def remember(document: Document, source: Source, values: dict[str, Any]) -> None:
    """Keep where a saved document came from, which is no change of its own."""
    come_from(document, source, values)
    update_rows([document], SOURCE)


def come_from(document: Document, source: Source, values: dict[str, Any]) -> None:
    document.source_file, document.source_line = source.file, source.line
    document.source_hash = source.hash
    document.source_values = document.source_values | values


def said_of(document: Document | None) -> dict[str, Any]:
    """What the source said of a document last."""
    return document.source_values.get("said", {}) if document else {}


def own_names(*sayings: dict[str, Any]) -> dict[str, str]:
    """The names of tags by their aliases, of those that are said, so that an alias is no other tag."""
    tags = {tag for said in sayings for tag in said.get("tags", ())}
    return Alias.objects.of(tags).own_names() if tags else {}


def check(document: Document) -> None:
    """Refuse what the database cannot hold; that is said of the file."""
    try:
        document.clean_fields(exclude=["slug", *document.get_deferred_fields()])
        document.validate_unique()
    except ValidationError as error:
        reasons = (f"{name}: {' '.join(messages)}" for name, messages in error.message_dict.items())
        raise ImportProblem("; ".join(reasons)) from error
