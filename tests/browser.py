"""A real Chromium on a live server, for what people see and click."""

import os
import shutil
import sqlite3
import unittest
from io import StringIO

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.db import connection
from django.test import LiveServerTestCase
from playwright.sync_api import Page, sync_playwright

from tests.services import CHROMIUM_FLAGS

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or ""
WIDE, NARROW = 1280, 360
KEPT = sqlite3.connect(":memory:")


def load_sample() -> None:
    """Import the sample, which takes seconds; SQLite copies what it was when it was imported first."""
    connection.ensure_connection()
    if connection.vendor == "sqlite" and KEPT.execute("SELECT 1 FROM sqlite_master").fetchone():
        KEPT.backup(connection.connection)
        ContentType.objects.clear_cache()
        return
    call_command("import_notes", str(settings.BASE_DIR / "sample"), stdout=StringIO())
    if connection.vendor == "sqlite":
        connection.connection.backup(KEPT)


@pytest.mark.browser
@unittest.skipUnless(CHROMIUM, "no Chromium: name one in CHROMIUM")
class BrowserTestCase(LiveServerTestCase):
    """Opens pages, of the sample unless `has_sample` says no, and hears what the browser complains about."""

    has_sample = True

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.playwright = sync_playwright().start()
        cls.addClassCleanup(cls.playwright.stop)
        cls.browser = cls.playwright.chromium.launch(executable_path=CHROMIUM, args=CHROMIUM_FLAGS)
        cls.addClassCleanup(cls.browser.close)

    def setUp(self):
        super().setUp()
        if self.has_sample:
            load_sample()
        self.complaints: list[str] = []

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
        if page.locator("script[src*='/js/all.']").count():
            page.wait_for_selector("html[data-scripts=ready]", state="attached")

    def hear(self, page: Page, kind: str, text: str) -> None:
        if kind in {"error", "warning"}:
            self.complaints.append(f"{page.url}: {text}")

    def violations(self, page: Page) -> list[str]:
        """What axe finds against WCAG 2.2 AA, each with the element."""
        tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
        found = Axe().run(page, options={"runOnly": {"type": "tag", "values": tags}}).response["violations"]
        return [f"{page.url}: {rule['id']}: {node['html'][:120]}" for rule in found for node in rule["nodes"]]
