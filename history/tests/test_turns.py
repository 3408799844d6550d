from threading import Event, Thread
from unittest import mock, skipUnless

from django.db import connection
from django.test import SimpleTestCase, TransactionTestCase

from history.sitting import sitting
from history.turns import WRITING, Turns


class TurnsTests(SimpleTestCase):
    def setUp(self):
        self.turns = Turns()
        self.connection = self.enterContext(mock.patch("history.turns.connection"))
        self.connection.vendor, self.connection.in_atomic_block = "sqlite", False

    def another(self):
        """Somebody else who wants a turn; says when they have it."""
        has_begun = Event()

        def go():
            with self.turns.taken():
                has_begun.set()

        thread = Thread(target=go)
        thread.start()
        self.addCleanup(thread.join)
        return has_begun

    def test_one_goes_after_the_other(self):
        with self.turns.taken():
            has_begun = self.another()
            self.assertFalse(has_begun.wait(0.05))
        self.assertTrue(has_begun.wait(5))

    def test_the_turn_of_one_who_failed_is_over(self):
        with self.assertRaises(ZeroDivisionError), self.turns.taken():
            raise ZeroDivisionError
        self.assertTrue(self.another().wait(5))

    def test_nobody_waits_for_long_and_who_went_on_takes_no_turn_away(self):
        with mock.patch("history.turns.PATIENCE", 0.01), self.turns.taken():
            self.assertTrue(self.another().wait(5))
            self.assertTrue(self.turns.lock.locked())
        self.assertFalse(self.turns.lock.locked())

    def test_within_a_transaction_nobody_waits(self):
        with self.turns.taken():
            self.connection.in_atomic_block = True
            self.assertTrue(self.another().wait(5))

    def test_on_postgresql_they_go_side_by_side(self):
        self.connection.vendor = "postgresql"
        with self.turns.taken():
            self.assertTrue(self.another().wait(5))


@skipUnless(connection.vendor == "sqlite", "elsewhere they go side by side")
class SittingTests(TransactionTestCase):
    def test_one_writes_after_the_other(self):
        with sitting():
            self.assertTrue(WRITING.lock.locked())
            with sitting():
                self.assertTrue(WRITING.lock.locked())
        self.assertFalse(WRITING.lock.locked())
