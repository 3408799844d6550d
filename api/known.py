from typing import Any

from django.http import HttpRequest
from ninja import Query, Router

from desk.capture import known_at
from desk.capture.knowing import LONGEST

from .authentication import Bearer
from .parameters import refuse_others
from .saying import to_named, to_place
from .schemas import Known, Problem
from .statuses import LISTING

router = Router(auth=Bearer(), tags=["known"])


@router.get("known", url_name="known", response={200: Known, 422: Problem} | LISTING)
def known(
    request: HttpRequest,
    url: str = Query(..., max_length=LONGEST, description="An address, DOI or the like."),
) -> Any:
    """What is known already of an address or a number of a work, and where."""
    refuse_others(request, "url")
    found = known_at(url, request.user)
    return {
        "papers": [to_named(request, paper) for paper in found.papers],
        "places": [to_place(request, place, place.known_on) for place in found.places],
        "count": found.count,
    }
