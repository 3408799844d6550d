from collections.abc import Iterator
from urllib.parse import urlencode

from django.contrib import admin
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from desk.capture import known_at, to_start
from desk.writers import for_writers
from history.drafts import forget
from history.models import Draft
from markup import parse

from .forms import FORM, QuickForm
from .saved import saved_by
from .saving import save_once

OFFERED = 3
LONGEST_KEY = 18  # figures of a primary key


@require_http_methods(["GET", "HEAD", "POST"])
@for_writers
@permission_required("notes.add_entry", raise_exception=True)
def write(request: HttpRequest) -> HttpResponse:
    """Quick entry on a page of its own. What a bookmarklet or a phone hands over is its beginning."""
    if request.method == "POST":
        return save_sent(request)
    given = [request.GET.get(name, "") for name in ("title", "url", "text")]
    start = to_start(*given)
    url = given[1] or next(addresses_in(start), "")
    form = QuickForm.new(request.user, text=start)
    draft = draft_asked_for(request)
    if draft:
        form.take_up(draft)
    context = {
        "known": known_at(url, request.user) if url else None,
        "saved": saved_by(request),
        "drafts": [] if draft else Draft.objects.of(request.user).in_form(FORM).without_values()[:OFFERED],
    }
    return draw(request, form, **context)


def save_sent(request: HttpRequest) -> HttpResponse:
    form = QuickForm(request.user, request.POST)
    if not form.is_valid():
        return draw(request, form)
    sent = save_once(request.user, form.sent_key, form.written, form.beside())
    forget(request)
    page = reverse("admin:index" if form.cleaned_data["is_on_desk"] else "desk:write")
    return redirect(f"{page}?{urlencode({'saved': sent.key})}")


def draft_asked_for(request: HttpRequest) -> Draft | None:
    """The writer's own draft that the address says to go on with."""
    key = request.GET.get("draft", "")
    is_key = key.isdecimal() and len(key) <= LONGEST_KEY
    return Draft.objects.of(request.user).in_form(FORM).filter(pk=int(key)).first() if is_key else None


def draw(request: HttpRequest, form: QuickForm, **context: object) -> HttpResponse:
    frame = admin.site.each_context(request)
    context |= {"form": form, "title": _("Write"), "is_nav_sidebar_enabled": False}
    return render(request, "desk/write.html", frame | context)


def addresses_in(text: str) -> Iterator[str]:
    """The web addresses that a text points at, in order."""
    references = (reference for block in parse(text).blocks for reference in block.references)
    return (reference.value for reference in references if reference.kind == "url")
