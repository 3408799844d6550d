from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from .ready import look


@require_safe
@login_not_required
def healthz(request: HttpRequest) -> HttpResponse:
    """Says that this process answers; it asks nothing of the database."""
    return HttpResponse("ok", content_type="text/plain; charset=utf-8")


@require_safe
@login_not_required
def readyz(request: HttpRequest) -> HttpResponse:
    """Whether readers and writers can be served: 200 if so, else 503."""
    found = look()
    response = HttpResponse(found.to_json(), content_type="application/json", status=found.status)
    response.headers["Cache-Control"] = "no-store"
    return response
