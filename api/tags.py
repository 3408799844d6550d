from typing import Any

from django.http import HttpRequest
from ninja import Router

from passages.filters import Filter
from passages.models import Tag

from .authentication import reader
from .parameters import filters
from .saying import listed, url_of
from .schemas import Tags
from .statuses import LISTING

router = Router(auth=reader, tags=["tags"])


@router.get("tags", url_name="tags", response={200: Tags} | LISTING, openapi_extra=filters(cursor="after"))
def tags(request: HttpRequest) -> Any:
    """Tags by their slugs, each with the number of texts that carry it."""
    asked = Filter.from_request(request)
    page = Tag.objects.used_in(request.user, asked).by_name(asked)
    return listed(
        request,
        page,
        [{"slug": tag.slug, "name": tag.name, "uses": tag.uses, "url": url_of(request, tag)} for tag in page],
    )
