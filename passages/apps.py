from django.apps import AppConfig

from . import converters


class PassagesConfig(AppConfig):
    name = "passages"

    def ready(self) -> None:
        converters.register()
