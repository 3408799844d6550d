"""Documents that were merged with what their source says: new ones whole, entries some hundred at a time."""

from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Any

from history.rows import insert_rows, update_rows
from papers.models import Paper
from passages.models import Document, derive, save_together, tag_together
from topics.models import Topic

from .bindings import check_tags, topic_called, write_names
from .documents import (
    SOURCE,
    Source,
    Writing,
    check,
    keep_clashes,
    own_names,
    prepare,
    said_of,
    write_known,
)
from .report import Report

CHUNK = 200


def write_together(writings: Iterable[Writing], report: Report) -> None:
    """Save entries, new ones and others, in their order; no more than one chunk is held at once."""
    coming = iter(writings)
    while chunk := list(islice(coming, CHUNK)):
        write_chunk(chunk, report)
        for writing in chunk:
            report.count("entries", writing.outcome)


def write(
    document: Document, said: dict[str, Any], source: Source, report: Report, extra: dict[str, Any]
) -> str:
    """Merge what the source says into a document; answers made, updated or unchanged."""
    own = own_names(said, said_of(document))
    writing = prepare(document, said, source, report, extra, own)
    if writing.is_new:
        write_chunk([writing], report)
    else:
        write_known(writing, report)
    return writing.outcome


def write_chunk(writings: Sequence[Writing], report: Report) -> None:
    saved = [writing for writing in writings if writing.is_saved]
    former = {id(writing): source_of(writing.document) for writing in writings}
    for writing in writings:
        writing.take_source()
    for writing in saved:
        check(writing.document)
    save_together([writing.document for writing in saved], lambda: write_relations(saved, report))
    others = [writing for writing in writings if not writing.is_saved]
    for writing in others:
        writing.write_relations(report)
    moved = [each.document for each in others if former[id(each)] != source_of(each.document)]
    update_rows(moved, SOURCE)
    if elsewhere := [each.document for each in others if former[id(each)][0] != each.document.source_file]:
        derive(elsewhere)
    keep_clashes(writings)


def source_of(document: Document) -> list[Any]:
    return [getattr(document, name) for name in SOURCE]


def write_relations(writings: Sequence[Writing], report: Report) -> None:
    """What stands in other tables; that of new documents by some queries for all of them."""
    put_in_topics([writing for writing in writings if writing.is_new], report)
    put_tags([writing for writing in writings if writing.is_new])
    for writing in writings:
        if not writing.is_new:
            writing.write_relations(report)
        elif isinstance(writing.document, Paper):
            write_names(writing.document, writing.merged.changes, report)


def put_in_topics(writings: Sequence[Writing], report: Report) -> None:
    said = [(each.document, each.merged.changes.get("topics", [])) for each in writings]
    topics: dict[str, Topic] = {}
    for document, slugs in said:
        for slug in slugs:
            topics[slug] = topics.get(slug) or topic_called(slug, document.visibility, report)
    places = [(document, topics[slug]) for document, slugs in said for slug in slugs]
    if places:
        meta: Any = places[0][0]._meta
        field = meta.get_field("topics")
        rows, own = field.remote_field.through, field.m2m_field_name()
        insert_rows([rows(**{own: each, "topic": topic}) for each, topic in places])


def put_tags(writings: Sequence[Writing]) -> None:
    said = [(each.document, each.merged.changes.get("tags", [])) for each in writings]
    for _, names in said:
        check_tags(names)
    tag_together(said)
