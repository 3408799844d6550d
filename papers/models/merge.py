from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .paper import Paper


class MergeQuerySet(models.QuerySet[Any]):
    def of_file(self, name: str) -> Self:
        """Of works that came from this file before they were merged."""
        return self.filter(snapshot__source_file=name)

    def of_file_elsewhere(self, name: str, file_hash: str, title: str) -> Self:
        """Of works that came from a file of this name in another folder, with the same text or title."""
        named = Q(snapshot__source_file=name) | Q(snapshot__source_file__endswith=f"/{name}")
        return self.filter(named, Q(snapshot__source_hash=file_hash) | Q(title=title))

    def for_desk(self) -> Self:
        return self.select_related("merged_by")


class Merge(models.Model):
    """A work that turned out to be another: what it was, so that the two can be taken apart again.

    `snapshot` holds the rows of the work that went, and of those that it gave to the one that stayed.
    """

    paper = models.ForeignKey(Paper, on_delete=models.CASCADE, related_name="merges", verbose_name=_("paper"))
    title = models.CharField(_("title"), max_length=500)
    snapshot = models.JSONField(default=dict, editable=False)
    merged_at = models.DateTimeField(_("merged at"), default=timezone.now, editable=False)
    merged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, editable=False, related_name="+"
    )

    objects = MergeQuerySet.as_manager()

    class Meta:
        ordering = ["-merged_at", "-pk"]
        verbose_name = _("merge")
        verbose_name_plural = _("merges")

    def __str__(self) -> str:
        return self.title

    @property
    def differences(self) -> list[tuple[Any, str]]:
        """What the work that went said otherwise: how each thing is called, and what it said."""
        labels: dict[str, Any] = {each.name: each.verbose_name for each in Paper._meta.concrete_fields}
        labels["byline"] = _("byline")
        said = self.snapshot.get("differences", [])
        return [(labels[name], value) for name, value in said if name in labels]
