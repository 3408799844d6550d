"""From a saved text to everything that is made of it: HTML, passages, links, mentions and the search index.

Nothing writes them but what is called here (`mentioning.py`, `indexing.py`), always in the transaction that
saves the text.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from history.rows import give_keys, insert_rows, update_rows
from history.sitting import at_end
from markup import Block, Reference, Target, keep_anchors
from passages.languages import in_site_language

from .answering import Answers, can_be_asked, find_answers, to_link, to_targets
from .derived import Derivation, Links, Rows, Said, said_in
from .indexing import index
from .kinds import document_models, type_id
from .link import Link
from .mentioning import load_mentions, write_mentions
from .passage import Passage
from .prepared import prepared
from .referring import CHUNK, Key, found_referring, margins_leading_to

if TYPE_CHECKING:
    from .document import Document

FIELDS = [
    "position", "kind", "depth", "parent_id", "text", "locator", "locator_kind", "locator_sort",
    "is_locator_inherited", "visibility", "dated_on",
]  # fmt: skip


@transaction.atomic
def derive(documents: Iterable[Document]) -> None:
    """Derive again the HTML, passages, links and mentions of saved documents, in the site's language."""
    with in_site_language():
        derive_again(derive_all(documents))


def derive_all(documents: Iterable[Document]) -> set[Key]:
    """Derive those documents; the keys of what is to be derived again since it refers to them by a name that
    they no longer have."""
    derivations = [Derivation(document, document.parsed_once()) for document in documents]
    if not derivations:
        return set()
    references = {ref for derivation in derivations for ref in derivation.parsed.references}
    asked = references.union(*(derivation.margin_references for derivation in derivations))
    answers = find_answers({reference for reference in asked if can_be_asked(reference)})
    links = Link.objects.remember({url for url in map(to_link, references) if url})
    before = load_passages(derivations)
    former = load_mentions(before)
    write_passages(derivations, before, answers, links)
    write_mentions(derivations, former, answers, links)
    take_said(derivations, answers)
    index(derivation.document for derivation in derivations)
    list_again(derivations)
    return referring_to_renamed(derivations)


def referring_to_renamed(derivations: Sequence[Derivation]) -> set[Key]:
    keys: set[Key] = set()
    renamed: dict[type[Document], list[Document]] = {}
    for derivation in derivations:
        if derivation.is_renamed:
            renamed.setdefault(type(derivation.document), []).append(derivation.document)
    for documents in renamed.values():
        keys |= found_referring(documents) | margins_leading_to(documents)
    return keys


def list_again(derivations: Sequence[Derivation]) -> None:
    """At the end of the sitting: tags and topics may be set after this."""
    keys: dict[type[Document], list[int]] = {}
    for derivation in derivations:
        keys.setdefault(type(derivation.document), []).append(derivation.document.pk)
    for model, some in keys.items():
        at_end(model.list_again, some)


def take_said(derivations: Sequence[Derivation], answers: Answers) -> None:
    """Let each kind of document hear what the blocks of its texts say."""
    heard: dict[type[Document], list[tuple[Document, list[Said]]]] = {}
    for derivation in derivations:
        document = derivation.document
        heard.setdefault(type(document), []).append((document, said_in(derivation, answers)))
    for model, said in heard.items():
        model.take_said(said)


def derive_again(keys: Iterable[Key]) -> None:
    """Derive again those of the documents that are still there, some at a time: their texts may be many.

    Then in turn what refers to those that are renamed by it, until none is: each is so but once.
    """
    waiting = set(keys)
    while waiting:
        waiting = {key for model in document_models() for key in derive_some(model, waiting)}


def derive_some(model: type[Document], keys: Iterable[Key]) -> set[Key]:
    """Derive those of one kind; what `derive_all` says of them."""
    found: set[Key] = set()
    ours = sorted(owner_id for owner_type, owner_id in keys if owner_type == type_id(model))
    for start in range(0, len(ours), CHUNK):
        with transaction.atomic(), in_site_language():
            found |= derive_all(model._base_manager.filter(pk__in=ours[start : start + CHUNK]))
    return found


def to_gone(derivation: Derivation, links: Links) -> dict[Reference, str]:
    """Those of the links, whose pages are gone, that stand in a text, each with its archived copy or ''."""
    if not links:
        return {}
    day = derivation.document.dated_on()
    found = {reference: links.get(to_link(reference) or "") for reference in derivation.parsed.references}
    return {reference: link.archived_on(day) for reference, link in found.items() if link}


