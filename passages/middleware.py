from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect

from .models import Document, Permalink

GetResponse = Callable[[HttpRequest], HttpResponse]


def redirect_former_addresses(get_response: GetResponse) -> GetResponse:
    """Where nothing is found at an address, send the reader on if a document once stood there.

    A document that the reader may not see has no former address either.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if response.status_code != 404 or request.method not in {"GET", "HEAD"}:
            return response
        document = find_former(request)
        return HttpResponsePermanentRedirect(document.get_absolute_url()) if document else response

    return middleware


def find_former(request: HttpRequest) -> Document | None:
    path = request.path_info.rstrip("/") + "/"
    if "\0" in path:
        return None
    permalink = Permalink.objects.filter(path=path).select_related("owner_type").first()
    if permalink is None:
        return None
    model: Any = permalink.owner_type.model_class()
    documents = model.objects.visible_to(request.user, at_address=True)
    return documents.filter(pk=permalink.owner_id).first()
