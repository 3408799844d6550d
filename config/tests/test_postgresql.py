from contextlib import suppress
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest import skipUnless
from unittest.mock import patch

import psycopg
from django.db import connection
from django.test import TransactionTestCase
from psycopg_pool import PoolTimeout

from notes.importing.asked import Asked
from notes.importing.run import Options, import_notes

END_ALL = """SELECT pg_terminate_backend(pid, 1000) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()"""


@skipUnless(connection.vendor == "postgresql", "SQLite has no server")
class ServerTests(TransactionTestCase):
    def test_connections_that_the_server_has_ended_are_replaced_before_they_are_used(self):
        """As after a restart of the server: else a page fails for each of those that stand in the pool."""
        connection.ensure_connection()
        connection.close()
        with psycopg.connect(**without_pool(), autocommit=True) as other:
            other.execute(END_ALL)
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            self.assertEqual(cursor.fetchone(), (1,))

    def test_a_pool_without_a_free_connection_is_told_in_time_to_come_again(self):
        if not connection.pool:
            self.skipTest("a pooler counts connections itself")
        connection.close()
        pool, taken = connection.pool, []
        timeout, pool.timeout = pool.timeout, 0.2
        self.client.raise_request_exception = False
        try:
            with suppress(PoolTimeout):  # another test's server may hold one still
                while True:
                    taken.append(pool.getconn(timeout=2))
            with patch("config.caching.last_commit", return_value=""), self.assertLogs("django.request"):
                response = self.client.get("/topics/")
        finally:
            pool.timeout = timeout
            for each in taken:
                pool.putconn(each)
        self.assertEqual((response.status_code, response.headers["Retry-After"]), (503, "10"))

    def test_an_import_into_a_database_that_is_read_only_says_so(self):
        if not connection.pool:
            self.skipTest("a pooler gives the session to others")
        with TemporaryDirectory() as name:
            path = Path(name) / "log.md"
            path.write_text("## 2023 Log\n* 3/11 - Read\n")
            with connection.cursor() as cursor:
                cursor.execute("SET default_transaction_read_only = on")
            try:
                report = import_notes([path], Options(Asked(date(2023, 3, 12))))
            finally:
                connection.close()
        self.assertIn("the database cannot be used", str(report.problems))


def without_pool():
    said = connection.get_connection_params()
    names = ("host", "port", "user", "password", "dbname")
    return {name: said[name] for name in names if name in said}
