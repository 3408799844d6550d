from typing import Any, Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

LONGEST_NAME = 100


class DraftQuerySet(models.QuerySet[Any]):
    def of(self, user: Any) -> Self:
        """What somebody was writing, the newest first; nobody else may see it, owners neither."""
        return self.filter(writer=user.pk)

    def in_form(self, name: str) -> Self:
        return self.filter(form=name)


class Draft(models.Model):
    """What somebody is writing and has not saved.

    `key` is made by the form that is open, so that two windows never write over each other. `form` names
    what is written: the label of the model and the key of the document, `notes.entry/12`, `notes.entry/add`
    or `write`. `values` are the fields as the form would send them. `base` is the version (`Document.stamp`)
    that the form was opened with.
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
