"""A real Chromium on a live server, for what people see and click."""

import atexit
import os
import shutil
import sqlite3
import unittest
from functools import cache
from io import StringIO

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.db import connection
from django.test import LiveServerTestCase
from playwright.sync_api import Browser, Page, sync_playwright

from tests.services import CHROMIUM_FLAGS, SHELL

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which(SHELL) or shutil.which("chromium") or ""
# The shell would else give each letter a whole number of pixels.
AS_ON_SCREENS = "--font-render-hinting=none"
WIDE, NARROW = 1280, 360
# What a database was, on SQLite: before the first test, and after the first import of the sample.
EMPTY, KEPT = sqlite3.connect(":memory:"), sqlite3.connect(":memory:")


def load_sample() -> None:
    """Import the sample, which takes seconds; SQLite copies what it was when it was imported first."""
    if not copy_from(KEPT):
        call_command("import_notes", str(settings.BASE_DIR / "sample"), stdout=StringIO())
        copy_to(KEPT)


def copy_from(kept: sqlite3.Connection) -> bool:
    """Make the database what it was when it was kept, if it was."""
    if connection.vendor != "sqlite" or not kept.execute("SELECT 1 FROM sqlite_master").fetchone():
        return False
    connection.ensure_connection()
    kept.backup(connection.connection)
    ContentType.objects.clear_cache()
    return True


def copy_to(kept: sqlite3.Connection) -> None:
    connection.ensure_connection()
    if connection.vendor == "sqlite":
        connection.connection.backup(kept)


@cache
def the_browser() -> Browser:
    """One for all tests of a process, since each start takes a second; each test has its own context."""
    playwright = sync_playwright().start()
    atexit.register(playwright.stop)
    flags = [*CHROMIUM_FLAGS, AS_ON_SCREENS]
    browser = playwright.chromium.launch(executable_path=CHROMIUM, args=flags)
    atexit.register(browser.close)
    return browser


@pytest.mark.browser
@unittest.skipUnless(CHROMIUM, "no Chromium: name one in CHROMIUM")
class BrowserTestCase(LiveServerTestCase):
    """Opens pages, of the sample unless `has_sample` says no, and hears what the browser complains about."""

    has_sample = True

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        if not EMPTY.execute("SELECT 1 FROM sqlite_master").fetchone():
            copy_to(EMPTY)
        cls.browser = the_browser()

    def setUp(self):
        super().setUp()
        if self.has_sample:
            load_sample()
        self.complaints: list[str] = []

    def _fixture_teardown(self):
        """Django empties every table and fills some again, which takes half a second."""
        if not copy_from(EMPTY):
            super()._fixture_teardown()

    def open(
        self,
        path: str,
        *,
        width: int = WIDE,
        scheme: str = "light",
        scripts: bool = True,
        locale: str = "en-GB",
    ) -> Page:
        """A page in a browser of its own size and scheme, without history or cookies."""
        context = self.browser.new_context(
            base_url=self.live_server_url,
            viewport={"width": width, "height": 900},
            color_scheme=scheme,
            java_script_enabled=scripts,
            locale=locale,
        )
        self.addCleanup(context.close)
        page = context.new_page()
        page.set_default_timeout(10_000)
        page.on("console", lambda message: self.hear(page, message.type, message.text))
        page.on("pageerror", lambda error: self.complaints.append(f"{page.url}: {error}"))
        if scripts:
            self.go(page, path)
        else:
            page.goto(path)
        return page

    def go(self, page: Page, path: str) -> None:
        """Go there, and wait for the scripts that come after the first paint."""
        page.goto(path)
        if page.locator("script[data-src]").count():
            page.wait_for_selector("html[data-scripts=ready]", state="attached")

    def hear(self, page: Page, kind: str, text: str) -> None:
        if kind in {"error", "warning"}:
            self.complaints.append(f"{page.url}: {text}")

    def violations(self, page: Page) -> list[str]:
        """What axe finds against WCAG 2.2 AA, each with the element."""
        tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
        # Elements in which nothing is wrong are not described, nor by which selector one would find any.
        asked = {"runOnly": tags, "resultTypes": ["violations"], "selectors": False}
        found = Axe().run(page, options=asked).response["violations"]
        return [f"{page.url}: {rule['id']}: {node['html'][:120]}" for rule in found for node in rule["nodes"]]
