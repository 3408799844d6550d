from typing import Any

from django.http import HttpRequest
from ninja import Router

from papers.models import Author
from passages.filters import Filter

from .authentication import reader
from .parameters import filters
from .saying import listed, url_of
from .schemas import Authors
from .statuses import LISTING

router = Router(auth=reader, tags=["authors"])


@router.get(
    "authors", url_name="authors", response={200: Authors} | LISTING, openapi_extra=filters(cursor="after")
)
def authors(request: HttpRequest) -> Any:
    """Authors by their slugs, each with the number of their works."""
    asked = Filter.from_request(request)
    page = Author.objects.matching(asked).with_works(request.user).by_name(asked)
    return listed(request, page, [to_author(request, author) for author in page])


def to_author(request: HttpRequest, author: Any) -> dict[str, Any]:
    return {
        "slug": author.slug,
        "name": str(author),
        "family": author.family,
        "given": author.given,
        "suffix": author.suffix,
        "literal": author.literal,
        "orcid": author.orcid,
        "works": author.works,
        "url": url_of(request, author),
    }
