from datetime import timedelta
from typing import Any, Self

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import models
from django.db.models import Q
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .addresses import address_of
from .browsers import to_browser

KEPT = timedelta(days=90)
# For so long an address is one's own after a sign-in from there.
KNOWN = timedelta(days=30)
LONGEST_NAME = 150
LONGEST_BROWSER = 255


class SignInEventQuerySet(models.QuerySet[Any]):
    def listed_for(self, user: Any) -> Self:
        """Their own; a superuser sees those of all."""
        return self if user.is_superuser else self.filter(user=user)

    def record(
        self, kind: str, request: HttpRequest | None = None, *, user: Any = None, factor: str = ""
    ) -> Any:
        """Write down what happened to the account of `user`, None where there is no such account."""
        return self.create(
            kind=kind,
            user=user,
            name=user.get_username() if user else "",
            factor=factor,
            address=address_of(request) if request else None,
            browser=request.headers.get("User-Agent", "")[:LONGEST_BROWSER] if request else "",
        )

    def record_refusal(self, kind: str, request: HttpRequest, name: str) -> Any:
        """A name that nobody has is not kept: it may be a password that was typed into the wrong field."""
        user = get_user_model().objects.filter(username=name).first()
        return self.record(kind, request, user=user)

    def is_known(self, name: str, address: str | None) -> bool:
        """Whether the account has signed in from this address lately."""
        since = timezone.now() - KNOWN
        kind = SignInEvent.Kind.SIGNED_IN
        return self.filter(name=name, address=address, kind=kind, happened_at__gte=since).exists()

    def purge(self) -> int:
        """Delete what is older than 90 days."""
        return self.filter(happened_at__lt=timezone.now() - KEPT).delete()[0]


class SignInEvent(models.Model):
    """What happened at the door: who came in or was refused, and what was changed about how one comes in.

    `name` is that of the account, also after that is gone; empty if there was no account of the name that
    was typed. `address` is as `addresses.read_address` says, `browser` what it calls itself.
    """

    class Kind(models.TextChoices):
        SIGNED_IN = "signed in", _("signed in")
        REFUSED = "refused", _("refused")
        LOCKED = "locked", _("locked after too many tries")
        SIGNED_OUT = "signed out", _("signed out")
        ENDED = "ended", _("signed out everywhere else")
        PASSWORD = "password", _("password set")
        FACTOR_ON = "factor on", _("second factor set up")
        FACTOR_OFF = "factor off", _("second factor turned off")
        CODES = "codes", _("new recovery codes")

    class Factor(models.TextChoices):
        NONE = "", _("none")
        CODE = "code", _("code")
        RECOVERY = "recovery", _("recovery code")

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", editable=False
    )
    name = models.CharField(_("name"), max_length=LONGEST_NAME, blank=True)
    kind = models.CharField(_("what happened"), max_length=10, choices=Kind)
    factor = models.CharField(_("second factor"), max_length=10, choices=Factor, blank=True)
    happened_at = models.DateTimeField(_("when"), default=timezone.now)
    address = models.GenericIPAddressField(_("address"), null=True)
    browser = models.CharField(_("browser"), max_length=LONGEST_BROWSER, blank=True)

    objects = SignInEventQuerySet.as_manager()

    class Meta:
        ordering = ["-happened_at", "-pk"]
        verbose_name = _("sign-in")
        verbose_name_plural = _("sign-ins")
        indexes = [
            models.Index(fields=["-happened_at", "-id"], name="signinevent_newest"),
            models.Index(fields=["name", "address", "-happened_at"], name="signinevent_known"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(factor="") | Q(kind="signed in"), name="signinevent_factor_of_sign_in"
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.name or '–'}, {self.happened_at:%Y-%m-%d %H:%M}"

    @property
    def browser_name(self) -> str:
        return to_browser(self.browser)
