import time
from contextlib import contextmanager, suppress
from datetime import date
from pathlib import Path
from unittest import SkipTest, skipUnless
from unittest.mock import patch

import psycopg
from django.conf import settings
from django.core.cache import caches
from django.db import DEFAULT_DB_ALIAS, OperationalError, connection, connections
from django.test import SimpleTestCase, TransactionTestCase, override_settings

from cluster.servers import PostgreSQL, replica_of
from config.postgresql import to_databases
from config.replicas import asking, reading
from config.replicas.choosing import PAUSE, Rests, Standby, last_word, to_place
from config.replicas.router import OnlyPrimary
from notes.tests.factories import create_entry
from system import checking
from tests.services import HURRY, MissingError, find_server
from topics.models import Topic
from topics.tests.factories import create_topic


def standby(replayed, received=0, *, listens=False, is_replica=True):
    return Standby(replayed, received or replayed, listens, is_replica)


class PlaceTests(SimpleTestCase):
    def test_places_are_compared_as_numbers(self):
        self.assertEqual(to_place("0/0"), 0)
        self.assertEqual(to_place("16/B374D848"), 0x16B374D848)
        self.assertLess(to_place("0/FFFFFFFF"), to_place("1/0"))
        self.assertLess(to_place("9/0"), to_place("10/0"))

    def test_a_replica_is_fresh_once_it_has_replayed_what_the_primary_has(self):
        self.assertTrue(standby(100).has(100))
        self.assertTrue(standby(101).has(100))
        self.assertFalse(standby(99, received=200).has(100))

    def test_one_that_was_made_a_primary_is_no_replica(self):
        self.assertFalse(standby(200, is_replica=False).has(100))


class LastWordTests(SimpleTestCase):
    """Who is believed while the primary does not answer."""

    def test_the_one_that_has_received_most_once_it_has_replayed_that(self):
        self.assertEqual(last_word([standby(100), standby(120)], seen=100), 120)
        self.assertIsNone(last_word([standby(100), standby(110, received=120)], seen=100))

    def test_nobody_while_one_still_hears_the_primary(self):
        self.assertIsNone(last_word([standby(120), standby(100, listens=True)], seen=100))

    def test_nobody_who_knows_less_than_we_have_seen(self):
        self.assertIsNone(last_word([standby(99)], seen=100))

    def test_nobody_once_one_was_made_a_primary(self):
        self.assertIsNone(last_word([standby(120), standby(120, is_replica=False)], seen=100))

    def test_nobody_where_none_answers(self):
        self.assertIsNone(last_word([], seen=0))


class RestsTests(SimpleTestCase):
    def setUp(self):
        self.now = 100.0
        self.rests = Rests(lambda: self.now)

    def test_one_that_failed_is_left_out_at_once_and_tried_by_one_after_a_second(self):
        self.assertTrue(self.rests.may_try("replica1"))
        self.rests.fail("replica1")
        self.assertFalse(self.rests.may_try("replica1"))
        self.assertTrue(self.rests.may_try("replica2"))
        self.now += PAUSE
        self.assertTrue(self.rests.may_try("replica1"))
        self.assertFalse(self.rests.may_try("replica1"))

    def test_one_that_answers_again_is_taken_back(self):
        self.rests.fail("replica1")
        self.now += PAUSE
        self.rests.may_try("replica1")
        self.rests.succeed("replica1")
        self.assertTrue(self.rests.may_try("replica1"))
        self.assertTrue(self.rests.may_try("replica1"))


class RouterTests(SimpleTestCase):
    def test_only_the_primary_is_migrated_and_written(self):
        router = OnlyPrimary()
        self.assertTrue(router.allow_migrate("default", "notes"))
        self.assertFalse(router.allow_migrate("replica1", "notes"))
        self.assertEqual(router.db_for_write(Topic), "default")


class CommittedTests(SimpleTestCase):
    """What is committed while the primary is down."""

    def ask(self, *standbys, seen=0):
        names = {f"replica{number}": each for number, each in enumerate(standbys, start=1)}
        down = patch.object(asking, "ask_primary", side_effect=OperationalError("down"))
        with (
            down,
            patch.object(asking, "replicas", return_value=list(names)),
            patch.object(asking, "ask_replica", names.get),
            patch.object(asking, "RESTS", Rests(lambda: 100.0)),
            patch.object(asking.Seen, "place", seen),
            patch.object(asking, "PATIENCE", 0),
        ):
            return asking.committed()

    def test_those_who_followed_say_it(self):
        told = self.ask(None, standby(120), seen=110)
        self.assertEqual((told.place, told.is_primary_there), (120, False))
        self.assertEqual(told.mark, self.ask(standby(120), standby(90)).mark)

    def test_where_nobody_knows_the_database_is_absent(self):
        for standbys in ((), (None,), (standby(100, listens=True),)):
            with self.subTest(standbys), self.assertRaises(OperationalError):
                self.ask(*standbys)


