from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest
from ninja import Router

from papers.models import Paper
from passages.filters import Filter
from passages.models import Excerpt
from passages.paging import Page
from passages.results import Result, to_results
from passages.search.snippets import Piece

from .authentication import reader
from .parameters import results
from .saying import listed, to_named, to_place
from .schemas import Results
from .statuses import LISTING

router = Router(auth=reader, tags=["search"])


@router.get(
    "search", url_name="search", response={200: Results} | LISTING, openapi_extra=results(cursor="after")
)
def search(request: HttpRequest) -> Any:
    """What answers `q` and the filters, the best first; without any of them nothing."""
    asked = Filter.from_request(request, kinds=Excerpt.Kind.values)
    found = Excerpt.objects.visible_to(request.user).matching(asked).for_list()
    page = found.best_first(asked) if asked.is_narrow() else Page([], "")
    identified = Paper.objects.visible_to(request.user).identified_in(asked.q).first()
    return listed(
        request,
        page,
        [to_hit(request, result) for result in to_results(page.items, asked)],
        work=to_named(request, identified) if identified else None,
        remarks=asked.remarks,
    )


def to_hit(request: HttpRequest, result: Result) -> dict[str, Any]:
    return {
        "kind": result.excerpt.kind,
        "title": in_one(result.title),
        "heading": in_one(result.heading),
        "snippet": in_one(result.snippet),
        "locator": result.locator,
        "url": request.build_absolute_uri(result.url),
        "place": to_place(request, result.document, result.excerpt.dated_on),
    }


def in_one(pieces: Sequence[Piece]) -> str:
    return "".join(piece.text for piece in pieces)
