"""What the owner decides on where a text was changed here and in its source."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from notes.importing.clashing import keep_ours, take_theirs
from notes.importing.problems import ImportProblem
from passages.models import Clash

from .doctor.finding import change_url
from .doctor.views import kinds_or_refuse


@require_POST
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    clashes = Clash.objects.in_any(kinds_or_refuse(request))
    clash = get_object_or_404(clashes, pk=pk)
    if "take" in request.POST:
        take(request, clash)
    elif "keep" in request.POST:
        keep_ours(clash)
        messages.success(request, _("It stays as it is here."))
    model: Any = clash.owner_type.model_class()
    return redirect(change_url(model, clash.owner_id))


def take(request: HttpRequest, clash: Clash) -> None:
    try:
        take_theirs(clash, by=request.user, note=_("Taken from %(file)s") % {"file": clash.file})
    except ImportProblem as problem:
        said: dict[str, Any] = {"problem": problem.message}
        messages.error(request, _("That cannot be taken: %(problem)s") % said)
    else:
        messages.success(request, _("It is as its source says."))
