"""A store of pictures that is no folder, for tests of whatever touches pictures."""

from unittest.mock import patch

from django.conf import settings
from django.core.files.storage import InMemoryStorage
from django.test import override_settings

from passages.storage import StoreAbsent


class MemoryStorage(InMemoryStorage):
    """It writes over a file of the same name, as a storage must here."""

    def get_available_name(self, name, max_length=None):
        return name

    def _save(self, name, content):
        if self.exists(name):
            self.delete(name)
        return super()._save(name, content)


def stored_by(name, **options):
    """Settings under which pictures lie with that storage."""
    return override_settings(STORAGES=settings.STORAGES | {"default": {"BACKEND": name, "OPTIONS": options}})


def in_memory():
    return stored_by("passages.tests.stores.MemoryStorage")


def unreachable(method):
    """Let one method of the store in memory find nobody there."""
    silent = StoreAbsent(113, "The store of pictures does not answer", "images/x.png")
    return patch.object(MemoryStorage, method, side_effect=silent)
