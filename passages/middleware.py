from collections.abc import Callable
from typing import Any

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.urls import reverse

from .models import Permalink

GetResponse = Callable[[HttpRequest], HttpResponse]
FEEDS = {"feed.atom", "feed.json"}


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
    """Where nothing is found at an address, send the reader on if a document or author once stood there.

    The feed moves along. What the reader may not see has no former address either.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if response.status_code != 404 or request.method not in {"GET", "HEAD"}:
            return response
        path, feed = split_feed(request.path_info)
        owner = find_former(request, path)
        if owner is None:
            return response
        return HttpResponsePermanentRedirect(owner.get_absolute_url() + feed)

    return middleware


def split_feed(path: str) -> tuple[str, str]:
    """A path without the feed at its end, and that feed, which most have not."""
    head, _, tail = path.rpartition("/")
    return (f"{head}/", tail) if tail in FEEDS else (path, "")


def find_former(request: HttpRequest, path: str) -> Any:
    """What stood at that address and is seen at another, else None."""
    path = path.rstrip("/") + "/"
    if "\0" in path:
        return None
    permalink = Permalink.objects.filter(path=path).select_related("owner_type").first()
    if permalink is None:
        return None
    model: Any = permalink.owner_type.model_class()
    seen = model.objects.visible_to(request.user, at_address=True)
    return seen.filter(pk=permalink.owner_id).first()
