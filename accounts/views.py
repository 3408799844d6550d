"""Where one is signed in, and what is answered to who may not try again."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods

from . import factors
from .forms import EndSessionsForm
from .guessing import seconds_locked
from .models import SignInEvent
from .pages import draw
from .sessions import end_others, signed_in


def locked(request: HttpRequest, response: HttpResponse | None, credentials: Any) -> HttpResponse:
    """What django-axes answers to who was wrong too often."""
    seconds = seconds_locked(request, credentials)
    page = render(request, "429.html", {"minutes": -(-seconds // 60)}, status=429)
    page.headers["Retry-After"] = str(seconds)
    page.headers["Cache-Control"] = "no-store"
    return page


@sensitive_post_parameters()
@sensitive_variables()
@require_http_methods(["GET", "HEAD", "POST"])
def where_signed_in(request: HttpRequest) -> HttpResponse:
    user, this = request.user, request.session.session_key
    form = EndSessionsForm(request, request.POST if request.method == "POST" else None)
    if form.is_valid():
        number = end_others(user, but=this)
        SignInEvent.objects.record(SignInEvent.Kind.ENDED, request, user=user)
        done = ngettext("Signed out in %(number)s place.", "Signed out in %(number)s places.", number)
        messages.success(request, done % {"number": number})
        return redirect("admin:signed_in")
    context = {"places": signed_in(user, this), "has_factor": factors.is_on(user), "form": form}
    return draw(request, "signed_in", _("Where you are signed in"), context)
