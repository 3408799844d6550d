import re
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from .middleware import REQUEST
from .models import SignInEvent
from .sessions import end_others

SHORTEST = 8
KNOWN = "commonplace owner admin password"


class NotOfThisSite:
    """Refuses a password of which too little is left without the words that everybody knows of the site."""

    def validate(self, password: str, user: Any = None) -> None:
        names = [KNOWN, settings.SITE_TITLE, settings.SITE_AUTHOR, *settings.ALLOWED_HOSTS]
        words = set(re.findall(r"[^\W\d_]{3,}", " ".join(names).casefold()))
        left = re.sub("|".join(sorted(words, key=len, reverse=True)), "", password.casefold())
        if len(left) < SHORTEST <= len(password):
            sentence = _("Without the names of this site too little of it is left.")
            raise ValidationError(sentence, "of_this_site")

    def get_help_text(self) -> str:
        return _("Title, author and address of the site make no password.")


class EndsOtherSessions:
    """A “validator” of passwords, since those are what Django tells of a new one, wherever it was set.

    Django itself refuses a session from before at its next request; it is deleted, so that none is listed.
    """

    def validate(self, password: str, user: Any = None) -> None:
        """Any password will do for this."""

    def get_help_text(self) -> str:
        return _("With a new password one is signed out everywhere else.")

    def password_changed(self, password: str, user: Any) -> None:
        request = REQUEST.get()
        is_own = request is not None and request.user.pk == user.pk
        end_others(user, but=request.session.session_key if request and is_own else None)
        SignInEvent.objects.record(SignInEvent.Kind.PASSWORD, request, user=user)
