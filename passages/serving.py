"""Answers with the file of a picture that the reader may see."""

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.http import quote_etag

from .models import Image

# What becomes private is gone from browsers after a minute; caches between never have it.
SECONDS = 60
# Should a browser ever take it for a page, it is one that may do nothing.
POLICY = "default-src 'none'; sandbox"


def file_of(request: HttpRequest, image: Image) -> HttpResponse:
    """The bytes, or 304 for whoever has them already: at one address they never change."""
    etag = quote_etag(image.name)
    response = get_conditional_response(request, etag=etag)
    response = response or HttpResponse(bytes_of(image), content_type=image.content_type)
    response.headers["ETag"] = etag
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = POLICY
    # The text that it stands in may be unlisted.
    response.headers["X-Robots-Tag"] = "noindex"
    patch_cache_control(response, private=True, max_age=SECONDS)
    return response


def bytes_of(image: Image) -> bytes:
    """The whole file: some hundred kilobytes as a rule."""
    try:
        with image.file.open() as file:
            content: bytes = file.read()
            return content
    except FileNotFoundError as error:
        raise Http404(f"The file of {image.name} is missing.") from error
