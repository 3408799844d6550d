"""What the search of a static site finds: the words of all documents that everybody may see."""

from collections import defaultdict
from typing import Any

from django.contrib.auth.models import AnonymousUser

from passages.models import Passage, document_models
from passages.search import tokens

from .word_index import Found, to_index

NOBODY = AnonymousUser()
CHUNK = 500


def public_words() -> bytes:
    """The index of all public documents: works and topics by title, then entries, the newest first."""
    found = [
        document for model in sorted(document_models(), key=is_dated_kind) for document in documents_of(model)
    ]
    return to_index(found)


def is_dated_kind(model: type[Any]) -> tuple[bool, str]:
    return hasattr(model, "read_on"), model.__name__


def documents_of(model: Any) -> list[Found]:
    texts = words_of_texts(model)
    rows = model.objects.visible_to(NOBODY).for_index()
    order = model._meta.ordering if hasattr(model, "read_on") else ["slug"]
    return [to_found(row, texts[row.pk]) for row in rows.order_by(*order).iterator(chunk_size=CHUNK)]


def to_found(document: Any, words: set[str]) -> Found:
    described = [word for words in document.described().tokens for word in words]
    return Found(document.title, document.path.lstrip("/"), [*words, *described])


def words_of_texts(model: type[Any]) -> dict[int, set[str]]:
    """The words of the texts of one kind of document, by its key."""
    words: dict[int, set[str]] = defaultdict(set)
    passages = Passage.objects.visible_to(NOBODY).in_documents(model)
    for owner, text in passages.values_list("owner_id", "text").iterator():
        words[owner].update(tokens(text))
    return words
