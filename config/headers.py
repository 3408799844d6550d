"""The headers that every answer has, whoever made it: pages, files, redirects, and what went wrong.

The Content-Security-Policy of pages is that of the settings. Both stand before all other middleware, so that
what these refuse has them too.
"""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from .compression import is_personal

GetResponse = Callable[[HttpRequest], HttpResponseBase]
# What a page of this site has no use for; `clipboard-write` is the button that copies a citation.
OFF = """accelerometer autoplay browsing-topics camera clipboard-read compute-pressure display-capture
    encrypted-media fullscreen gamepad geolocation gyroscope hid identity-credentials-get idle-detection
    keyboard-map local-fonts magnetometer microphone midi otp-credentials payment picture-in-picture
    publickey-credentials-create publickey-credentials-get screen-wake-lock serial storage-access sync-xhr usb
    window-management xr-spatial-tracking"""
PERMISSIONS = ", ".join([*(f"{name}=()" for name in OFF.split()), "clipboard-write=(self)"])
# A static file is part of a page; should a browser take it for one, it may do nothing. All is short, since a
# face must fit into the packets that come at once (audit/README.md).
OF_FILES = {"Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'; sandbox"}
OF_PAGES = {"Permissions-Policy": PERMISSIONS, "Cross-Origin-Embedder-Policy": "require-corp"}
# Pictures that others show: of a link to a page, and in the texts of a feed.
SHOWN_ELSEWHERE = {
    "notes:site_card",
    "notes:entry_card",
    "papers:paper_card",
    "topics:topic_card",
    "passages:image",
    "notes:favicon",
}


def put_headers(get_response: GetResponse) -> GetResponse:
    """Give each answer the headers that it does not have of its own."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        for name, value in headers_of(request, response).items():
            response.headers.setdefault(name, value)
        return response

    return answer


def headers_of(request: HttpRequest, response: HttpResponseBase) -> dict[str, str]:
    """What keeps the reader safe (Fetch 3.7, HTML 7.1.3 and 7.1.4, Permissions Policy), and who may keep it.

    What somebody with a session was sent is not even found by going back after signing out.
    """
    is_own = is_personal(request, response)
    return {
        "Referrer-Policy": settings.SECURE_REFERRER_POLICY,
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": settings.X_FRAME_OPTIONS,
        "Cross-Origin-Opener-Policy": settings.SECURE_CROSS_ORIGIN_OPENER_POLICY,
        "Cross-Origin-Resource-Policy": "cross-origin" if is_for_all(request, is_own) else "same-origin",
        "Cache-Control": "private, no-store" if is_own else "no-cache",
        **(OF_FILES if is_file(request, response) else OF_PAGES),
    }


def is_file(request: HttpRequest, response: HttpResponseBase) -> bool:
    """Whether it is a static file, and not the page that says that there is none."""
    return request.path.startswith(settings.STATIC_URL) and response.status_code < 400


def is_for_all(request: HttpRequest, is_own: bool) -> bool:
    """Whether pages of other sites may show it: never what was asked for with somebody's session."""
    match = request.resolver_match
    return not is_own and match is not None and match.view_name in SHOWN_ELSEWHERE
