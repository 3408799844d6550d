"""The API as a whole: what it is called, and how its views answer."""

from collections.abc import Callable
from functools import cache, wraps
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.urls import URLPattern, reverse
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe
from ninja import NinjaAPI

from . import authors, entries, known, links, papers, quotations, searching, tags, topics
from .failures import add_handlers, failure, in_json, nothing_here

View = Callable[..., HttpResponseBase]
DESCRIPTION = """The notes of this site for programs, under the same rules as its pages.

Without a token one reads what everybody may read; a token, which is made in the admin, reads and writes as
its user. Lists take the filters of the site's own lists and say in `next` where their next page is. Nothing
can be deleted here."""

api = NinjaAPI(
    title=settings.SITE_TITLE,
    version="1",
    description=DESCRIPTION,
    urls_namespace="api",
    docs_url=None,
    openapi_url=None,
)
add_handlers(api)
for room in (entries, papers, topics, tags, authors, links, quotations, searching, known):
    api.add_router("", room.router)


def answering(view: View) -> View:
    """A view whose answers are JSON whatever happens, and are kept by nobody whom they are not for.

    HEAD is answered as GET is. A page for signing in would be of no use here, and no cookie counts that
    another page could use: `authentication` asks.
    """

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method == "HEAD":
            request.method = "GET"
        response = not_readably(request) or in_json(view(request, *args, **kwargs))
        has_token = "Authorization" in request.headers
        response.headers["Cache-Control"] = "private, no-store" if has_token else "no-cache"
        patch_vary_headers(response, ["Authorization"])
        response.headers["X-Robots-Tag"] = "noindex"
        return response

    return csrf_exempt(login_not_required(answer))


def not_readably(request: HttpRequest) -> HttpResponseBase | None:
    """The refusal of what came without TLS: redirected, nobody would notice that a token travels readably."""
    if request.is_secure() or not settings.SECURE_SSL_REDIRECT:
        return None
    return failure(403, _("Ask by https. If you sent a token just now, revoke it: others may have read it."))


def patterns() -> list[URLPattern]:
    """The URL patterns of the endpoints."""
    found: list[Any] = api.urls[0]
    made = [pattern for pattern in found if pattern.name != "api-root"]
    for pattern in made:
        pattern.callback = answering(pattern.callback)
    return made


@cache
def to_openapi() -> Any:
    return api.get_openapi_schema(path_prefix=reverse("api:api-root"))


@answering
@require_safe
def openapi(request: HttpRequest) -> HttpResponseBase:
    """The description of the API (OpenAPI 3.1), the same for all."""
    return JsonResponse(to_openapi())


@answering
@require_safe
def index(request: HttpRequest) -> HttpResponseBase:
    """Where things are."""
    lists = ("entries", "papers", "topics", "tags", "authors", "links", "quotations", "search", "known")
    said = {"title": settings.SITE_TITLE, "openapi": request.build_absolute_uri(reverse("api:openapi"))}
    said |= {name: request.build_absolute_uri(reverse(f"api:{name}")) for name in lists}
    return JsonResponse(said)


@answering
def nowhere(request: HttpRequest, rest: str) -> HttpResponseBase:
    return failure(404, nothing_here())
