"""Answers with the picture of a page, which the page names for whoever shows a link to it (`og:image`)."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.http import quote_etag

from .cards import Card
from .languages import in_site_language
from .models import Document
from .visibility import Visibility

SECONDS = 3600


def picture_of(request: HttpRequest, document: Document) -> HttpResponse:
    """The picture of a document that the reader may see."""
    with in_site_language():
        card = Card(settings.SITE_TITLE, document.title, document.card_note())
    return picture(request, card, is_public=document.visibility == Visibility.PUBLIC)


def picture(request: HttpRequest, card: Card, *, is_public: bool) -> HttpResponse:
    """PNG, or 304 for whoever has it already; only what is public may be kept by a cache between."""
    etag = quote_etag(card.digest)
    response = get_conditional_response(request, etag=etag)
    response = response or HttpResponse(card.to_png(), content_type="image/png")
    response["ETag"] = etag
    response["Content-Language"] = settings.LANGUAGE_CODE
    # robots.txt must let in whoever shows a link, and so cannot keep it out of the search for pictures.
    response["X-Robots-Tag"] = "noindex"
    if is_public and not settings.SITE_PRIVATE:
        patch_cache_control(response, public=True, max_age=SECONDS)
    else:
        patch_cache_control(response, private=True, no_cache=True)
    return response
