"""What the status of a work hears of events that are gone, with whatever they were deleted."""

from typing import Any

from django.db.models.signals import post_delete, pre_delete
from django.dispatch import receiver

from .models import ReadingEvent


@receiver(pre_delete, sender=ReadingEvent)
def event_will_be_deleted(instance: ReadingEvent, **_: Any) -> None:
    if instance.was_public is None:
        instance.was_public = instance.is_public


@receiver(post_delete, sender=ReadingEvent)
def event_was_deleted(instance: ReadingEvent, **_: Any) -> None:
    instance.is_gone(was_public=bool(instance.was_public))
