import shutil
import socket
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread
from unittest.mock import patch
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from django.conf import settings
from django.test import SimpleTestCase

from cluster import programs
from cluster.rendering import rendered
from cluster.site import SOCKET_ONLY
from cluster.watching import WatchedLedger
from config import env
from drills.asking import Answer, NoAnswerError
from drills.ledger import Draft

DEPLOY = Path(settings.BASE_DIR) / "deploy"


class RenderingTests(SimpleTestCase):
    def test_what_does_not_stand_in_a_file_is_not_replaced_in_silence(self):
        with self.assertRaisesRegex(ValueError, "nginx.conf does not say"):
            rendered("nginx.conf", {"listen 8443;": "listen 1;"})

    def test_the_site_before_three_apps_has_no_tls_here(self):
        folder = Path(self.enterContext(TemporaryDirectory()))
        self.enterContext(patch.multiple(programs, get_program=lambda name, _: name, running=Nothing))
        with programs.nginx_before([1, 2, 3], 4, folder) as address:
            text = (folder / "nginx.conf").read_text()
        self.assertEqual(address, "http://127.0.0.1:4")
        self.assertNotIn("ssl", text)
        self.assertNotIn("server 10.0.0", text)
        self.assertEqual(text.count("{"), text.count("}"))
        self.assertEqual(text.count("listen "), 1)

    def test_the_servers_know_each_other_by_the_same_names(self):
        text = rendered("postgresql-primary.conf", SOCKET_ONLY)
        self.assertIn("ANY 1 (replica1, replica2)", text)


class LimitTests(SimpleTestCase):
    """By nginx itself, with the limits of the file, before a site that answers everything."""

    def setUp(self):
        if not shutil.which("nginx", path=programs.PLACES):
            self.skipTest("there is no nginx")
        folder = Path(self.enterContext(TemporaryDirectory()))
        site = HTTPServer(("127.0.0.1", 0), Answering)
        self.addCleanup(site.server_close)
        Thread(target=site.serve_forever, daemon=True).start()
        self.addCleanup(site.shutdown)
        nginx = programs.nginx_before([site.server_port] * 3, free_port(), folder, "20r/s")
        self.address = self.enterContext(nginx)

    def statuses_of(self, askers):
        return [status_of(self.address, asker) for asker in askers]

    def test_who_asks_too_often_is_refused_and_a_visit_is_not(self):
        statuses = self.statuses_of(["192.0.2.1"] * 400)
        self.assertEqual(set(statuses[:200]), {200})
        self.assertEqual(set(statuses), {200, 429})

    def test_each_address_has_its_own_limit(self):
        self.assertEqual(set(self.statuses_of(f"192.0.2.{number % 100}" for number in range(400))), {200})

    def test_each_address_of_ipv4_that_comes_by_ipv6_has_its_own(self):
        statuses = self.statuses_of(f"::ffff:192.0.2.{number % 100}" for number in range(400))
        self.assertEqual(set(statuses), {200})

    def test_addresses_of_one_network_of_ipv6_have_one_limit(self):
        """RFC 4291: the last 64 bits say which machine, and a machine takes as many as it likes."""
        statuses = self.statuses_of(f"2001:db8:0:7::{number:x}" for number in range(400))
        self.assertEqual(set(statuses), {200, 429})

    def test_those_of_several_networks_have_several(self):
        statuses = self.statuses_of(f"2001:db8:0:{number % 100:x}::1" for number in range(400))
        self.assertEqual(set(statuses), {200})


class EnvironmentTests(SimpleTestCase):
    """The settings that operators copy are some that the program takes."""

    def settings_in(self, name):
        lines = (DEPLOY / name).read_text().splitlines()
        return dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))

    def test_the_databases_of_several_machines(self):
        found = self.settings_in("cluster.env")
        self.assertEqual(env.to_database("NAME", found["DATABASE_URL"])["OPTIONS"], {"pooler": "transaction"})
        hosts = [each["HOST"] for each in env.to_replicas("NAME", found["DATABASE_REPLICA_URLS"])]
        self.assertEqual(hosts, ["10.0.0.22", "10.0.0.23"])
        self.assertIn("redis", env.to_cache("NAME", found["CACHE_URL"])["BACKEND"].lower())

    def test_every_setting_is_a_known_one(self):
        known = (Path(settings.BASE_DIR) / "docs" / "configuration.md").read_text()
        for name in ("commonplace.env", "cluster.env"):
            for setting in self.settings_in(name):
                with self.subTest(file=name, setting=setting):
                    self.assertIn(f"| `{setting}` |", known)


class WatchedLedgerTests(SimpleTestCase):
    def look(self, answer):
        ledger = WatchedLedger(address="http://localhost")
        with patch("cluster.watching.Browser.ask", side_effect=[answer]):
            ledger.acknowledge(Draft("zqabc", 1))
        return ledger

    def test_a_save_that_is_found_at_once_is_well(self):
        ledger = self.look(Answer(200, "", "<mark>zqabc</mark> in its revision 1, with"))
        self.assertEqual((ledger.looks, ledger.stale, ledger.failed), (1, [], []))

    def test_one_that_is_not_found_or_was_so_before_is_stale(self):
        for text in ("zqabc in its revision 0, with", "zqabc in its revision 12, with", "zqabc"):
            self.assertEqual(len(self.look(Answer(200, "", text)).stale), 1)

    def test_a_reader_who_gets_no_page_has_failed(self):
        self.assertEqual(len(self.look(Answer(503, "", "")).failed), 1)
        self.assertEqual(len(self.look(NoAnswerError()).failed), 1)


class Answering(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *arguments):
        pass


def status_of(address: str, asker: str) -> int:
    try:
        with urlopen(Request(address, headers={"X-Forwarded-For": asker}), timeout=10) as answer:
            return answer.status
    except HTTPError as error:
        error.close()
        return error.code


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


class Nothing:
    """In place of a program that runs."""

    def __init__(self, *arguments):
        pass

    def __enter__(self):
        return None

    def __exit__(self, *arguments):
        return None
