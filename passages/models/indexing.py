"""From the passages of a text to what a search finds, always in the transaction that saves the text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, partial
from hashlib import blake2b
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import QuerySet

from history.rows import insert_rows, update_rows
from passages.languages import in_site_language
from passages.search import TOKENIZER_VERSION
from passages.visibility import Visibility

from .excerpt import Excerpt
from .kinds import document_models, type_id
from .once import Task, do
from .passage import Passage
from .prepared import by_keys, prepared
from .term import Term
from .words import Text, Words

if TYPE_CHECKING:
    from .document import Document

CHUNK = 200
VERSION = f"{TOKENIZER_VERSION}:"
FIELDS = ["start", "end", "digest", "said", "visibility", "dated_on"]


@dataclass
class Finding:
    """An excerpt with the text that it is found by, and the row that it has so far."""

    excerpt: Excerpt
    text: Text
    row: Excerpt | None = None

    def take(self, row: Excerpt | None) -> None:
        self.row = row
        self.excerpt.pk = row.pk if row else None

    @property
    def is_reworded(self) -> bool:
        return self.row is None or self.row.digest != self.excerpt.digest

    @property
    def is_changed(self) -> bool:
        return self.row is not None and any(
            getattr(self.row, name) != getattr(self.excerpt, name) for name in FIELDS
        )


@transaction.atomic
def index(documents: Iterable[Document]) -> None:
    """Bring the excerpts and words of saved documents in line with their passages, names and tags."""
    by_model: dict[type[Document], list[int]] = {}
    for document in documents:
        by_model.setdefault(type(document), []).append(document.pk)
    for model, keys in by_model.items():
        do(indexer(model), keys)


@cache
def indexer(model: type[Document]) -> Task:
    """Brings the rows of one kind in line; the same each time, so that it can be put off."""
    return partial(index_rows, model)


def index_again(keys: Iterable[tuple[int, int]]) -> None:
    """Index those of the documents, by content type and key, that are still there."""
    keys = list(keys)
    for model in document_models():
        ours = [owner_id for owner_type, owner_id in keys if owner_type == type_id(model)]
        if ours:
            do(indexer(model), ours)


def index_rows(model: type[Document], keys: Sequence[int], *, anew: bool = False) -> None:
    """Index the documents with these keys, some at a time; `anew` writes words even where they seem right.

    What describes them is said in the site's language, such as a year before Christ.
    """
    for start in range(0, len(keys), CHUNK):
        with transaction.atomic(), in_site_language():
            index_chunk(model, keys[start : start + CHUNK], anew=anew)


def index_chunk(model: type[Document], keys: Sequence[int], *, anew: bool) -> None:
    owned: dict[str, Any] = {"kind": type_id(model), "keys": list(keys)}
    documents = by_keys(model, "to_be_indexed")(keys=list(keys))
    model.fill_for_index(documents)
    passages = by_owner(passages_of(**owned))
    rows = {to_place(row): row for row in excerpts_of(**owned)}
    findings = [
        finding for document in documents for finding in to_findings(document, passages.get(document.pk, []))
    ]
    for finding in findings:
        finding.take(rows.pop(to_place(finding.excerpt), None))
    if rows:
        Excerpt.objects.filter(pk__in=[row.pk for row in rows.values()]).delete()
    write(findings, anew=anew)


@prepared
def passages_of(*, kind: int, keys: list[int]) -> QuerySet:
    return Passage.objects.filter(owner_type=kind, owner_id__among=keys).for_index()


@prepared
def excerpts_of(*, kind: int, keys: list[int]) -> QuerySet:
    return Excerpt.objects.filter(owner_type=kind, owner_id__among=keys)


def write(findings: Sequence[Finding], *, anew: bool) -> None:
    """Save the excerpts, and the words of those that are found by other words than before."""
    insert_rows([finding.excerpt for finding in findings if not finding.row])
    update_rows([finding.excerpt for finding in findings if finding.is_changed], FIELDS)
    texts = {finding.excerpt.pk: finding.text for finding in findings if anew or finding.is_reworded}
    Words.objects.write(texts)
    # Words of private margins are offered to nobody as a spelling.
    private = {finding.excerpt.pk for finding in findings if finding.excerpt.kind == Excerpt.Kind.MARGIN}
    learnt = [text for key, text in texts.items() if key not in private]
    Term.objects.learn(token for text in learnt for part in text.tokens for token in part)


def to_place(excerpt: Excerpt) -> tuple[int, str, str]:
    return excerpt.owner_id, excerpt.kind, excerpt.anchor


def to_findings(document: Document, passages: Sequence[Passage]) -> Iterator[Finding]:
    """What a search finds of a document."""
    described = document.described()
    kind = str(document._meta.model_name)
    if document.is_found_whole:
        whole = Text(described.title, described.tags, join(passages))
        yield Finding(to_excerpt(document, kind, passages, whole), whole)
    else:
        yield Finding(to_excerpt(document, kind, [], described), described)
        for path, section in to_sections(passages):
            text = Text(" ".join(path), document.title, join(section[bool(path) :]))
            yield Finding(to_excerpt(document, Excerpt.Kind.SECTION, section, text), text)
    for passage in passages:
        if passage.kind == Passage.Kind.QUOTATION:
            text = Text("", "" if document.is_found_whole else document.title, passage.text)
            yield Finding(to_excerpt(document, Excerpt.Kind.QUOTATION, [passage], text), text)
    yield from private_findings(document)


def private_findings(document: Any) -> Iterator[Finding]:
    """What only owners find of a document that was filled `for_index`: its margins."""
    for margin in document.margins(document.private_source) if document.private_source else ():
        text = Text("", "" if document.is_found_whole else document.title, margin.text)
        excerpt = to_excerpt(document, Excerpt.Kind.MARGIN, [], text)
        excerpt.anchor, excerpt.said, excerpt.visibility = margin.anchor, margin.text, Visibility.PRIVATE
        yield Finding(excerpt, text)


def to_excerpt(document: Document, kind: str, passages: Sequence[Passage], text: Text) -> Excerpt:
    return Excerpt(
        owner_type_id=type_id(type(document)),
        owner_id=document.pk,
        kind=kind,
        anchor=passages[0].anchor if passages else "",
        start=passages[0].position if passages else 0,
        end=passages[-1].position + 1 if passages else 0,
        digest=to_digest(text),
        visibility=document.visibility,
        dated_on=document.dated_on(),
    )


def to_sections(passages: Sequence[Passage]) -> Iterator[tuple[list[str], list[Passage]]]:
    """Each heading's own part of a text with the path of headings to it, and what stands before the first.

    A heading in a list item heads nothing outside.
    """
    kinds: dict[int | None, str] = {passage.pk: passage.kind for passage in passages}
    path: list[Passage] = []
    section: list[Passage] = []
    for passage in passages:
        is_inside = kinds.get(passage.parent_id, Passage.Kind.HEADING) != Passage.Kind.HEADING
        if passage.kind == Passage.Kind.HEADING and not is_inside:
            if section:
                yield [heading.text for heading in path], section
            path = [heading for heading in path if heading.depth < passage.depth] + [passage]
            section = []
        section.append(passage)
    if section:
        yield [heading.text for heading in path], section


def join(passages: Iterable[Passage]) -> str:
    return "\n".join(passage.text for passage in passages)


def to_digest(text: Text) -> str:
    """A hash of the text, after the version of the way in which it is taken apart."""
    parts = "\0".join([text.title, text.tags, text.body])
    return VERSION + blake2b(parts.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def by_owner(rows: Iterable[Any]) -> dict[int, list[Any]]:
    owned: dict[int, list[Any]] = {}
    for row in rows:
        owned.setdefault(row.owner_id, []).append(row)
    return owned
