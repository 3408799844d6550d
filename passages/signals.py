"""What the search index and the history hear of tags and topics.

These are put on documents and taken off without saving them.
"""

from collections.abc import Iterable
from typing import Any

from django.db import models
from django.db.models.signals import m2m_changed, post_delete, post_save, pre_delete, pre_save
from django.dispatch import receiver

from history.sitting import touch

from .models import Document, Tag, Tagging, document_models, index, index_again
from .models.kinds import type_id


@receiver(m2m_changed, sender=Tagging)
def tags_were_set(action: str, instance: Document, pk_set: set[int] | None, **_: Any) -> None:
    if pk_set == set():
        return
    touch(type(instance), [instance.pk])
    if action in {"post_add", "post_remove", "post_clear"}:
        index([instance])


@receiver(m2m_changed)
def relation_was_set(sender: Any, instance: Any, reverse: bool, model: Any, **said: Any) -> None:
    """Documents that stand in others, such as entries in topics, whichever of the two was set."""
    holder = model if reverse else type(instance)
    if sender is Tagging or not getattr(holder, "is_document", False):
        return
    field = next(each for each in holder._meta.many_to_many if each.remote_field.through is sender)
    if not field.editable or said["pk_set"] == set():
        return
    if not reverse:
        touch(holder, [instance.pk])
        return
    if said["action"] == "pre_clear":
        instance.former_members = members(field, instance)
    touch(holder, said["pk_set"] or instance.former_members)


def members(field: Any, instance: models.Model) -> list[int]:
    held = field.model._base_manager.filter(**{field.name: instance})
    return list(held.values_list("pk", flat=True))


@receiver(pre_save, sender=Tag)
def tag_will_be_saved(instance: Tag, raw: bool, **_: Any) -> None:
    instance.is_renamed = (
        bool(instance.pk)
        and not raw
        and Tag.objects.filter(pk=instance.pk).exclude(name=instance.name).exists()
    )
    if instance.is_renamed:
        touch_all(instance.carriers())


@receiver(post_save, sender=Tag)
def tag_was_saved(instance: Tag, created: bool, raw: bool, **_: Any) -> None:
    if not created and not raw:
        index_again(instance.carriers())
    if instance.is_renamed:
        touch_all(instance.carriers())


@receiver(pre_delete, sender=Tag)
def tag_will_be_deleted(instance: Tag, **_: Any) -> None:
    instance.former_carriers = instance.carriers()
    touch_all(instance.former_carriers)


@receiver(post_delete, sender=Tag)
def tag_was_deleted(instance: Tag, **_: Any) -> None:
    index_again(instance.former_carriers)
    touch_all(instance.former_carriers)


def touch_all(keys: Iterable[tuple[int, int]]) -> None:
    """Touch documents by their content types and keys."""
    by_type: dict[int, list[int]] = {}
    for owner_type, key in keys:
        by_type.setdefault(owner_type, []).append(key)
    for model in document_models():
        touch(model, by_type.get(type_id(model), []))
