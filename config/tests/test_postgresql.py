from unittest import skipUnless

import psycopg
from django.db import connection
from django.test import TransactionTestCase

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


def without_pool():
    said = connection.get_connection_params()
    names = ("host", "port", "user", "password", "dbname")
    return {name: said[name] for name in names if name in said}
