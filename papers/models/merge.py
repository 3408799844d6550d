from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .paper import Paper


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

    class Meta:
        ordering = ["-merged_at", "-pk"]
        verbose_name = _("merge")
        verbose_name_plural = _("merges")

    def __str__(self) -> str:
        return self.title