class PatienceTests(SimpleTestCase):
    """How the primary is asked while it may stop or start."""

    def setUp(self):
        self.now = 100.0
        self.enterContext(patch.object(asking, "RESTS", Rests(lambda: self.now)))
        self.enterContext(patch.object(asking, "time"))
        asking.time.monotonic = lambda: self.now
        asking.time.sleep = self.wait
        self.primary = self.enterContext(patch.object(asking, "ask_primary"))
        self.followers = self.enterContext(patch.object(asking, "ask_those_who_followed", return_value=None))

    def wait(self, seconds):
        self.now += seconds

    def slow(self):
        self.now += 1
        raise OperationalError("no answer")

    def test_both_are_asked_again_until_one_knows(self):
        told = asking.Told("mark", 120)
        self.primary.side_effect = [OperationalError("shutting down"), OperationalError("starting"), told]
        self.assertEqual(asking.committed(), told)

    def test_after_some_seconds_readers_are_told_to_come_again(self):
        self.primary.side_effect = OperationalError("refused")
        with self.assertRaises(OperationalError):
            asking.committed()
        self.assertAlmostEqual(self.now, 100 + asking.PATIENCE, delta=0.2)

    def test_one_that_refuses_is_asked_each_time_and_one_that_says_nothing_once_a_second(self):
        self.followers.return_value = asking.Told("standby", 120, is_primary_there=False)
        self.primary.side_effect = OperationalError("refused")
        for _ in range(3):
            asking.committed()
        self.assertEqual(self.primary.call_count, 3)
        self.primary.side_effect = self.slow
        for _ in range(3):
            asking.committed()
        self.assertEqual(self.primary.call_count, 4)
        self.now += PAUSE
        asking.committed()
        self.assertEqual(self.primary.call_count, 5)


def with_replicas():
    kept = settings.MIDDLEWARE.index("config.caching.keep_pages") + 1
    ours = "config.replicas.reading.read_from_replica"
    return [*settings.MIDDLEWARE[:kept], ours, *settings.MIDDLEWARE[kept:]]


