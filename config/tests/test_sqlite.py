import sqlite3
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from django.db import OperationalError, connections, transaction
from django.test import SimpleTestCase, TestCase

from backups.snapshots import sqlite_at
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


class ConnectionTests(TestCase):
    def test_a_connection_of_django_really_has_them(self):
        """With the library that is installed here: journal, synchronous, patience, and who waits for whom."""
        journal, synchronous = ("wal", 2) if is_wal_safe(sqlite3.sqlite_version_info) else ("delete", 3)
        asked = ("journal_mode", "synchronous", "busy_timeout")
        with self.connected(to_options(sqlite3.sqlite_version_info)) as one:
            self.assertEqual(ask(one, *asked), [journal, synchronous, 20_000])
            locked = self.assertRaisesRegex(sqlite3.OperationalError, "locked")
            with transaction_of(one), self.other(one) as other, locked:
                other.execute("BEGIN IMMEDIATE")

    def test_a_connection_that_only_reads_changes_nothing_and_waits_for_nobody(self):
        options = to_options(sqlite3.sqlite_version_info, is_read_only=True)
        with self.connected(options) as one, transaction_of(one):
            with self.other(one) as other:
                other.execute("BEGIN IMMEDIATE")
            with self.assertRaisesRegex(OperationalError, "readonly"), one.cursor() as cursor:
                cursor.execute("CREATE TABLE t (a)")

    @contextmanager
    def connected(self, options):
        """A connection of Django's with these options to a file of its own."""
        with TemporaryDirectory() as folder, sqlite_at(Path(folder) / "new.sqlite3", "tried") as alias:
            one = connections[alias]
            one.settings_dict["OPTIONS"] = options
            one.transaction_mode = options.get("transaction_mode")
            yield one

    def other(self, one):
        return closing(sqlite3.connect(one.settings_dict["NAME"], timeout=0))


def ask(one, *names):
    """What a connection says of its pragmas."""
    with one.cursor() as cursor:
        return [cursor.execute(f"PRAGMA {name}").fetchone()[0] for name in names]


def transaction_of(one):
    return transaction.atomic(using=one.alias)
