from typing import Any

from django.http import HttpRequest
from ninja import Router

from passages.filters import Filter
from passages.models import Passage

from .authentication import reader
from .parameters import filters
from .saying import listed, to_place, url_of
from .schemas import Quotations
from .statuses import LISTING

router = Router(auth=reader, tags=["quotations"])


@router.get(
    "quotations",
    url_name="quotations",
    response={200: Quotations} | LISTING,
    openapi_extra=filters(cursor="before"),
)
def quotations(request: HttpRequest) -> Any:
    """Quotations, the newest first."""
    asked = Filter.from_request(request)
    found = Passage.objects.quotations().visible_to(request.user).matching(asked)
    page = found.for_quotations(request.user).page(asked)
    return listed(request, page, [to_quotation(request, quotation) for quotation in page])


def to_quotation(request: HttpRequest, passage: Any) -> dict[str, Any]:
    return {
        "text": passage.text,
        "locator": passage.locator,
        "cited": passage.owner.cited,
        "url": url_of(request, passage),
        "place": to_place(request, passage.owner, passage.dated_on),
    }
