from typing import Any

from django.utils.translation import gettext as _

from .middleware import REQUEST
from .models import SignInEvent
from .sessions import end_others


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
