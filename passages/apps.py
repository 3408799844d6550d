from importlib import import_module

from django.apps import AppConfig

from . import converters


class PassagesConfig(AppConfig):
    name = "passages"

    def ready(self) -> None:
        converters.register()
        import_module("passages.signals")
