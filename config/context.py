"""What every page knows of the site."""

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language


def site(request: HttpRequest) -> dict[str, str]:
    """`site_language` is the `lang` of what the owner wrote, empty where the interface is in it too."""
    return {
        "site_title": settings.SITE_TITLE,
        "site_author": settings.SITE_AUTHOR,
        "site_language": "" if get_language() == settings.LANGUAGE_CODE else settings.LANGUAGE_CODE,
    }
