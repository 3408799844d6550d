import logging
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.sessions.middleware import SessionMiddleware
from django.core.exceptions import BadRequest
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.urls import reverse

from .filters import tags_at
from .models import Image, Permalink, Tag
from .unavailable import SAFE, Why, unavailable, why_unavailable

logger = logging.getLogger(__name__)

OF_TAGS = {"notes:tag", "notes:tag_references", "feeds:tag"}
GetResponse = Callable[[HttpRequest], HttpResponse]
FILES = {"feed.atom", "feed.json", "references.bib", "references.ris", "references.json"}


class ForgivingSessionMiddleware(SessionMiddleware):
    """A session that cannot be kept (a full disk, a database that only reads) costs what it would remember,
    never the answer, which may tell of something that was saved. Who signs in is told by `login`."""

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:  # type: ignore[override]
        try:
            return super().process_response(request, response)  # type: ignore[return-value]
        except DatabaseError as error:
            if not why_unavailable(error):
                raise
            logger.warning("A session was not kept", exc_info=error)
            return response


def refuse_changes(get_response: GetResponse) -> GetResponse:
    """In read-only mode, answer every request that might change something by saying so."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if settings.READ_ONLY and request.method not in SAFE:
            return unavailable(request, Why.READ_ONLY)
        return get_response(request)

    return middleware


def refuse_null_characters(get_response: GetResponse) -> GetResponse:
    """Answer 400 to a filter of the admin's lists with a null character, which PostgreSQL takes in no text.

    The site's own filters and the admin's search (`q`) say so themselves.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.path.startswith(reverse("admin:index")):
            for name, values in request.GET.lists():
                if name != "q" and "\0" in "".join([name, *values]):
                    raise BadRequest("There is a null character in the address.")
        return get_response(request)

    return middleware


def redirect_former_addresses(get_response: GetResponse) -> GetResponse:
    """Where nothing is found at an address, send the reader on if something once stood there.

    The feed and the bibliography move along. What the reader may not see has no former address either.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if response.status_code != 404 or request.method not in {"GET", "HEAD"}:
            return response
        address = find_tags(request) or find_document(request)
        return HttpResponsePermanentRedirect(address) if address else response

    return middleware


def find_tags(request: HttpRequest) -> str:
    """The address that a page of tags has now which were asked for by former names or by aliases, else ''."""
    match = request.resolver_match
    if match is None or match.view_name not in OF_TAGS:
        return ""
    slugs = match.kwargs["slugs"].split("+")
    now = tags_at(slugs, request.user)
    if now == tuple(slugs):
        return ""
    path = reverse(match.view_name, kwargs=match.kwargs | {"slugs": "+".join(now)})
    query = request.META.get("QUERY_STRING", "")
    return f"{path}?{query}" if query else path


def find_document(request: HttpRequest) -> str:
    """The address that a document or author has now which stood at this one, else ''."""
    path, file = split_file(request.path_info)
    owner = find_former(request, path)
    return owner.get_absolute_url() + file if owner else ""


def split_file(path: str) -> tuple[str, str]:
    """A path without the feed or bibliography at its end, and that file, which most have not."""
    head, _, tail = path.rpartition("/")
    return (f"{head}/", tail) if tail in FILES else (path, "")


def find_former(request: HttpRequest, path: str) -> Any:
    """What stood at that address and is seen at another, else None."""
    path = path.rstrip("/") + "/"
    if "\0" in path:
        return None
    permalink = Permalink.objects.filter(path=path).select_related("owner_type").first()
    if permalink is None or permalink.owner_type.model_class() is Tag:
        return None
    model: Any = permalink.owner_type.model_class()
    at_address = {} if model is Image else {"at_address": True}
    return model.objects.visible_to(request.user, **at_address).filter(pk=permalink.owner_id).first()
