"""Settings of the test run, loaded by pytest before Django's settings are (`-p tests.environment`)."""

import os

os.environ.setdefault("SECRET_KEY", "only-for-the-tests-" * 3)
os.environ.setdefault("DATABASE_URL", "sqlite:///:memory:")
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # the browser tests run Playwright's event loop
