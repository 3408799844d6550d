"""An entry in ten seconds, an earlier version restored, and nothing lost when the server dies."""

import os
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
import urllib.request
from contextlib import closing, suppress
from urllib.parse import quote, urlsplit

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.utils import timezone

from notes.models import Entry
from notes.tests.factories import create_entry
from papers.tests.factories import create_paper
from passages.tests.factories import create_owner
from tests.browser import NARROW, WIDE, BrowserTestCase
from topics.tests.factories import create_topic

TEXT = "textarea[data-writing]"
READY = "html[data-desk=ready]"
MOST_SECONDS = 10
OPTIONS = ("--config=config/gunicorn.py", "--workers=1")


class QuickEntryTests(BrowserTestCase):
    has_sample = False

    def setUp(self):
        super().setUp()
        self.topic = create_topic(title="Language models")
        create_paper(title="Attention is all you need", slug="attention")
        create_entry(body="The last", topics=[self.topic])
        client = Client()
        client.force_login(create_owner(username="owner"))
        self.session = client.cookies["sessionid"].value

    def enter(self, path, *, site="", **window):
        """A page of the desk, as the owner."""
        site = site or self.live_server_url
        page = self.open("about:blank", **window)
        page.context.add_cookies([{"name": "sessionid", "value": self.session, "url": site}])
        # What a page sends when it is closed would come after the test.
        self.addCleanup(page.context.set_offline, True)
        page.goto(f"{site}{path}")
        page.wait_for_selector(READY, state="attached")
        return page

    @pytest.mark.everywhere
    def test_an_entry_with_topic_tags_link_and_paper_takes_less_than_ten_seconds(self):
        page = self.enter("/admin/")
        began = time.monotonic()
        page.keyboard.type("yesterday Read [[atten")
        page.click(".completions >> text=Attention is all you need")
        page.keyboard.type(" with [a link](https://example.org/)\n* and more\n")
        page.keyboard.press("Escape")
        page.keyboard.type("#lora #nlp")
        page.keyboard.press("Control+Enter")
        page.wait_for_selector(".quick__saved")
        self.assertEqual(page.input_value(TEXT), "")
        page.goto("/")
        entry = page.locator(".entry", has_text="and more")
        for words in ("Attention is all you need", "Language models", "lora", "nlp"):
            self.assertIn(words, entry.inner_text())
        self.assertEqual(entry.locator("a[href='https://example.org/']").count(), 1)
        self.assertLess(time.monotonic() - began, MOST_SECONDS)
        saved = Entry.objects.get(body__contains="and more")
        self.assertEqual((timezone.localdate() - saved.read_on).days, 1)
        self.assertEqual(self.complaints, [])

    def test_desk_and_quick_entry_fit_a_phone_and_a_desktop(self):
        create_entry(body="Once", read_on=timezone.localdate().replace(year=2020, day=1))
        for width, scheme in ((WIDE, "light"), (NARROW, "dark")):
            page = self.enter("/admin/", width=width, scheme=scheme)
            for path in ("/admin/", "/write/"):
                page.goto(path)
                page.wait_for_selector(READY, state="attached")
                self.assertEqual(self.violations(page), [])
                self.assertLessEqual(page.evaluate("document.documentElement.scrollWidth"), width)
        self.assertEqual(self.complaints, [])

    def test_a_pasted_address_that_is_known_is_told_at_once(self):
        create_entry(body="[A page](https://example.org/known)")
        page = self.enter("/write/")
        page.evaluate(
            """(at) => { const data = new DataTransfer(); data.setData("text/plain", "https://example.org/known");
            const told = {clipboardData: data, bubbles: true, cancelable: true};
            document.querySelector(at).dispatchEvent(new ClipboardEvent("paste", told)) }""",
            TEXT,
        )
        page.keyboard.insert_text("https://example.org/known")
        page.wait_for_selector(".known a >> text=A page")
        page.fill(TEXT, "yesterday [It](https://example.org/unknown) and more")
        page.wait_for_selector(".known", state="detached")
        page.fill(TEXT, "yesterday [It](https://example.org/known).")
        page.wait_for_selector(".known a >> text=A page")
        self.assertEqual(self.complaints, [])

    def test_a_double_click_saves_once(self):
        page = self.enter("/write/")
        page.fill(TEXT, "Read twice")
        page.dblclick("button.quick__save")
        page.wait_for_selector(".quick__saved")
        self.assertEqual(Entry.objects.filter(body="Read twice").count(), 1)

    @pytest.mark.everywhere
    def test_an_earlier_version_is_restored(self):
        page = self.enter("/write/")
        page.fill(TEXT, "As it was first")
        page.keyboard.press("Control+Enter")
        page.click("text=Edit it")
        page.fill(TEXT, "As it is now")
        page.click("input[name=_save] >> nth=0")
        page.wait_for_selector(".messagelist")
        entry = Entry.objects.get(body="As it is now")
        page.goto(f"/admin/notes/entry/{entry.pk}/history/")
        page.click("input[value='Restore this version'] >> nth=0")
        page.wait_for_selector(".messagelist")
        entry.refresh_from_db()
        self.assertEqual(entry.body, "As it was first")

    @pytest.mark.everywhere
    def test_no_text_is_lost_when_the_server_is_killed_while_one_types(self):
        server = Server(self)
        server.start()
        page = self.enter("/write/", site=server.address)
        page.keyboard.type("Typed before, ")
        server.kill()
        page.keyboard.type("and after it died")
        page.wait_for_timeout(500)
        page.close()
        server.start()
        page = page.context.new_page()
        page.goto(f"{server.address}/write/")
        page.wait_for_selector(READY, state="attached")
        page.click("text=Take it up")
        self.assertEqual(page.input_value(TEXT), "Typed before, and after it died")
        page.keyboard.press("Control+Enter")
        page.wait_for_selector(".quick__saved")
        self.assertIn("Typed before, and after it died", page.inner_text(".quick__saved"))
        page.goto(f"{server.address}/write/")
        page.wait_for_selector(READY, state="attached")
        self.assertEqual(page.locator("text=Take it up").count(), 0)


class Server:
    """gunicorn as an owner runs it, on the test's database; it can be killed and started again.

    Of SQLite it has a copy of the file, since that of the test may be in memory.
    """

    def __init__(self, case):
        self.database = to_address(case.enterContext(tempfile.TemporaryDirectory()))
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        self.address = f"http://127.0.0.1:{self.port}"
        self.process = None
        case.addCleanup(self.kill)

    def start(self):
        self.process = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", *OPTIONS, f"--bind=127.0.0.1:{self.port}"],
            cwd=settings.BASE_DIR,
            env=os.environ | {"DATABASE_URL": self.database, "SECRET_KEY": settings.SECRET_KEY},
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        for _ in range(150):
            with suppress(OSError), urllib.request.urlopen(f"{self.address}/healthz"):
                return
            time.sleep(0.1)
        raise AssertionError("gunicorn does not answer")

    def kill(self):
        if self.process:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            self.process = None


def to_address(folder):
    """The address of the database as it is in the test."""
    connection.ensure_connection()
    if connection.vendor != "sqlite":
        name = quote(connection.settings_dict["NAME"])
        return urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}").geturl()
    with closing(sqlite3.connect(f"{folder}/site.sqlite3")) as copy:
        connection.connection.backup(copy)
    return f"sqlite:///{folder}/site.sqlite3"
