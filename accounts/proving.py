"""Who somebody is, by what they know and have."""

from typing import Any

from django.contrib.auth import authenticate
from django.contrib.auth.signals import user_login_failed
from django.http import HttpRequest
from django.views.decorators.debug import sensitive_variables

from .factors import Factor, claim_of


@sensitive_variables("password", "code", "claim")
def prove(request: HttpRequest, name: str, password: str, code: str) -> tuple[Any, Factor] | None:
    """The user of that name and password, and the factor that was shown; None where something is wrong.

    What is wrong cannot be told, by the time neither: whatever it is, the same queries are made and one hash
    is computed, and it counts as one failure. Only staff signs in here.
    """
    claim = claim_of(name, code)
    user = authenticate(request, username=name, password=password)
    if user is None:
        return None
    factor = claim.redeem() if user.is_staff else None
    if factor is None:
        user_login_failed.send(__name__, credentials={"username": name}, request=request)
        return None
    return user, factor
