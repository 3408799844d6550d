from datetime import date
from typing import Any

from django.core.validators import MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from markup import find_locator
from passages.models import Passage

from .paper import Paper


class ReadingEvent(models.Model):
    """Somebody began a work, got to a place in it, finished it, or stopped: on a day, at a locator.

    `passage` is the block of a log entry that says so; what was entered by hand has none.
    """

    class Kind(models.TextChoices):
        STARTED = "started", _("started")
        PROGRESS = "progress", _("progress")
        FINISHED = "finished", _("finished")
        STOPPED = "stopped", _("stopped")

    paper = models.ForeignKey(
        Paper, on_delete=models.CASCADE, related_name="reading_events", verbose_name=_("paper")
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices, default=Kind.PROGRESS)
    happened_on = models.DateField(
        _("on"), default=timezone.localdate, validators=[MinValueValidator(date(1000, 1, 1))]
    )
    locator = models.CharField(
        _("locator"), max_length=200, blank=True, help_text=_("How far, such as p. 53, chapter 4 or 3:30.")
    )
    locator_kind = models.CharField(max_length=10, blank=True, editable=False)
    locator_sort = models.CharField(max_length=100, blank=True, editable=False)
    passage = models.ForeignKey(
        Passage, on_delete=models.CASCADE, null=True, editable=False, related_name="reading_events"
    )

    class Meta:
        ordering = ["happened_on", "pk"]
        verbose_name = _("reading event")
        verbose_name_plural = _("reading events")
        constraints = [
            models.UniqueConstraint(fields=["paper", "passage"], name="readingevent_paper_passage_unique")
        ]
        indexes = [models.Index(fields=["paper", "-happened_on", "-id"], name="readingevent_newest")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.locator}".strip()

    def save(self, *args: Any, **kwargs: Any) -> None:
        """The place is read from the words; one that cannot be read is kept and stands last."""
        found = find_locator(self.locator, in_heading=True)
        self.locator_kind, self.locator_sort = (found.kind, found.sort_key) if found else ("", "")
        super().save(*args, **kwargs)
