import subprocess
import sys
import tempfile
from pathlib import Path
from unittest import TestCase as PlainTestCase
from unittest.mock import patch

import pytest
from django.conf import settings
from django.test import SimpleTestCase, TestCase, TransactionTestCase

from tests import services
from tests.environment import may_open_connection
from tests.run import Run, report, to_exit_code

PASSED = Run("SQLite", 0, 1.2)
FAILED = Run("SQLite", 1, 1.2)
EMPTY = Run("SQLite", 5, 1.2)


class ExitCodeTests(SimpleTestCase):
    def test_every_run_must_pass(self):
        self.assertEqual(to_exit_code([PASSED, PASSED], [], is_ci=True), 0)
        self.assertEqual(to_exit_code([PASSED, FAILED], [], is_ci=False), 1)

    def test_a_run_without_tests_is_a_failure(self):
        self.assertEqual(to_exit_code([EMPTY], [], is_ci=False), 1)

    def test_what_could_not_run_fails_where_nobody_reads_the_report(self):
        self.assertEqual(to_exit_code([PASSED], ["the browser tests"], is_ci=False), 0)
        self.assertEqual(to_exit_code([PASSED], ["the browser tests"], is_ci=True), 1)


class ReportTests(SimpleTestCase):
    def test_names_what_ran_and_what_did_not(self):
        text = report([PASSED, EMPTY], ["the suite on PostgreSQL: none here"])
        self.assertIn("passed on SQLite in 1 s\nRAN NO TEST on SQLite in 1 s\n", text)
        self.assertIn("\nNOT RUN: the suite on PostgreSQL: none here\n", text)


class DatabaseTests(SimpleTestCase):
    def test_only_what_cannot_open_a_connection_runs_on_one_database(self):
        self.assertFalse(may_open_connection(DatabaseTests))
        for case in (TestCase, TransactionTestCase, PlainTestCase, None):
            self.assertTrue(may_open_connection(case))

    def test_a_test_that_names_its_databases_runs_on_each(self):
        self.assertTrue(may_open_connection(type("Case", (SimpleTestCase,), {"databases": {"default"}})))


class FindingTests(SimpleTestCase):
    def setUp(self):
        self.folder = Path(self.enterContext(tempfile.TemporaryDirectory())).resolve()
        self.enterContext(patch.dict("os.environ", {"PATH": str(self.folder / "path")}))
        self.enterContext(patch.object(services, "DEBIAN_SERVERS", self.folder / "debian"))

    def create_programs(self, folder: str, *names: str) -> Path:
        path = self.folder / folder
        path.mkdir(parents=True, exist_ok=True)
        for name in names:
            (path / name).write_text("#!/bin/sh\n")
            (path / name).chmod(0o755)
        return path

    def test_a_chromium_of_any_name_is_found_on_the_path(self):
        self.assertIsNone(services.find_chromium())
        path = self.create_programs("path", "google-chrome")
        self.assertEqual(services.find_chromium(), str(path / "google-chrome"))

    @patch.object(services, "is_library", lambda name: True)
    def test_the_tests_drive_the_shell_of_chromium_where_there_is_one(self):
        path = self.create_programs("path", "chromium")
        self.assertEqual(services.get_browser(), str(path / "chromium"))  # there is no apt-get on the path
        self.create_programs("path", services.SHELL)
        self.assertEqual(services.get_browser(), str(path / services.SHELL))

    def test_the_newest_server_of_debian_is_found_outside_the_path(self):
        self.assertIsNone(services.find_server())
        self.create_programs("debian/9.6/bin", *services.SERVER_PROGRAMS)
        newest = self.create_programs("debian/15/bin", *services.SERVER_PROGRAMS)
        self.assertEqual(services.find_server(), newest)

    def test_a_server_on_the_path_comes_first_and_a_mere_client_does_not_count(self):
        debian = self.create_programs("debian/15/bin", *services.SERVER_PROGRAMS)
        path = self.create_programs("path", "pg_ctl")
        self.assertEqual(services.find_server(), debian)
        self.create_programs("path", *services.SERVER_PROGRAMS)
        self.assertEqual(services.find_server(), path)

    def test_what_is_missing_can_only_be_installed_by_root_on_debian(self):
        for user in (0, 1000):  # there is no apt-get on the path
            with patch("os.geteuid", return_value=user):
                self.assertRaisesMessage(services.MissingError, "only root on Debian", services.get_server)
                self.assertRaisesMessage(services.MissingError, "only root on Debian", services.get_chromium)

    def test_an_installation_that_fails_is_told(self):
        self.create_programs("path", "apt-get")
        wish = patch.object(services, "DEBIAN_WISH", self.folder / "etc" / "wish.conf")
        apt_get = patch.object(services, "apt_get", return_value=False)
        with wish, apt_get, patch("os.geteuid", return_value=0):
            with self.assertRaisesMessage(services.MissingError, "apt-get could not install postgresql"):
                services.get_server()
            self.assertFalse(services.DEBIAN_WISH.exists())


@pytest.mark.database
class ServingTests(SimpleTestCase):
    def test_the_application_loads_without_touching_the_database(self):
        """Else the workers that gunicorn forks afterwards would share a connection or a pool."""
        code = (
            "import config.wsgi; from django.db import connections; "
            "assert all(each.connection is None for each in connections.all())"
        )
        done = subprocess.run([sys.executable, "-c", code], cwd=settings.BASE_DIR, check=False)
        self.assertEqual(done.returncode, 0)
