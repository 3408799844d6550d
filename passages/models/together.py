"""Many documents of one kind saved at once, as `Document.save` does it one after the other.

The queries do not grow with the number of documents; whoever calls this takes some hundred at a time.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from history.rows import insert_rows, update_rows
from history.sitting import sitting, touch, touch_new

from .derivation import derive, derive_again
from .news import is_news_since
from .referring import margins_leading_to, referrers_of

if TYPE_CHECKING:
    from .document import Document

HTML = ("body_html", "owners_html")


def save_together(documents: Sequence[Document], write_relations: Callable[[], None]) -> None:
    """Save documents of one kind, new ones and others.

    `write_relations` is called when all have their keys and no text is derived yet, so that the index has
    what it writes of tags and other rows.
    """
    if not documents:
        return
    model = type(documents[0])
    with sitting(), transaction.atomic():
        before = as_saved(model, documents)
        touch(model, before.keys())
        model.prepare(documents)
        write_rows(model, documents, before)
        keep_addresses(documents, before)
        write_relations()
        derive(each for each in documents if is_told_otherwise(each, before.get(each.pk)))
        renamed = [each for each in documents if is_known_otherwise(each, before.get(each.pk))]
        former = [before[each.pk] for each in renamed if each.pk in before]
        derive_again(referrers_of(renamed) | margins_leading_to(former))


def as_saved(model: type[Document], documents: Sequence[Document]) -> dict[int, Any]:
    """Those that are there, by key, as the database has them; their HTML is taken from there."""
    rows = model._base_manager.in_bulk([document.pk for document in documents if document.pk])
    for document in documents:
        for name in HTML if document.pk else ():
            setattr(document, name, getattr(rows[document.pk], name))
    return rows


def write_rows(model: type[Document], documents: Sequence[Document], before: dict[int, Any]) -> None:
    now = timezone.now()
    old = [document for document in documents if document.pk]
    new = [document for document in documents if not document.pk]
    for document in old:
        former = before[document.pk]
        document.updated_at = now if is_news_since(former, document) else former.updated_at
    names = [field.name for field in model._meta.concrete_fields if not field.primary_key]
    update_rows(old, [name for name in names if name not in HTML])
    insert_rows(new)
    touch_new(*new)


def keep_addresses(documents: Sequence[Document], before: dict[int, Any]) -> None:
    for document in documents:
        if document.pk in before:
            document.keep_address(before[document.pk].path)


def is_told_otherwise(document: Document, before: Any) -> bool:
    """Whether anything that is made of a document has changed."""
    return before is None or any(
        getattr(document, name) != getattr(before, name) for name in document.deriving
    )


def is_known_otherwise(document: Document, before: Any) -> bool:
    return before is None or before.known_as() != document.known_as()
