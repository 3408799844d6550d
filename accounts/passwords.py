import re
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from .middleware import REQUEST
from .models import SignInEvent
from .sessions import end_others

SHORTEST = 8
KNOWN = "commonplace owner admin password"
# Eight figures are a day in one of these orders, with or without something between them.
ORDERS = ("%Y%m%d", "%d%m%Y", "%m%d%Y")
YEARS = range(1800, 2200)


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


class NotADay:
    """Refuses days: figures alone are a password, but there are a few hundred thousand days only."""

    def validate(self, password: str, user: Any = None) -> None:
        figures = re.sub(r"[\s./-]", "", password)
        if re.fullmatch(r"[0-9]{8}", figures) and any(is_day(figures, order) for order in ORDERS):
            raise ValidationError(_("A date is guessed soon."), "a_day")

    def get_help_text(self) -> str:
        return _("A date makes no password.")


def is_day(figures: str, order: str) -> bool:
    try:
        return datetime.strptime(figures, order).year in YEARS
    except ValueError:
        return False


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
