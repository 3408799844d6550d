"""What crawlers ask for: where they may go, and what there is."""

from collections.abc import Iterable

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from . import sitemaps
from .sitemaps import Location

ICON = settings.BASE_DIR / "static" / "icons" / "icon-192.png"


@require_safe
@login_not_required
def robots(request: HttpRequest) -> HttpResponse:
    """RFC 9309; a private site is closed to crawlers.

    Whatever has a query string is a filtered list or a later page, and their combinations have no end; what
    stands on them is in the archives and in the sitemap too. Pictures stay open for those who show links.
    """
    address = request.build_absolute_uri(reverse("notes:sitemap"))
    context = {"is_closed": settings.SITE_PRIVATE, "sitemap": address}
    response = render(request, "notes/robots.txt", context, content_type="text/plain; charset=utf-8")
    response["Content-Language"] = settings.LANGUAGE_CODE
    return response


@require_safe
@login_not_required
@cache_control(public=True, max_age=24 * 60 * 60)
def favicon(request: HttpRequest) -> HttpResponse:
    """Where browsers look for the icon of an answer that is no page of the site, and so names none."""
    return HttpResponse(ICON.read_bytes(), content_type="image/png")


@require_safe
def sitemap(request: HttpRequest) -> HttpResponse:
    return render_sitemap(request, "notes/sitemap_index.xml", sitemaps.parts())


@require_safe
def sitemap_pages(request: HttpRequest) -> HttpResponse:
    return render_sitemap(request, "notes/sitemap.xml", sitemaps.pages())


@require_safe
def sitemap_part(request: HttpRequest, section: str, part: int) -> HttpResponse:
    if section not in sitemaps.SECTIONS:
        raise Http404("The sitemap has no such section.")
    return render_sitemap(request, "notes/sitemap.xml", sitemaps.locations(section, part))


def render_sitemap(request: HttpRequest, template: str, locations: Iterable[Location]) -> HttpResponse:
    root = request.build_absolute_uri("/").rstrip("/")
    context = {"root": root, "locations": locations}
    response = render(request, template, context, content_type="application/xml; charset=utf-8")
    response["X-Robots-Tag"] = "noindex"
    response["Content-Language"] = settings.LANGUAGE_CODE
    return response
