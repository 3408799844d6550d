"""What a script asks while somebody writes: where a picture is kept, and what is known of an address."""

import re
from pathlib import PurePath

from django.conf import settings
from django.contrib import admin
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from desk.writers import answering_writers, for_writers
from markup.plain_words import escape
from passages.imaging import BadPicture, read_picture, too_large
from passages.models import Image
from passages.uploads import is_too_large

from .bookmarklet import bookmarklet
from .knowing import known_at

# Names that cameras and programs give, which say nothing of what is seen.
WITHOUT_MEANING = re.compile(
    r"(?i)(?:image|img|dsc|pxl|photo|picture|screenshot|bildschirmfoto|clipboard|unnamed)?[\W\d_]*"
)
LONGEST_ALT = 100
ICONS = (("any", 192), ("any", 512), ("maskable", 512))
PAPER, ACCENT = "#fbf9f3", "#7b2a1a"  # of tokens.css


@require_POST
@answering_writers
def images(request: HttpRequest) -> HttpResponse:
    """Keep the picture in `file`; where it is and how a text shows it."""
    file = request.FILES.get("file")
    if is_too_large(request):
        return JsonResponse({"problem": too_large()}, status=413)
    if file is None:
        return JsonResponse({"problem": _("No file was sent.")}, status=400)
    try:
        picture = read_picture(file.read())
    except BadPicture as refused:
        return JsonResponse({"problem": str(refused)}, status=400)
    image = Image.objects.keep(picture, request.user)
    url = image.get_absolute_url()
    markdown = f"![{alt_of(file.name or '')}]({url})"
    return JsonResponse({"url": url, "markdown": markdown, "width": image.width, "height": image.height})


def alt_of(name: str) -> str:
    """What the name of a file says of the picture, as Markdown; '' where that is nothing."""
    stem = PurePath(name.replace("\\", "/")).stem
    if WITHOUT_MEANING.fullmatch(stem):
        return ""
    return escape(" ".join(re.sub(r"[\W_]+", " ", stem).split())[:LONGEST_ALT])


@require_safe
@answering_writers
def known(request: HttpRequest) -> HttpResponse:
    """What is known of the address or number in `url`: works, and the newest texts that mention it."""
    found = known_at(request.GET.get("url", ""), request.user)
    papers = [{"title": paper.title, "url": paper.get_absolute_url()} for paper in found.papers]
    places = [
        {"title": place.title, "url": place.get_absolute_url(), "date": date_format(place.known_on, "Y-m-d")}
        for place in found.places
    ]
    html = render_to_string("desk/_known.html", {"known": found}, request) if found else ""
    answer = {"known": bool(found), "papers": papers, "places": places, "count": found.count, "html": html}
    return JsonResponse(answer)


@require_safe
@for_writers
def capture(request: HttpRequest) -> HttpResponse:
    """How a page that is open elsewhere gets here with one click."""
    address = request.build_absolute_uri(reverse("desk:write"))
    frame = admin.site.each_context(request)
    context = {"bookmarklet": bookmarklet(address), "is_nav_sidebar_enabled": False}
    return render(request, "desk/capture.html", frame | context)


@require_safe
def manifest(request: HttpRequest) -> HttpResponse:
    """What a phone needs to install the site and to share pages with it (W3C, Web App Manifest)."""
    write = reverse("desk:write")
    icons = [
        {
            "src": static(f"icons/{'maskable' if purpose == 'maskable' else 'icon'}-{side}.png"),
            "sizes": f"{side}x{side}",
            "type": "image/png",
            "purpose": purpose,
        }
        for purpose, side in ICONS
    ]
    app = {
        "name": settings.SITE_TITLE,
        "short_name": settings.SITE_TITLE[:30],
        "id": write,
        "start_url": write,
        "scope": "/",
        "display": "standalone",
        "background_color": PAPER,
        "theme_color": ACCENT,
        "lang": settings.LANGUAGE_CODE,
        "icons": icons,
        "share_target": {
            "action": write,
            "method": "GET",
            "params": {"title": "title", "text": "text", "url": "url"},
        },
    }
    return JsonResponse(app, content_type="application/manifest+json")
