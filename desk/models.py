from datetime import timedelta
from typing import Any, Self
from uuid import UUID

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

REMEMBERED = timedelta(days=30)

LONGEST_SUBJECT = 300
LONGEST_REASON = 500


class Dismissal(models.Model):
    """A finding of the doctor that the owner wants left as it is.

    `check_name` is that of the check, `subject` what it found fault with: the kind of thing and what tells it
    apart. `title` and `reason` are what was said of it then.
    """

    check_name = models.CharField(_("check"), max_length=60)
    subject = models.CharField(_("subject"), max_length=LONGEST_SUBJECT)
    title = models.CharField(_("title"), max_length=LONGEST_REASON, blank=True)
    reason = models.CharField(_("reason"), max_length=LONGEST_REASON, blank=True)
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


class SentQuerySet(models.QuerySet[Any]):
    def of(self, user: Any) -> Self:
        return self.filter(writer=user.pk)

    def with_key(self, key: UUID) -> Self:
        return self.filter(key=key)

    def forgettable(self) -> Self:
        """What nobody sends a second time any more."""
        return self.filter(sent_at__lt=timezone.now() - REMEMBERED)


class Sent(models.Model):
    """A form of quick entry that was sent, by the form's own `key`, so that it is saved only once.

    `entry_ids` are the keys of what it made; some may have been deleted since.
    """

    writer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    key = models.UUIDField()
    sent_at = models.DateTimeField(default=timezone.now, db_index=True)
    entry_ids = models.JSONField(default=list)

    objects = SentQuerySet.as_manager()

    class Meta:
        ordering = ["-sent_at"]
        constraints = [models.UniqueConstraint(fields=["writer", "key"], name="sent_writer_key_unique")]

    def __str__(self) -> str:
        return f"{self.key} {self.sent_at:%Y-%m-%d %H:%M}"