@skipUnless(connection.vendor == "postgresql", "SQLite has no replicas")
@override_settings(MIDDLEWARE=with_replicas())
class ReplicaTests(TransactionTestCase):
    """A replica of the server of these tests."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        usual, programs = connection.settings_dict, find_server()
        if not usual["HOST"].startswith("/") or not programs or "pool" not in usual["OPTIONS"]:
            raise SkipTest("the server of these tests is not ours to copy")
        primary = PostgreSQL(programs, Path(usual["HOST"]), f"{HURRY} -c wal_retrieve_retry_interval=100ms")
        try:
            cls.server = cls.enterClassContext(replica_of(primary, "replica1"))
        except MissingError as error:
            raise SkipTest(f"the server of these tests cannot be copied: {error}") from error
        own = {**usual, "HOST": str(cls.server.folder), "OPTIONS": {}}
        replica = to_databases(usual, [own], False)["replica1"]
        cls.enterClassContext(patch.dict(settings.DATABASES, {"replica1": replica}))
        cls.databases = {DEFAULT_DB_ALIAS, "replica1"}  # a mirror, which Django does not empty
        connections["replica1"] = type(connections[DEFAULT_DB_ALIAS])(replica, "replica1")
        cls.addClassCleanup(end_connections)

    def setUp(self):
        caches["pages"].clear()
        asking.RESTS.until.clear()
        self.topic = create_topic(title="Topic 0.")
        create_entry(body="Text 0.", read_on=date(2023, 3, 11), topics=[self.topic])

    def rename(self, number):
        Topic.objects.update(title=f"Topic {number}.")

    def asked(self):
        """Who made the timeline, and the page; nothing is taken from what is kept."""
        caches["pages"].clear()
        with patch.object(reading, "all_from", wraps=reading.all_from) as all_from:
            page = self.client.get("/")
        return [call.args[0] for call in all_from.call_args_list], page

    def wait_for(self, who, within=10):
        ends = time.monotonic() + within
        while self.asked()[0] != who:
            self.assertLess(time.monotonic(), ends, "it was not so in time")
            time.sleep(0.05)

    def tell_replica(self, statement, *values):
        with connections["replica1"].cursor() as cursor:
            cursor.execute(statement, values or None)
            return cursor.fetchall() if cursor.description else []

    def follow(self, primary):
        self.tell_replica("ALTER SYSTEM SET primary_conninfo = %s", primary)
        self.tell_replica("SELECT pg_reload_conf()")

    def test_a_replica_that_has_everything_answers_readers_only(self):
        self.wait_for(["replica1"])
        self.client.cookies["sessionid"] = "x"
        self.assertEqual(self.asked()[0], [])
        self.assertIs(connections[DEFAULT_DB_ALIAS].alias, DEFAULT_DB_ALIAS)

    def test_all_queries_of_such_a_page_go_to_the_replica(self):
        for _ in range(10):
            self.wait_for(["replica1"])
            # The primary writes to its log by itself at times, and answers until the replica has that, too.
            with suppress(AssertionError), forbidden(connection):
                who, page = self.asked()
                break
        else:
            self.fail("The primary was asked each time.")
        self.assertEqual((who, page.status_code), (["replica1"], 200))

    def test_the_next_request_after_a_save_shows_it_whoever_answers(self):
        answered = set()
        for number in range(1, 25):
            self.rename(number)
            who, page = self.asked()
            self.assertContains(page, f"Topic {number}.")
            answered.add(bool(who))
            time.sleep(0 if number % 4 else 0.5)
            who, page = self.asked()
            self.assertContains(page, f"Topic {number}.")
            answered.add(bool(who))
        self.assertEqual(answered, {True, False})

    def test_one_that_lags_is_left_out_until_it_has_caught_up(self):
        self.wait_for(["replica1"])
        self.tell_replica("SELECT pg_wal_replay_pause()")
        try:
            self.rename(7)
            for _ in range(3):
                who, page = self.asked()
                self.assertContains(page, "Topic 7.")
                self.assertEqual(who, [])
        finally:
            self.tell_replica("SELECT pg_wal_replay_resume()")
        self.wait_for(["replica1"])
        self.assertContains(self.asked()[1], "Topic 7.")

    def test_the_doctor_says_how_far_it_is(self):
        self.wait_for(["replica1"])
        [line] = checking.replicas()
        self.assertRegex(str(line), r"\AOK    replicas: replica1 is [\d,]+ bytes behind\Z")

    def test_one_that_is_dead_costs_no_page_and_is_taken_back(self):
        self.wait_for(["replica1"])
        self.server.stop("immediate")
        try:
            began = time.monotonic()
            self.assertEqual([self.asked()[1].status_code for _ in range(5)], [200] * 5)
            self.assertLess(time.monotonic() - began, 3)
        finally:
            self.server.start()
        self.wait_for(["replica1"])

    def test_a_replica_that_fails_within_a_page_has_it_made_by_the_primary(self):
        self.wait_for(["replica1"])
        # The primary writes to its log by itself at times, and would answer: here it is the replica's turn.
        choices = patch.object(reading, "fresh_replica", side_effect=["replica1", ""])
        with choices, failing_after(3), self.assertLogs("django.request"):
            self.client.raise_request_exception = False
            who, page = self.asked()
        self.assertEqual((who, page.status_code), (["replica1"], 200))

    def test_a_primary_that_fails_within_a_page_has_it_made_by_a_replica(self):
        self.wait_for(["replica1"])
        choices = patch.object(reading, "fresh_replica", side_effect=["", "replica1"])
        failing = patch.object(connections[DEFAULT_DB_ALIAS], "cursor", side_effect=gone())
        with choices, failing, self.assertLogs("django.request"):
            self.client.raise_request_exception = False
            who, page = self.asked()
        self.assertEqual((who, page.status_code), (["replica1"], 200))

    def test_while_the_primary_is_down_readers_go_on_and_it_is_kept(self):
        self.wait_for(["replica1"])
        [[follow]] = self.tell_replica("SHOW primary_conninfo")
        self.follow("")
        try:
            with patch.object(asking, "ask_primary", side_effect=OperationalError("down")):
                with forbidden(connection):
                    who, page = self.asked()
                    again = self.client.get("/")
                self.assertEqual((who, page.status_code), (["replica1"], 200))
                self.assertEqual(again.headers["ETag"], page.headers["ETag"])
        finally:
            self.follow(follow)
        self.wait_for(["replica1"])


@contextmanager
def forbidden(usual):
    """No query on this connection, which is the one by which pages are made by the primary."""
    own = connections[usual.alias]
    with patch.object(own, "cursor", side_effect=AssertionError("the primary was asked")):
        yield


def gone():
    """What Django raises where the server is gone."""
    error = OperationalError("the server is gone")
    error.__cause__ = psycopg.OperationalError("the server is gone")
    return error


@contextmanager
def failing_after(queries):
    """The replica fails in the midst of a page."""
    left = [queries]
    replica = connections["replica1"]
    cursor = replica.cursor

    def count_down():
        left[0] -= 1
        if not left[0]:
            raise gone()
        return cursor()

    with patch.object(replica, "cursor", count_down):
        yield


def end_connections():
    connections["replica1"].close()
    del connections["replica1"]
    if asking.MINE.connection:
        asking.MINE.connection.close()
        asking.MINE.connection = None
