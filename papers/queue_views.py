from django.contrib.auth.decorators import permission_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from passages.filters import BadFilter, Filter

from .identifiers import BadIdentifier, Identity, normalise
from .models import Identifier, Paper
from .queue import TYPES, make_page, waiting_works


@require_safe
def queue(request: HttpRequest) -> HttpResponse:
    """Works that notes link to and that have no page yet."""
    asked = Filter.from_request(request)
    return render(request, "papers/queue.html", {"waiting": waiting_works(asked), "asked": asked})


@require_POST
@permission_required("papers.add_paper", raise_exception=True)
def queue_add(request: HttpRequest) -> HttpResponse:
    """Make the page of the work that was chosen, if nobody has made it meanwhile."""
    identity = to_identity(request.POST.get("scheme", ""), request.POST.get("value", ""))
    made = Paper.objects.visible_to(request.user).identified_by({identity.key}).first()
    if made is None and Identifier.objects.filter(scheme=identity.scheme, value=identity.value).exists():
        raise PermissionDenied
    return redirect(made or make_page(identity, request.user))


def to_identity(scheme: str, value: str) -> Identity:
    """The identity that a row of the queue stands for."""
    if scheme not in TYPES:
        raise BadFilter(_("“%(scheme)s” is no scheme of identifiers.") % {"scheme": scheme[:40]})
    try:
        return normalise(scheme, value[:2000])
    except BadIdentifier as error:
        raise BadFilter(str(error)) from error
