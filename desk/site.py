"""The writing desk: Django's admin, with the pages that belong to no single model."""

from typing import Any

from django.conf import settings
from django.contrib.admin import AdminSite
from django.utils.translation import gettext_lazy as _


class DeskSite(AdminSite):
    site_header = site_title = settings.SITE_TITLE
    index_title = _("Writing desk")

    def get_urls(self) -> list[Any]:
        own: list[Any] = []
        return own + super().get_urls()
