from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from . import converters


class PassagesConfig(AppConfig):
    name = "passages"
    verbose_name = _("links and tags")

    def ready(self) -> None:
        converters.register()
        import_module("passages.signals")
