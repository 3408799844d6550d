"""A real Chromium, as the tests drive it."""

from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, sync_playwright

from audit.tools import get_chromium
from tests.services import CHROMIUM_FLAGS


@contextmanager
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=get_chromium(), args=CHROMIUM_FLAGS)
        try:
            yield browser
        finally:
            browser.close()
