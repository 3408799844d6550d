"""One document and what its source says of it: merged, saved, remembered."""

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError

from passages.merging import in_own_names, merge, with_unsaid
from passages.models import Alias, Document, derive, derive_again, referrers

from .bindings import binding
from .problems import ImportProblem
from .report import Report


@dataclass(frozen=True)
class Source:
    """Where in the imported site something stands: file, line and the SHA-256 of its text."""

    file: str
    line: int
    hash: str


def write(
    document: Document, said: dict[str, Any], source: Source, report: Report, extra: dict[str, Any]
) -> str:
    """Merge what the source says into a document; answers made, updated or unchanged."""
    is_new = document.pk is None
    before = document.source_values.get("said", {})
    own = own_names(said, before)
    before = in_own_names(before, own)
    said = in_own_names(with_unsaid(said, before), own)
    here = {name: None if is_new else binding(name).read(document) for name in said}
    merged = merge(said, before, here)
    for name in merged.clashes:
        report.clash(source.line, f"{name} of “{document}”")
    attributes = {name for name in merged.changes if not binding(name).is_relation}
    for name in attributes:
        binding(name).write(document, merged.changes[name], report)
    has_moved = document.source_file != source.file
    document.source_file = source.file  # from where pictures in its text are found
    if is_new or attributes:
        save(document)
    elif has_moved:
        derive([document])
    for name in merged.changes.keys() - attributes:
        binding(name).write(document, merged.changes[name], report)
    if {"authors", "has_other_authors"} & merged.changes.keys():
        derive_again(referrers(document))
    remember(document, source, {"said": merged.remembered} | extra)
    return "made" if is_new else "updated" if merged.changes else "unchanged"


def own_names(*sayings: dict[str, Any]) -> dict[str, str]:
    """The names of tags by their aliases, of those that are said, so that an alias is no other tag."""
    tags = {tag for said in sayings for tag in said.get("tags", ())}
    return Alias.objects.of(tags).own_names() if tags else {}


def save(document: Document) -> None:
    """Save what the database can hold; what it cannot is said of the file."""
    try:
        document.clean_fields(exclude=["slug"])
        document.validate_unique()
    except ValidationError as error:
        reasons = (f"{name}: {' '.join(messages)}" for name, messages in error.message_dict.items())
        raise ImportProblem("; ".join(reasons)) from error
    document.save()


def remember(document: Document, source: Source, values: dict[str, Any]) -> None:
    """Keep where the document came from, which is no change of its own."""
    document.source_values = document.source_values | values
    type(document)._base_manager.filter(pk=document.pk).update(
        source_file=source.file,
        source_line=source.line,
        source_hash=source.hash,
        source_values=document.source_values,
    )
