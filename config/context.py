"""What every page knows of the site."""

from django.conf import settings
from django.http import HttpRequest


def site(request: HttpRequest) -> dict[str, str]:
    return {"site_title": settings.SITE_TITLE, "site_author": settings.SITE_AUTHOR}
