from contextlib import suppress

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from papers.bibliography.record import Record
from papers.identifiers import BadIdentifier, Identity, normalise
from papers.lookup.finding import look_up_identity
from papers.models import Identifier, Paper
from papers.queue import TYPES, make_page, waiting_works
from passages.filters import BadFilter, Filter
from passages.visibility import is_owner
from web.failures import AskingFailed
from web.owner import owners_client


@require_safe
def queue(request: HttpRequest) -> HttpResponse:
    """Works that notes link to and that have no page yet."""
    asked = Filter.from_request(request)
    return render(request, "papers/queue.html", {"waiting": waiting_works(asked), "asked": asked})


@require_POST
@permission_required("papers.add_paper", raise_exception=True)
def queue_add(request: HttpRequest) -> HttpResponse:
    """Make the page of the work that was chosen, if nobody has made it meanwhile, and fill it.

    Whoever knows the work is asked before anything is written; if nobody answers, the reason is shown.
    """
    identity = to_identity(request.POST.get("scheme", ""), request.POST.get("value", ""))
    if not is_known(identity):
        record = look_up(request, identity)
        with suppress(IntegrityError):  # somebody was faster
            paper = make_page(identity, request.user, record)
            is_writer = is_owner(request.user, Paper)
            return redirect("admin:papers_paper_change", paper.pk) if is_writer else redirect(paper)
    made = Paper.objects.visible_to(request.user).identified_by({identity.key}).first()
    if made is None and is_known(identity):
        raise PermissionDenied
    return redirect(made or "papers:queue")


def is_known(identity: Identity) -> bool:
    return Identifier.objects.filter(scheme=identity.scheme, value=identity.value).exists()


def look_up(request: HttpRequest, identity: Identity) -> Record | None:
    try:
        return look_up_identity(identity, owners_client())
    except AskingFailed as failure:
        messages.warning(request, str(failure))
        return None


def to_identity(scheme: str, value: str) -> Identity:
    """The identity that a row of the queue stands for."""
    if scheme not in TYPES:
        raise BadFilter(_("“%(scheme)s” is no scheme of identifiers.") % {"scheme": scheme[:40]})
    try:
        return normalise(scheme, value[:2000])
    except BadIdentifier as error:
        raise BadFilter(str(error)) from error
