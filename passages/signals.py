"""What the search index hears of tags: taggit puts them on and takes them off without saving a document."""

from typing import Any

from django.db.models.signals import m2m_changed, post_delete, post_save, pre_delete
from django.dispatch import receiver

from .models import Document, Tag, Tagging, index, index_again


@receiver(m2m_changed, sender=Tagging)
def tags_were_set(action: str, instance: Document, pk_set: set[int] | None, **_: Any) -> None:
    if action in {"post_add", "post_remove", "post_clear"} and pk_set != set():
        index([instance])


@receiver(post_save, sender=Tag)
def tag_was_saved(instance: Tag, created: bool, raw: bool, **_: Any) -> None:
    if not created and not raw:
        index_again(instance.carriers())


@receiver(pre_delete, sender=Tag)
def tag_will_be_deleted(instance: Tag, **_: Any) -> None:
    instance.former_carriers = instance.carriers()


@receiver(post_delete, sender=Tag)
def tag_was_deleted(instance: Tag, **_: Any) -> None:
    index_again(instance.former_carriers)
