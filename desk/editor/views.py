"""The endpoints of the writing area: what a text will look like, what it can point at, and drafts of it."""

from typing import Any

from django.apps import apps
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from desk.writers import answering_writers
from history.models import Draft
from passages.models.document import LONGEST_BODY

from .completing import SIGNS, complete
from .drafts import keep_draft, list_drafts
from .previewing import to_preview
from .sent import BadInput, TooLong, read_draft, read_json, read_text, to_key

# A character has up to four bytes, and a form has more fields than its text.
MOST_BYTES = 4 * LONGEST_BODY + 500_000


@require_POST
@answering_writers
def preview(request: HttpRequest) -> HttpResponse:
    """The HTML that a text of some kind would have once it is saved."""
    try:
        sent = read_sent(request)
        body, kind, key = (read_text(sent, name) for name in ("body", "kind", "key"))
        if len(body) > LONGEST_BODY:
            raise TooLong(
                _("The text is longer than two million characters, which is the most one can hold.")
            )
        return HttpResponse(to_preview(body, document_of(request, kind, key)))
    except BadInput as problem:
        return refuse(problem)


@require_safe
@answering_writers
def completions(request: HttpRequest) -> HttpResponse:
    """What can stand where [[ or @ and a few letters were typed."""
    sign, typed = request.GET.get("sign", ""), request.GET.get("q", "")
    if sign not in SIGNS:
        return refuse(BadInput(_("There is nothing to complete after this sign.")))
    found = complete(request.user, sign, typed)
    return JsonResponse({"completions": [completion.as_json() for completion in found]})


@require_http_methods(["GET", "HEAD", "POST"])
@answering_writers
def drafts(request: HttpRequest) -> HttpResponse:
    """What the writer has not saved. GET lists it or gives one by its `key`; POST keeps or discards."""
    try:
        if request.method == "POST":
            is_kept = request.content_type == "application/json"
            return (
                JsonResponse(keep_draft(request, read_draft(read_sent(request))))
                if is_kept
                else discard(request)
            )
        if "key" in request.GET:
            return JsonResponse(read_one(request))
    except BadInput as problem:
        return refuse(problem)
    # The page that asks may be older than the last time its writer signed in.
    about = {"writer": str(request.user.pk), "token": get_token(request)}
    return JsonResponse(about | {"drafts": list_drafts(request.user)})


def read_one(request: HttpRequest) -> dict[str, Any]:
    draft = get_object_or_404(Draft.objects.of(request.user), key=to_key(request.GET["key"]))
    return {"key": str(draft.key), "form": draft.form, "values": draft.values, "saved_at": draft.saved_at}


def discard(request: HttpRequest) -> HttpResponse:
    """Throw drafts away; whoever sent a form goes back to where it was."""
    Draft.objects.of(request.user).keyed(map(to_key, request.POST.getlist("discard"))).delete()
    then = request.POST.get("next", "")
    if not then:
        return JsonResponse({"is_discarded": True})
    is_ours = url_has_allowed_host_and_scheme(then, {request.get_host()}, require_https=request.is_secure())
    # Not `redirect`, which would take a word for the name of a view.
    return HttpResponseRedirect(then if is_ours else reverse("admin:index"))


def document_of(request: HttpRequest, kind: str, key: str) -> Any:
    """The document that is being changed, None for a new one or one that the writer may not see."""
    model = to_model(kind)
    if not key.isdecimal() or len(key) > 18:
        return None
    return model.objects.visible_to(request.user).filter(pk=int(key)).first()


def to_model(kind: str) -> Any:
    """The model of documents with that label."""
    try:
        model: Any = apps.get_model(kind)
    except (LookupError, ValueError):
        model = None
    if not getattr(model, "is_document", False):
        raise BadInput(_("There is no such kind of text."))
    return model


def read_sent(request: HttpRequest) -> dict[str, Any]:
    """What was sent, as JSON or as a form."""
    try:
        if request.content_type != "application/json":
            return request.POST.dict()
        raw = request.read(MOST_BYTES + 1)
    except RequestDataTooBig as error:
        raise TooLong(_("This is more than the site takes at once.")) from error
    if len(raw) > MOST_BYTES:
        raise TooLong(_("This is more than the site takes at once."))
    return read_json(raw)


def refuse(problem: BadInput) -> JsonResponse:
    return JsonResponse({"problem": str(problem)}, status=problem.status)
