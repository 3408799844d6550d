from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Router

from papers.models import Paper
from passages.filters import Filter

from .authentication import READING as SECURITY
from .authentication import reader
from .parameters import Slug, filters, refuse_others
from .saying import listed, to_paper, to_whole
from .schemas import Papers, WholePaper
from .statuses import LISTING, READING

router = Router(auth=reader, tags=["papers"])


@router.get(
    "papers", url_name="papers", response={200: Papers} | LISTING, openapi_extra=filters(cursor="after")
)
def papers(request: HttpRequest) -> Any:
    """Works by their slugs, without the commentary."""
    asked = Filter.from_request(request)
    found = Paper.objects.visible_to(request.user).matching(asked)
    page = found.for_catalogue(request.user).by_name(asked)
    return listed(request, page, [to_paper(request, paper) for paper in page])


@router.get(
    "papers/{word:slug}",
    url_name="paper",
    response={200: WholePaper} | READING,
    openapi_extra={"security": SECURITY},
)
def paper(request: HttpRequest, slug: Slug) -> Any:
    """One work with its commentary."""
    refuse_others(request)
    papers = Paper.objects.visible_to(request.user, at_address=True).in_full(request.user)
    paper = get_object_or_404(papers, slug=slug)
    return to_whole(request, to_paper(request, paper), paper)
