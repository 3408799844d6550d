from collections.abc import Iterable
from typing import Any, Self

from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .kinds import owners, type_id


class ClashQuerySet(models.QuerySet[Any]):
    def in_documents(self, model: type[models.Model]) -> Self:
        return self.in_any([model])

    def in_any(self, kinds: Iterable[type[models.Model]]) -> Self:
        """Those of documents of these kinds."""
        return self.filter(owner_type__in=[type_id(kind) for kind in kinds])

    def with_owners(self) -> Self:
        """With the documents, in their order."""
        return self.prefetch_related(owners("owner")).order_by("file", "line", "pk")


class Clash(models.Model):
    """A field of a document that was changed here and by its source; what stands here holds.

    `name` is that of the field, `value` what the source says, as plain JSON; `file` and `line` where it does.
    The row goes when both agree, or when the owner has said which of the two holds.
    """

    owner_type = models.ForeignKey(ContentType, on_delete=models.CASCADE, related_name="+")
    owner_id = models.PositiveBigIntegerField()
    owner = GenericForeignKey("owner_type", "owner_id")
    name = models.CharField(_("field"), max_length=60)
    value = models.JSONField(_("what the source says"), null=True)
    file = models.CharField(_("file"), max_length=500)
    line = models.PositiveIntegerField(_("line"), null=True)
    found_at = models.DateTimeField(_("found at"), default=timezone.now)

    objects = ClashQuerySet.as_manager()

    class Meta:
        ordering = ["file", "line", "pk"]
        verbose_name = _("clash")
        verbose_name_plural = _("clashes")
        constraints = [
            models.UniqueConstraint(fields=["owner_type", "owner_id", "name"], name="clash_field_unique")
        ]

    def __str__(self) -> str:
        return f"{self.place}: {self.name}"

    @property
    def place(self) -> str:
        """Where the source says it."""
        return f"{self.file}:{self.line}" if self.line else self.file
