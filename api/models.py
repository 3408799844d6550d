from contextlib import suppress
from datetime import timedelta
from typing import Any, Self

from django.conf import settings
from django.db import OperationalError, models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .tokens import digest_of, make_secret

# A token may write so often in each window.
WINDOW = timedelta(minutes=1)
MOST_WRITES = 60
# How exact `used_at` is, so that reading seldom writes.
USE_IS_NOTED = timedelta(minutes=1)


class TokenQuerySet(models.QuerySet[Any]):
    def listed_for(self, user: Any) -> Self:
        """Their own; a superuser sees what all of them are called."""
        return self if user.is_superuser else self.filter(user=user)

    def live(self) -> Self:
        return self.filter(revoked_at=None, user__is_active=True)

    def of_secret(self, secret: str) -> Self:
        return self.filter(digest=digest_of(secret))

    def unused_since(self, moment: Any) -> Self:
        return self.filter(Q(used_at=None) | Q(used_at__lt=moment))

    def revoke(self) -> int:
        """The number of those that held until now."""
        return self.filter(revoked_at=None).update(revoked_at=timezone.now())

    def make(self, user: Any, name: str) -> tuple[Any, str]:
        """A token and its secret, which is nowhere else."""
        secret = make_secret()
        return self.create(user=user, name=name, digest=digest_of(secret)), secret


class Token(models.Model):
    """What a program shows to write in somebody's name. Only the SHA-256 of it is kept.

    `writes` counts the changes that were asked for since `window_began_at`.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", verbose_name=_("user")
    )
    name = models.CharField(_("name"), max_length=100, help_text=_("What it is for."))
    digest = models.CharField(max_length=64, unique=True, editable=False)
    made_at = models.DateTimeField(_("made at"), default=timezone.now, editable=False)
    used_at = models.DateTimeField(_("last used at"), null=True, editable=False)
    revoked_at = models.DateTimeField(_("revoked at"), null=True, editable=False)
    window_began_at = models.DateTimeField(default=timezone.now, editable=False)
    writes = models.PositiveIntegerField(default=0, editable=False)

    objects = TokenQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at", "-pk"]
        verbose_name = _("token")
        verbose_name_plural = _("tokens")

    def __str__(self) -> str:
        return self.name

    def note_use(self) -> None:
        """That it was used just now; where the database has no time for it, nobody has to wait."""
        now = timezone.now()
        if self.used_at and self.used_at >= now - USE_IS_NOTED:
            return
        with suppress(OperationalError):
            Token.objects.filter(pk=self.pk).unused_since(now - USE_IS_NOTED).update(used_at=now)

    def count_write(self) -> int:
        """Take one of the writes of this window; the seconds to wait for where there are none left.

        The database counts, so that it holds for all processes together.
        """
        now = timezone.now()
        this = Token.objects.filter(pk=self.pk)
        for _turn in range(2):  # another process may open the window between the two
            current = this.filter(window_began_at__gt=now - WINDOW)
            if current.filter(writes__lt=MOST_WRITES).update(writes=F("writes") + 1):
                return 0
            if this.filter(window_began_at__lte=now - WINDOW).update(window_began_at=now, writes=1):
                return 0
        began_at = this.values_list("window_began_at", flat=True).get()
        return max(1, int((began_at + WINDOW - now).total_seconds()) + 1)
