"""Who asks: the user of the token that was sent, else nobody. A session's cookie counts for nothing here,
so that no page elsewhere can write through the browser of somebody who has signed in."""

from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja.errors import AuthenticationError
from ninja.security import HttpBearer

from .failures import Refused, TooManyWrites
from .models import Token
from .tokens import LONGEST

# In OpenAPI: with a token or without.
READING: list[dict[str, list[str]]] = [{}, {"Bearer": []}]


class Bearer(HttpBearer):
    """Asks for a token (RFC 6750). One that `is_writing` takes one of its changes, and sends JSON."""

    def __init__(self, *, is_writing: bool = False) -> None:
        super().__init__()
        self.is_writing = is_writing

    def __call__(self, request: HttpRequest) -> Any:
        token = token_of(request)
        if token is None:
            raise AuthenticationError(message=_("This needs a token, in a header “Authorization: Bearer …”."))
        if self.is_writing:
            take_turn(request, token)
        return token

    def authenticate(self, request: HttpRequest, token: str) -> Any:
        return to_token(token)


def reader(request: HttpRequest) -> Any:
    """Takes a token, and asks for one only where the whole site asks for a name."""
    token = token_of(request)
    if token is None and settings.SITE_PRIVATE:
        raise AuthenticationError(message=_("This site is private: reading it needs a token."))
    return token or request.user


def token_of(request: HttpRequest) -> Any:
    """The token that was sent, None without one; from here on the request is by its user."""
    request.user = AnonymousUser()
    scheme, _space, secret = request.headers.get("Authorization", "").partition(" ")
    if not scheme:
        return None
    if scheme.lower() != "bearer":
        raise AuthenticationError(message=_("Only “Authorization: Bearer …” is understood."))
    token = to_token(secret.strip())
    token.note_use()
    request.user = token.user
    return token


def to_token(secret: str) -> Any:
    held = Token.objects.live().of_secret(secret[: LONGEST + 1]).select_related("user").first()
    if held is None:
        raise AuthenticationError(message=_("This token is not known here, or it was revoked."))
    return held


def take_turn(request: HttpRequest, token: Any) -> None:
    wait = token.count_write()
    if wait:
        raise TooManyWrites(wait)
    if request.content_type != "application/json":
        raise Refused(415, _("What is sent must be “Content-Type: application/json”."))
