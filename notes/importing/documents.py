"""One document and what its source says of it: merged, saved, remembered."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError

from history.rows import update_rows
from passages.merging import Merge, in_own_names, merge, with_unsaid
from passages.models import (
    Clash,
    Document,
    aliases_called,
    derive,
    derive_again,
    referrers,
    referrers_and_itself,
)

from .bindings import binding
from .problems import ImportProblem
from .report import Report
from .wording import in_words, sides_of

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
    said: dict[str, Any]

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

    def clashes(self) -> list[Clash]:
        """What was changed on both sides, as rows that are not saved."""
        source = {"owner": self.document, "file": self.source.file, "line": self.source.line}
        return [Clash(name=name, value=self.said[name], **source) for name in self.merged.clashes]

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
    writing = Writing(document, source, merge(said, before, here), extra, is_new, said)
    for name in writing.merged.clashes:
        sides = sides_of(in_words(name, here[name]), in_words(name, said[name]))
        report.clash(source.line, f"{name} of “{document}”", *sides)
    for name in writing.attributes:
        binding(name).write(document, writing.merged.changes[name], report)
    return writing


def write_known(writing: Writing, report: Report) -> None:
    """Save a document that stands here already."""
    document, changes = writing.document, writing.merged.changes.keys()
    has_moved = document.source_file != writing.source.file
    writing.take_source()  # before its text is derived, whose pictures are found from there
    if writing.is_saved:
        check(document)
        document.save()
    elif has_moved:
        derive([document])
    writing.write_relations(report)
    if "identifiers" in changes:
        derive_again(referrers_and_itself(document))  # its own text has its address
    elif {"authors", "has_other_authors"} & changes:
        derive_again(referrers(document))
    update_rows([document], SOURCE)
    keep_clashes([writing])


def remember(document: Document, source: Source, values: dict[str, Any]) -> None:
    """Keep where a saved document came from, which is no change of its own."""
    come_from(document, source, values)
    update_rows([document], SOURCE)


def come_from(document: Document, source: Source, values: dict[str, Any]) -> None:
    document.source_file, document.source_line = source.file, source.line
    document.source_hash = source.hash
    document.source_values = document.source_values | values


def keep_clashes(writings: Sequence[Writing]) -> None:
    """Remember what is changed on both sides of documents of one kind, and forget what is so no more."""
    keys = [writing.document.pk for writing in writings if not writing.is_new]
    if not keys:
        return
    present = {
        (each.owner_id, each.name): each
        for each in Clash.objects.in_documents(type(writings[0].document)).filter(owner_id__in=keys)
    }
    found = [clash for writing in writings for clash in writing.clashes()]
    wanted = {(clash.owner_id, clash.name) for clash in found}
    Clash.objects.filter(pk__in=[each.pk for key, each in present.items() if key not in wanted]).delete()
    for clash in found:
        if known := present.get((clash.owner_id, clash.name)):
            clash.pk, clash.found_at = known.pk, known.found_at
        clash.save()


def said_of(document: Document | None) -> dict[str, Any]:
    """What the source said of a document last."""
    return document.source_values.get("said", {}) if document else {}


def own_names(*sayings: dict[str, Any]) -> dict[str, str]:
    """The names of tags by their aliases, of those that are said, so that an alias is no other tag."""
    tags = {tag for said in sayings for tag in said.get("tags", ())}
    return {alias.name.casefold(): alias.tag.name for alias in aliases_called(tags)} if tags else {}


def check(document: Document) -> None:
    """Refuse what the database cannot hold; that is said of the file."""
    try:
        document.clean_fields(exclude=["slug", *document.get_deferred_fields()])
        document.validate_unique()
    except ValidationError as error:
        reasons = (f"{name}: {' '.join(messages)}" for name, messages in error.message_dict.items())
        raise ImportProblem("; ".join(reasons)) from error
