"""The language of the interface, which is the reader's, and that of the site, which its notes are in."""

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.locale import LocaleMiddleware
from django.utils import translation


class LanguageMiddleware(LocaleMiddleware):
    """Answers in the language that the browser asks for. Addresses say nothing of it, and no cookie is set.

    What names its language itself, such as a feed, is the same for every reader and not told apart by it.
    """

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if response.has_header("Content-Language"):
            return response
        return super().process_response(request, response)


def in_site_language() -> translation.override:
    """For what outlasts a request or is sent to everybody: it is in the site's language whoever asks."""
    return translation.override(settings.LANGUAGE_CODE)
