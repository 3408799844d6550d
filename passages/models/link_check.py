from typing import Any, Self

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from passages.health import Health, Why

from .link import Link


class LinkCheckQuerySet(models.QuerySet[Any]):
    def newest_of(self, link: Link) -> Self:
        return self.filter(link=link).order_by("-checked_at", "-pk")


class LinkCheck(models.Model):
    """What was found when a link was asked for: the answer's `status`, 0 where there was none.

    `reason` is a sentence in the site's language, where there is more to say than `why` does.
    """

    Why = Why

    link = models.ForeignKey(Link, on_delete=models.CASCADE, related_name="checks", verbose_name=_("link"))
    checked_at = models.DateTimeField(_("checked at"), default=timezone.now)
    health = models.CharField(_("health"), max_length=10, choices=Health.choices)
    why = models.CharField(_("because"), max_length=20, choices=Why.choices, blank=True)
    status = models.PositiveSmallIntegerField(_("status"), default=0)
    moved_to = models.CharField(_("moved to"), max_length=2000, blank=True)
    reason = models.CharField(_("reason"), max_length=300, blank=True)

    objects = LinkCheckQuerySet.as_manager()

    class Meta:
        ordering = ["-checked_at", "-pk"]
        verbose_name = _("check of a link")
        verbose_name_plural = _("checks of links")
        indexes = [models.Index(fields=["link", "-checked_at"], name="link_check_newest")]

    def __str__(self) -> str:
        return f"{self.link} {self.checked_at:%Y-%m-%d}: {self.health}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.reason = self.reason[:300]
        super().save(*args, **kwargs)
