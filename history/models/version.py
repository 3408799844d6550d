from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any, Self

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Exists, Max, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .bulk_change import LONGEST_NOTE, BulkChange

KEPT = timedelta(days=30)
LONGEST_TITLE = 500


class VersionQuerySet(models.QuerySet[Any]):
    def of(self, document: models.Model) -> Self:
        """The versions of one document, the newest first."""
        owner_type = ContentType.objects.get_for_model(document)
        return self.filter(owner_type=owner_type, owner_id=document.pk)

    def of_kind(self, model: type[models.Model]) -> Self:
        return self.filter(owner_type=ContentType.objects.get_for_model(model))

    def newest_key(self) -> int | None:
        """The key of the last version of all, which says whether anything was saved since."""
        return self.aggregate(last=Max("pk"))["last"]

    def told(self) -> Self:
        """Changes that the owner thought worth telling readers."""
        return self.filter(is_told=True)

    def for_list(self) -> Self:
        """Without what they hold."""
        return self.defer("values", "anchors", "rest").select_related("saved_by")

    def owners(self, owner_type: int, keys: Collection[int]) -> set[int]:
        """Those of the documents, by their keys, that have a version."""
        found = self.filter(owner_type=owner_type, owner_id__in=keys).order_by()
        return set(found.values_list("owner_id", flat=True).distinct())

    def newest(self, owner_type: int, keys: Collection[int]) -> dict[int, Version]:
        """By the keys of documents, the newest version of each."""
        owned = self.filter(owner_type=owner_type, owner_id__in=keys).order_by()
        last = owned.values("owner_id").annotate(last=Max("pk")).values("last")
        return {version.owner_id: version for version in self.filter(pk__in=last)}

    def last_keys(self, model: type[models.Model], keys: Collection[int]) -> dict[int, int]:
        """By the keys of documents of one kind, the key of the newest version of each; one query."""
        owned = self.of_kind(model).filter(owner_id__in=keys).order_by()
        return dict(owned.values_list("owner_id").annotate(last=Max("pk")))

    def deleted(self) -> Self:
        """What was deleted and not brought back yet, also when it no longer can be."""
        later = Version.objects.filter(
            owner_type=OuterRef("owner_type"), owner_id=OuterRef("owner_id"), pk__gt=OuterRef("pk")
        )
        return self.filter(~Exists(later), kind=Version.Kind.DELETED)

    def restorable(self) -> Self:
        return self.deleted().filter(saved_at__gte=timezone.now() - KEPT)

    def purge(self) -> None:
        """Forget what was deleted over 30 days ago, with its versions and those of what was part of it."""
        for version in self.deleted().filter(saved_at__lt=timezone.now() - KEPT).defer("values", "anchors"):
            keys = [version.owner_id, *version.rest.get("absorbed", [])]
            Version.objects.filter(owner_type=version.owner_type_id, owner_id__in=keys).delete()


class Version(models.Model):
    """What a document said after one save, or before it was deleted.

    `values` are all that somebody can write, as plain values by name; `changed` the names of those that
    differ from the version before; `anchors` those of its blocks in their order. `rest` is what else it takes
    to bring back what was deleted, `bulk` the change of many documents that this was part of. A generic key,
    since a version outlives what it is of.
    """

    class Kind(models.TextChoices):
        SAVED = "saved", _("saved")
        DELETED = "deleted", _("deleted")

    owner_type = models.ForeignKey(ContentType, on_delete=models.CASCADE, related_name="+")
    owner_id = models.PositiveBigIntegerField()
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices, default=Kind.SAVED)
    title = models.CharField(_("title"), max_length=LONGEST_TITLE)
    values = models.JSONField(default=dict)
    changed = models.JSONField(default=list)
    anchors = models.JSONField(default=list)
    rest = models.JSONField(default=dict)
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
    bulk = models.ForeignKey(
        BulkChange, on_delete=models.SET_NULL, null=True, related_name="versions", db_index=False
    )

    objects = VersionQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]  # a clock may be set back
        verbose_name = _("version")
        verbose_name_plural = _("versions")
        constraints = [
            models.CheckConstraint(condition=Q(is_told=False) | ~Q(note=""), name="version_told_has_note")
        ]
        indexes = [
            models.Index(fields=["owner_type", "owner_id", "-saved_at", "-id"], name="version_of_owner"),
            models.Index(fields=["kind", "-saved_at"], name="version_deleted"),
            models.Index(
                fields=["bulk", "owner_id"], name="version_of_bulk", condition=Q(bulk__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.saved_at:%Y-%m-%d %H:%M} {self.title}"

    @property
    def kept_until(self) -> datetime:
        """Of what was deleted, until when it can be brought back."""
        return self.saved_at + KEPT
