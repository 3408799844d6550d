import sqlite3
from pathlib import Path
from tempfile import TemporaryDirectory

from django.test import SimpleTestCase

from config.sqlite import is_wal_safe, to_options

# From https://www.sqlite.org/wal.html#walresetbug: the fix is in 3.51.3 and in two backports.
VERSIONS = [
    ((3, 7, 0), False),
    ((3, 40, 1), False),
    ((3, 44, 5), False),
    ((3, 44, 6), True),
    ((3, 45, 0), False),
    ((3, 46, 1), False),
    ((3, 49, 99), False),
    ((3, 50, 6), False),
    ((3, 50, 7), True),
    ((3, 51, 0), False),
    ((3, 51, 2), False),
    ((3, 51, 3), True),
    ((3, 52, 0), True),
    ((4, 0, 0), True),
]


class JournalTests(SimpleTestCase):
    def test_write_ahead_logging_is_for_versions_that_lose_nothing(self):
        for version, is_safe in VERSIONS:
            with self.subTest(version):
                self.assertEqual(is_wal_safe(version), is_safe)

    def test_a_safe_version_logs_ahead_and_syncs_each_commit(self):
        self.assert_pragmas((3, 51, 3), "wal", 2)

    def test_any_other_keeps_the_rollback_journal_and_syncs_its_folder_too(self):
        self.assert_pragmas((3, 51, 2), "delete", 3)

    def test_writers_queue_when_their_transaction_begins(self):
        options = to_options((3, 51, 3))
        self.assertEqual((options["transaction_mode"], options["timeout"]), ("IMMEDIATE", 20))

    def assert_pragmas(self, version, journal, synchronous):
        with TemporaryDirectory() as folder:
            connection = sqlite3.connect(Path(folder) / "new.sqlite3")
            connection.executescript(to_options(version)["init_command"])
            found = [
                connection.execute(f"PRAGMA {name}").fetchone()[0] for name in ("journal_mode", "synchronous")
            ]
            connection.close()
        self.assertEqual(found, [journal, synchronous])