def write_passages(derivations: Sequence[Derivation], before: Rows, answers: Answers, links: Links) -> None:
    """Write the HTML and bring the rows in line with the blocks; a block that stayed keeps row and anchor."""
    targets = to_targets(answers)
    gone = {url: link for url, link in links.items() if link.is_gone}
    known = {passage.pk: state(passage) for rows in before.values() for passage in rows}
    for derivation in derivations:
        derivation.names = derivation.document.names_in(derivation.parsed, answers)
        write_document(derivation, before.get(derivation.key, []), targets, to_gone(derivation, gone))
    write_html(derivations)
    passages = [passage for derivation in derivations for passage in derivation.passages]
    if stale := known.keys() - {passage.pk for passage in passages}:
        Passage.objects.filter(pk__in=stale).delete()
    new = [passage for passage in passages if not passage.pk]
    give_keys(new)
    for derivation in derivations:
        set_parents(derivation)
    insert_rows(new)
    changed = [each for each in passages if each.pk in known and state(each) != known[each.pk]]
    update_rows(changed, FIELDS)


def load_passages(derivations: Sequence[Derivation]) -> Rows:
    rows: Rows = {}
    keys: dict[int, list[int]] = {}
    for owner_type, owner_id in (derivation.key for derivation in derivations):
        keys.setdefault(owner_type, []).append(owner_id)
    for owner_type, owner_ids in keys.items():
        for passage in passages_of(kind=owner_type, keys=owner_ids):
            rows.setdefault((owner_type, passage.owner_id), []).append(passage)
    return rows


@prepared
def passages_of(*, kind: int, keys: list[int]) -> QuerySet:
    rows = Passage.objects.filter(owner_type=kind, owner_id__among=keys)
    return rows.order_by("owner_id", "position")


def write_document(
    derivation: Derivation,
    before: Sequence[Passage],
    targets: dict[Reference, Target],
    gone: dict[Reference, str],
) -> None:
    document, blocks = derivation.document, derivation.parsed.blocks
    seed = document.get_absolute_url()
    anchors = keep_anchors(
        [(passage.anchor, passage.text) for passage in before], [block.text for block in blocks], seed=seed
    )
    make_html(derivation, anchors, targets, gone)
    by_anchor = {passage.anchor: passage for passage in before}
    derivation.former_visibilities = {passage.pk: passage.visibility for passage in before}
    owner_type, owner_id = derivation.key
    day = document.dated_on()
    for position, (block, anchor) in enumerate(zip(blocks, anchors, strict=True)):
        passage = by_anchor.get(anchor) or Passage(owner_type_id=owner_type, owner_id=owner_id, anchor=anchor)
        fill(passage, block, position, document.visibility, day)
        derivation.passages.append(passage)


def make_html(
    derivation: Derivation,
    anchors: Sequence[str],
    targets: dict[Reference, Target],
    gone: dict[Reference, str],
) -> None:
    """Make what everybody reads, what owners do where there are private margins, and what the text calls the
    document."""
    document, parsed = derivation.document, derivation.parsed
    told: dict[str, Any] = {"targets": targets, "seed": document.get_absolute_url(), "gone": gone}
    made: dict[str, str] = {"body_html": "", "owners_html": ""}
    if parsed.blocks:
        made["body_html"] = parsed.to_html(anchors=anchors, **told)
    if parsed.owners:
        made["owners_html"] = parsed.owners.to_html(anchors=anchors, note=_("Only you see this:"), **told)
    derivation.is_renamed = is_otherwise(document, derivation.names)
    made |= derivation.names
    if is_otherwise(document, made):
        derivation.reworded = tuple(made)
    for name, value in made.items():
        setattr(document, name, value)


def is_otherwise(document: Document, values: Mapping[str, str]) -> bool:
    return any(value != getattr(document, name) for name, value in values.items())


def write_html(derivations: Sequence[Derivation]) -> None:
    alike: dict[tuple[type[Document], Sequence[str]], list[Document]] = {}
    for derivation in derivations:
        if derivation.reworded:
            key = type(derivation.document), derivation.reworded
            alike.setdefault(key, []).append(derivation.document)
    for (_model, names), documents in alike.items():
        update_rows(documents, names)


def fill(passage: Passage, block: Block, position: int, visibility: str, day: date) -> None:
    passage.position = position
    passage.kind = block.kind
    passage.depth = min(block.depth, 32_767)
    passage.text = block.text
    passage.locator = block.locator.text[:200] if block.locator else ""
    passage.locator_kind = block.locator.kind if block.locator else ""
    passage.locator_sort = block.locator.sort_key[:100] if block.locator else ""
    passage.is_locator_inherited = block.is_locator_inherited
    passage.visibility = visibility
    passage.dated_on = day


def set_parents(derivation: Derivation) -> None:
    for passage, block in zip(derivation.passages, derivation.parsed.blocks, strict=True):
        passage.parent_id = None if block.parent is None else derivation.passages[block.parent].pk


def state(passage: Passage) -> list[object]:
    return [getattr(passage, name) for name in FIELDS]
