import json
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest import skipIf
from unittest.mock import patch

from django.conf import settings
from django.db import OperationalError, connection
from django.test import TestCase, override_settings

from passages.storage import StoreFailed
from passages.tests.stores import MemoryStorage, in_memory, unreachable
from system.probe import probe
from system.ready import Migrations, look
from system.space import LEAST, fault_of, is_in_memory


class ReadyTests(TestCase):
    def setUp(self):
        Migrations.are_applied = False

    def assert_not_ready(self, what, said):
        response = self.client.get("/readyz")
        self.assertEqual(response.status_code, 503)
        self.assertEqual((response.json()["ready"], response.json()[what]), (False, said))
        return response

    def test_all_is_well(self):
        response = self.client.get("/readyz")
        self.assertEqual(response.status_code, 200)
        self.assertEqual(response.headers["Cache-Control"], "no-store")
        checks = response.json()
        self.assertEqual((checks.pop("ready"), set(checks.values())), (True, {"ok"}))
        self.assertLessEqual({"database", "migrations", "media"}, set(checks))

    def test_each_check_is_a_line(self):
        text = look().to_json()
        self.assertEqual(len(text.splitlines()), len(json.loads(text)) + 2)

    def test_a_database_that_does_not_answer(self):
        with patch("system.ready.probe", side_effect=OperationalError("password of canary")):
            response = self.assert_not_ready("database", "does not answer")
        self.assertNotIn("canary", response.text)

    def test_a_database_that_takes_too_long(self):
        with patch("system.ready.monotonic", side_effect=[0, 1.5]):
            self.assert_not_ready("database", "took more than 1 s")

    def test_a_migration_that_is_missing(self):
        with patch("system.ready.MigrationExecutor.migration_plan", return_value=["one"]):
            self.assert_not_ready("migrations", "1 are missing")
        self.assertEqual(self.client.get("/readyz").status_code, 200)

    def test_migrations_are_looked_for_until_all_are_there(self):
        look()
        with patch("system.ready.MigrationExecutor") as executor:
            look()
        executor.assert_not_called()

    def test_a_full_disk(self):
        with patch("system.space.free_bytes", return_value=LEAST - 1):
            self.assert_not_ready("media", "is full")

    def test_a_folder_that_cannot_be_written_to(self):
        with patch("system.space.TemporaryFile", side_effect=OSError(30, "Read-only file system")):
            self.assert_not_ready("media", "cannot be written to")

    def test_a_store_of_pictures_that_is_no_folder(self):
        with in_memory():
            self.assertEqual(look().checks["media"], "ok")
            with unreachable("listdir"):
                self.assert_not_ready("media", "does not answer")
            with patch.object(MemoryStorage, "listdir", side_effect=StoreFailed(13, "canary")):
                self.assert_not_ready("media", "refuses this site")

    @override_settings(READ_ONLY=True)
    def test_a_site_that_only_reads_needs_no_room(self):
        with patch("system.space.free_bytes", return_value=0):
            self.assertEqual(self.client.get("/readyz").status_code, 200)

    def test_what_is_written_to_find_out_is_gone_again(self):
        with TemporaryDirectory() as folder:
            self.assertEqual(fault_of(Path(folder)), "")
            self.assertEqual(list(Path(folder).iterdir()), [])


@skipIf(is_in_memory(str(settings.DATABASES["default"]["NAME"])), "it has one connection only")
class ProbeTests(TestCase):
    def test_it_waits_for_a_second_and_leaves_the_site_as_it_is(self):
        with probe() as own, own.cursor() as cursor:
            if connection.vendor == "sqlite":
                cursor.execute("PRAGMA busy_timeout")
                self.assertEqual(cursor.fetchone()[0], 1000)
            else:
                cursor.execute("SHOW statement_timeout")
                self.assertEqual(cursor.fetchone()[0], "1s")
                self.assertIsNone(own.pool)
        self.assertNotEqual(connection.settings_dict["OPTIONS"], own.settings_dict["OPTIONS"])
