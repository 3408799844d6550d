from __future__ import annotations

from datetime import timedelta
from typing import Any, Self

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

KEPT = timedelta(days=30)
LONGEST_NOTE = 200


class VersionQuerySet(models.QuerySet[Any]):
    def of(self, document: models.Model) -> Self:
        """The versions of one document, the newest first."""
        owner_type = ContentType.objects.get_for_model(document)
        return self.filter(owner_type=owner_type, owner_id=document.pk)

    def told(self) -> Self:
        """Changes that the owner thought worth telling readers."""
        return self.filter(is_told=True)

    def deleted(self) -> Self:
        """What was deleted and can still be brought back."""
        return self.filter(kind=Version.Kind.DELETED, saved_at__gte=timezone.now() - KEPT)


class Version(models.Model):
    """What a document said after one save, or before it was deleted.

    `values` are all that somebody can write, as plain values by name; `anchors` those of its blocks in their
    order. A generic key, since a version outlives what it is of.
    """

    class Kind(models.TextChoices):
        SAVED = "saved", _("saved")
        DELETED = "deleted", _("deleted")

    owner_type = models.ForeignKey(ContentType, on_delete=models.CASCADE, related_name="+")
    owner_id = models.PositiveBigIntegerField()
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices, default=Kind.SAVED)
    title = models.CharField(_("title"), max_length=500)
    values = models.JSONField(default=dict)
    anchors = models.JSONField(default=list)
    saved_at = models.DateTimeField(_("saved at"), default=timezone.now)
    saved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("saved by"),
    )
    note = models.CharField(_("what changed"), max_length=LONGEST_NOTE, blank=True)
    is_told = models.BooleanField(_("worth telling readers"), default=False)

    objects = VersionQuerySet.as_manager()

    class Meta:
        ordering = ["-saved_at", "-pk"]
        verbose_name = _("version")
        verbose_name_plural = _("versions")
        constraints = [
            models.CheckConstraint(condition=Q(is_told=False) | ~Q(note=""), name="version_told_has_note")
        ]
        indexes = [
            models.Index(fields=["owner_type", "owner_id", "-saved_at", "-id"], name="version_of_owner"),
            models.Index(fields=["kind", "-saved_at"], name="version_deleted"),
        ]

    def __str__(self) -> str:
        return f"{self.saved_at:%Y-%m-%d %H:%M} {self.title}"
