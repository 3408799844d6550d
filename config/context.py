"""What every page knows of the site."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language


def site(request: HttpRequest) -> dict[str, Any]:
    """`site_language` is the `lang` of what the owner wrote, empty where the interface is in it too.

    `is_read_only` says that nothing can be saved for now,
    `is_static` that the page will be a file, so that nothing in it can be asked for with other filters.
    """
    return {
        "site_title": settings.SITE_TITLE,
        "site_author": settings.SITE_AUTHOR,
        "site_language": "" if get_language() == settings.LANGUAGE_CODE else settings.LANGUAGE_CODE,
        "is_read_only": settings.READ_ONLY,
        "is_static": getattr(request, "is_static", False),
    }
