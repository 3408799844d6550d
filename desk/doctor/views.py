"""/admin/doctor/: what was found, with a click to mend it or to leave it as it is."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from desk.models import LONGEST_REASON, Dismissal
from history.sitting import sitting
from passages.models import Document

from .checking import checks_for, examine, kinds_of
from .finding import Finding

SHOWN = 50


def kinds_or_refuse(request: HttpRequest) -> list[type[Document]]:
    """The kinds of document of which who asks may hear all; whoever may hear of none may not come in."""
    models = kinds_of(request.user)
    if not models:
        raise PermissionDenied
    return models


@require_safe
def doctor(request: HttpRequest) -> HttpResponse:
    """All checks with the start of what each found, or with `?check=` one of them page by page."""
    models, only = kinds_or_refuse(request), request.GET.get("check", "")
    sections = examine(models, only)
    if only and not sections:
        raise Http404
    shown = [
        {
            "check": section.check,
            "number": section.number,
            "left": section.left,
            "page": Paginator(section.findings, SHOWN).get_page(request.GET.get("page") if only else 1),
        }
        for section in sections
        if section.findings or only
    ]
    context = {
        "sections": shown,
        "only": only,
        "quiet": [section.check for section in sections if not section.findings],
        "left": dismissals_for(models).count(),
    }
    return draw(request, "doctor", _("Doctor"), context)


@require_POST
def mend(request: HttpRequest) -> HttpResponse:
    finding, user = found_again(request), request.user
    if finding is None:
        messages.info(request, _("That is not to be found any more."))
    elif "leave" in request.POST:
        said = {"title": finding.title[:LONGEST_REASON], "reason": finding.reason[:LONGEST_REASON]}
        Dismissal.objects.get_or_create(
            check_name=finding.check,
            subject=finding.subject,
            defaults={**said, "dismissed_by_id": user.pk},
        )
        messages.success(request, _("“%(title)s” is left as it is.") % {"title": finding.title})
    elif finding.fix and finding.fix.apply and request.user.has_perm("papers.change_paper"):
        with sitting(by=request.user, note=finding.fix.label):
            finding.fix.apply()
        said = {"title": finding.title, "fix": finding.fix.label}
        messages.success(request, _("Done: %(fix)s (“%(title)s”).") % said)
    return redirect(back_from(request))


def found_again(request: HttpRequest) -> Finding | None:
    """The finding that was sent, if it is still there for who asks: nothing else is mended or remembered."""
    check, subject = request.POST.get("check", ""), request.POST.get("subject", "")
    sections = examine(kinds_or_refuse(request), check) if check else []
    return next((each for section in sections for each in section.findings if each.subject == subject), None)


def back_from(request: HttpRequest) -> str:
    """The page that the button stood on."""
    only = request.POST.get("only", "")
    known = {check.name for check in checks_for(kinds_of(request.user))}
    return reverse("admin:doctor") + (f"?check={only}" if only in known else "")


def left(request: HttpRequest) -> HttpResponse:
    """What was left as it is, to be taken back."""
    dismissals = dismissals_for(kinds_or_refuse(request))
    if request.method == "POST":
        key = request.POST.get("dismissal", "")
        if not key.isdecimal() or len(key) > 18:
            raise Http404
        get_object_or_404(dismissals, pk=key).delete()
        messages.success(request, _("The doctor will speak of it again."))
        return redirect("admin:doctor_left")
    titles = {check.name: check.title for check in checks_for(kinds_of(request.user))}
    page = Paginator(dismissals, SHOWN).get_page(request.GET.get("page"))
    rows = [(titles[each.check_name], each) for each in page]
    return draw(request, "left", _("Left as it is"), {"rows": rows, "page": page})


def dismissals_for(models: list[type[Document]]) -> Any:
    """Those of the checks that somebody sees, and of the kinds of thing that these may name to them."""
    names = [check.name for check in checks_for(models)]
    about = Q()
    for label in [model._meta.label_lower for model in models] + ["passages.", "papers.author"]:
        about |= Q(subject__startswith=label)
    return Dismissal.objects.filter(about, check_name__in=names)


def draw(request: HttpRequest, name: str, title: str, context: dict[str, Any]) -> HttpResponse:
    frame = {**admin.site.each_context(request), "title": title}
    return TemplateResponse(request, f"admin/doctor/{name}.html", frame | context)
