from typing import Any

from django.http import HttpRequest
from ninja import Router

from passages.filters import Filter
from passages.models import Link

from .authentication import reader
from .parameters import filters
from .saying import listed
from .schemas import Links
from .statuses import LISTING

router = Router(auth=reader, tags=["links"])


@router.get(
    "links", url_name="links", response={200: Links} | LISTING, openapi_extra=filters(cursor="before")
)
def links(request: HttpRequest) -> Any:
    """Addresses elsewhere that texts link to, the last that came first, and how they fare."""
    asked = Filter.from_request(request)
    found = Link.objects.mentioned_in(request.user, asked).with_day(request.user)
    page = found.with_uses(request.user).page(asked)
    return listed(request, page, [to_link(request, link) for link in page])


def to_link(request: HttpRequest, link: Any) -> dict[str, Any]:
    return {
        "url": link.url,
        "domain": link.domain,
        "health": link.health,
        "moved_to": link.moved_to,
        "archived_url": link.archived,
        "read_on": link.read_on,
        "uses": link.uses,
        "mentions_url": request.build_absolute_uri(link.get_mentions_url()),
    }
