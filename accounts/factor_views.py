"""/admin/second-factor/: set up, changed and turned off by whose it is."""

import segno
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods

from . import factors
from .forms import ProofForm, SetUpForm
from .models import SignInEvent
from .pages import draw
from .sessions import end_others

Kind = SignInEvent.Kind


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def second_factor(request: HttpRequest) -> HttpResponse:
    return change_factor(request) if factors.is_on(request.user) else set_up_factor(request)


@sensitive_variables()
def set_up_factor(request: HttpRequest) -> HttpResponse:
    form = SetUpForm(request, request.POST if request.method == "POST" else None)
    if form.is_valid():
        codes = factors.set_up(request.user, form.device.key, form.step)
        SignInEvent.objects.record(Kind.FACTOR_ON, request, user=request.user)
        end_others(request.user, but=request.session.session_key)
        return show_codes(request, codes)
    address = form.device.config_url
    context = {"form": form, "address": address, "qr": to_qr(address)}
    return draw(request, "set_up_factor", _("Second factor"), context)


@sensitive_variables()
def change_factor(request: HttpRequest) -> HttpResponse:
    form = ProofForm(request, request.POST if request.method == "POST" else None)
    if form.is_valid() and "off" in request.POST:
        factors.turn_off(request.user)
        SignInEvent.objects.record(Kind.FACTOR_OFF, request, user=request.user)
        messages.success(request, _("The second factor is turned off."))
        return redirect("admin:second_factor")
    if form.is_valid():
        codes = factors.make_codes(request.user)
        SignInEvent.objects.record(Kind.CODES, request, user=request.user)
        return show_codes(request, codes)
    context = {"form": form, "left": factors.codes_left(request.user)}
    return draw(request, "change_factor", _("Second factor"), context)


def show_codes(request: HttpRequest, codes: list[str]) -> HttpResponse:
    """Recovery codes stand on the page that answers to their making and nowhere else."""
    return draw(request, "recovery_codes", _("Recovery codes"), {"codes": codes})


def to_qr(text: str) -> str:
    """A picture of a text as a data: address, dark on light whatever the colours of the page are."""
    return segno.make(text, error="l", micro=False).svg_data_uri(scale=4, border=4, dark="#000", light="#fff")
