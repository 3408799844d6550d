"""The kinds of document, without naming them: the apps that hold them stand above this one."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.contrib.contenttypes.prefetch import GenericPrefetch
from django.db.models import Exists, Model, OuterRef, Q, QuerySet

from passages.visibility import Reader, is_owner

if TYPE_CHECKING:
    from .document import Document


def document_models() -> list[type[Document]]:
    """Every model made from `Document`, in the order of INSTALLED_APPS: papers, topics, entries."""
    models: list[Any] = apps.get_models()
    return [model for model in models if getattr(model, "is_document", False)]


def models_in_texts() -> list[Any]:
    """Every model whose rows a reference in a text may mean: the documents, then pictures."""
    pictures = [model for model in apps.get_models() if getattr(model, "is_picture", False)]
    return [*document_models(), *pictures]


def related(model: type[Model], name: str) -> Any:
    """The manager of the model on the other side of a relation, for what stands above this app."""
    other: Any = model._meta.get_field(name).related_model
    return other.objects


def types_owned_by(user: Reader) -> list[int]:
    """The content types of the documents that the user may change."""
    return [type_id(model) for model in document_models() if is_owner(user, model)]


def owns_every_kind(user: Reader) -> bool:
    return all(is_owner(user, model) for model in document_models())


def type_id(model: type[Model]) -> int:
    return ContentType.objects.get_for_model(model).pk


def belongs_to(type_field: str, id_field: str, choose: Callable[[type[Document]], QuerySet]) -> Q:
    """Rows whose generic key, in the two named fields, leads to one of the chosen documents.

    Each row is followed to its document: a list of all that are chosen may be one of a million.
    """
    belongs = Q()
    for model in document_models():
        chosen = choose(model).order_by().filter(pk=OuterRef(id_field))
        belongs |= Q(Exists(chosen), **{type_field: type_id(model)})
    return belongs


def owners(name: str, choose: Callable[[type[Document]], QuerySet] | None = None) -> GenericPrefetch:
    """Fetches the documents at the end of the generic key `name`, without their texts or as is chosen."""
    choose = choose or (lambda model: model.objects.without_text())
    return GenericPrefetch(name, [choose(model) for model in document_models()])
