"""Settings of the test run, loaded by pytest before Django's settings are (`-p tests.environment`)."""

import gc
import os
import shutil
from tempfile import mkdtemp

import hypothesis
import pytest
from django.apps import apps
from django.conf import settings
from django.test import SimpleTestCase, TransactionTestCase
from whitenoise.base import WhiteNoise

from tests.examples import SUITE, THOROUGH

SETTINGS = [
    "ALLOWED_HOSTS",
    "CACHE_URL",
    "CONTACT_EMAIL",
    "CSRF_TRUSTED_ORIGINS",
    "DATABASE_REPLICA_URLS",
    "DEBUG",
    "HSTS_SUBDOMAINS",
    "HTTPS",
    "MEDIA_STORAGE_URL",
    "TIME_ZONE",
]
for name in [*SETTINGS, "TRUSTED_PROXIES"]:
    os.environ.pop(name, None)
for name in [name for name in os.environ if name.startswith("SITE_")]:
    os.environ.pop(name)
os.environ["SECRET_KEY"] = "only-for-the-tests-" * 3
os.environ["MEDIA_ROOT"] = mkdtemp(prefix="commonplace-media-")
os.environ.setdefault("DATABASE_URL", "sqlite:///:memory:")
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # the browser tests run Playwright's event loop


def pytest_configure() -> None:
    prepare_sqlite(settings.DATABASES["default"])
    look_through_static_files_once()
    # A hash that nobody could guess by takes 0.4 s.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    # A machine that has much to do makes no example wrong.
    for name, number in (("suite", SUITE), ("thorough", THOROUGH)):
        hypothesis.settings.register_profile(name, deadline=None, max_examples=number)
    hypothesis.settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "suite"))


def prepare_sqlite(database: dict) -> None:
    """The test database is a file (in memory it is one for all threads of a server); it need not last."""
    if database["ENGINE"].endswith("sqlite3") and database["NAME"] != ":memory:":
        database.setdefault("TEST", {})["NAME"] = f"{database['NAME']}.test"
        database["OPTIONS"]["init_command"] += " PRAGMA synchronous=OFF;"


def look_through_static_files_once() -> None:
    """As the site does: each test has a client of its own, and each client would read the folder again."""
    look_through = WhiteNoise.update_files_dictionary
    known: dict[tuple[str, str], dict] = {}

    def remember(self: WhiteNoise, root: str, prefix: str) -> None:
        if (root, prefix) not in known:
            look_through(self, root, prefix)
            known[root, prefix] = dict(self.files)
        self.files.update(known[root, prefix])

    WhiteNoise.update_files_dictionary = remember


def pytest_unconfigure() -> None:
    shutil.rmtree(settings.MEDIA_ROOT, ignore_errors=True)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if may_open_connection(getattr(item, "cls", None)):
            item.add_marker("database")


def pytest_collection_finish() -> None:
    """What has been loaded stays until the end, so that no search for garbage need go through it again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 20, 100)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_call(item: pytest.Item) -> None:
    """The keys of models are known, for which else the first test of a process asks, and counts that."""
    case = getattr(item, "cls", None)
    if case and issubclass(case, TransactionTestCase):
        from django.contrib.contenttypes.models import ContentType  # noqa: PLC0415  # once apps are there

        ContentType.objects.get_for_models(*apps.get_models())


def may_open_connection(case: type | None) -> bool:
    """Whether Django lets its tests query a database; those that go round Django bear the marker."""
    return not (case and issubclass(case, SimpleTestCase)) or bool(case.databases)
