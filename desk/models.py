from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Dismissal(models.Model):
    """A finding of the doctor that the owner wants left as it is.

    `check_name` is that of the check, `subject` what it found fault with, in its own words.
    """

    check_name = models.CharField(_("check"), max_length=60)
    subject = models.CharField(_("subject"), max_length=300)
    dismissed_at = models.DateTimeField(_("dismissed at"), default=timezone.now)
    dismissed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )

    class Meta:
        ordering = ["check_name", "subject"]
        verbose_name = _("dismissal")
        verbose_name_plural = _("dismissals")
        constraints = [
            models.UniqueConstraint(fields=["check_name", "subject"], name="dismissal_finding_unique")
        ]

    def __str__(self) -> str:
        return f"{self.check_name}: {self.subject}"
