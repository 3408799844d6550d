from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, Self
from uuid import UUID

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

LONGEST_NAME = 100
KEPT = timedelta(days=30)


class DraftQuerySet(models.QuerySet[Any]):
    def of(self, user: Any) -> Self:
        """What somebody was writing, the newest first; nobody else may see it, owners neither."""
        return self.filter(writer=user.pk)

    def in_form(self, name: str) -> Self:
        return self.filter(form=name)

    def keyed(self, keys: Iterable[UUID]) -> Self:
        return self.filter(key__in=list(keys))

    def since(self, moment: datetime) -> Self:
        """Those kept later than what they are of was saved."""
        return self.filter(saved_at__gt=moment)

    def outdated(self, moment: datetime) -> Self:
        """Those that are 30 days old, and of something that has been saved since, at that moment."""
        return self.filter(saved_at__lte=min(moment, timezone.now() - KEPT))

    def without_values(self) -> Self:
        return self.defer("values")


class Draft(models.Model):
    """What somebody is writing and has not saved.

    `key` is made by the form that is open, so that two windows never write over each other. `form` names
    what is written: the label of the model and the key of the document, `notes.entry/12`, `notes.entry/add`
    or `write`. `values` are the fields as the form would send them, each name with the list of its texts.
    `base` is the version (`Document.stamp`) that the form was opened with.
    """

    writer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    key = models.UUIDField()
    form = models.CharField(max_length=LONGEST_NAME)
    values = models.JSONField(default=dict)
    base = models.CharField(max_length=40, blank=True)
    saved_at = models.DateTimeField(auto_now=True)

    objects = DraftQuerySet.as_manager()

    class Meta:
        ordering = ["-saved_at", "-pk"]
        verbose_name = _("draft")
        verbose_name_plural = _("drafts")
        constraints = [models.UniqueConstraint(fields=["writer", "key"], name="draft_writer_key_unique")]
        indexes = [models.Index(fields=["writer", "form", "-saved_at"], name="draft_of_form")]

    def __str__(self) -> str:
        return f"{self.form} {self.saved_at:%Y-%m-%d %H:%M}"

    def text(self, name: str) -> str:
        """What a field of one value says."""
        return next(iter(self.values.get(name, [])), "")
