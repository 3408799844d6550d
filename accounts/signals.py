"""The log is written where Django tells of it. django-axes, installed before, hears of each failure first."""

from typing import Any

from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.dispatch import receiver
from django.http import HttpRequest

from .models import SignInEvent
from .sessions import begin

Kind = SignInEvent.Kind


@receiver(user_logged_in)
def record_sign_in(request: HttpRequest, user: Any, **kwargs: Any) -> None:
    begin(request)
    factor = getattr(request, "second_factor", SignInEvent.Factor.NONE)
    SignInEvent.objects.record(Kind.SIGNED_IN, request, user=user, factor=factor)
    SignInEvent.objects.purge()


@receiver(user_logged_out)
def record_sign_out(request: HttpRequest, user: Any, **kwargs: Any) -> None:
    if user:
        SignInEvent.objects.record(Kind.SIGNED_OUT, request, user=user)


@receiver(user_login_failed)
def record_refusal(credentials: dict[str, Any], request: Any, **kwargs: Any) -> None:
    """One who is locked already counts no further and is written down once: 1,000 guesses make ten rows."""
    if request is None or request.axes_failures_since_start is None:
        return
    kind = Kind.LOCKED if request.axes_locked_out else Kind.REFUSED
    SignInEvent.objects.record_refusal(kind, request, credentials["username"])
