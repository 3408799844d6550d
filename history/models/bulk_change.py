from typing import Any, Self

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

LONGEST_NOTE = 200


class BulkChangeQuerySet(models.QuerySet[Any]):
    def of_kind(self, model: type[models.Model]) -> Self:
        return self.filter(owner_type=ContentType.objects.get_for_model(model))

    def for_list(self) -> Self:
        """With who made them, and which took them back."""
        return self.select_related("made_by").prefetch_related("undone_by")


class BulkChange(models.Model):
    """One change that was made to many documents of a kind in one sitting.

    The versions that it made lead to it (`Version.bulk`), `number` is how many there were. `undoes` is the
    change that this one has taken back.
    """

    owner_type = models.ForeignKey(ContentType, on_delete=models.CASCADE, related_name="+")
    made_at = models.DateTimeField(_("made at"), default=timezone.now)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("made by"),
    )
    note = models.CharField(_("what changed"), max_length=LONGEST_NOTE, blank=True)
    number = models.PositiveIntegerField(_("number"), default=0)
    undoes = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, related_name="undone_by")

    objects = BulkChangeQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at", "-pk"]
        verbose_name = _("change of many")
        verbose_name_plural = _("changes of many")
        indexes = [models.Index(fields=["owner_type", "-made_at", "-id"], name="bulk_change_newest")]

    def __str__(self) -> str:
        return f"{self.made_at:%Y-%m-%d %H:%M} {self.note}"
