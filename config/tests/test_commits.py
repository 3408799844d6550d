import re
import sqlite3
import time
from concurrent.futures import ThreadPoolExecutor, wait
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest import SkipTest, mock

from django.core.cache import caches
from django.core.handlers.wsgi import WSGIHandler
from django.db import connection, transaction
from django.test import RequestFactory, SimpleTestCase, TransactionTestCase

from config.commits import Observer, last_commit, standing_still
from notes.models import Entry
from notes.tests.factories import create_entry
from topics.models import Topic
from topics.tests.factories import create_topic


class ObserverTests(SimpleTestCase):
    def setUp(self):
        self.folder = Path(self.enterContext(TemporaryDirectory()))
        self.path = self.folder / "site.sqlite3"
        self.writer = self.connect()
        self.writer.execute("CREATE TABLE t (n)")
        self.observer = Observer()
        self.addCleanup(lambda: self.observer.connection and self.observer.connection.close())

    def connect(self):
        connection = sqlite3.connect(self.path, isolation_level=None)
        self.addCleanup(connection.close)
        return connection

    def look(self):
        return self.observer.look(str(self.path))

    def test_the_mark_stays_as_long_as_nothing_is_committed(self):
        before = self.look()
        self.assertEqual(self.look(), before)
        self.writer.execute("BEGIN")
        self.writer.execute("INSERT INTO t VALUES (1)")
        self.assertEqual(self.look(), before)
        self.writer.execute("ROLLBACK")
        self.assertEqual(self.look(), before)

    def test_each_commit_of_any_connection_changes_it(self):
        marks = {self.look()}
        for number, writer in enumerate((self.writer, self.connect(), self.writer), start=2):
            writer.execute("INSERT INTO t VALUES (?)", [number])
            marks.add(self.look())
            self.assertEqual(len(marks), number)

    def test_with_a_write_ahead_log_too(self):
        self.writer.execute("PRAGMA journal_mode=WAL")
        before = self.look()
        self.writer.execute("INSERT INTO t VALUES (1)")
        self.assertNotEqual(self.look(), before)

    def test_while_somebody_commits_it_waits_for_a_moment_and_says_what_nothing_else_does(self):
        self.look()
        self.writer.execute("BEGIN EXCLUSIVE")
        began = time.monotonic()
        self.assertNotEqual(self.look(), self.look())
        self.assertLess(time.monotonic() - began, 2)
        self.writer.execute("ROLLBACK")
        self.assertEqual(self.look(), self.look())

    def test_another_file_in_its_place_has_another_mark(self):
        before = self.look()
        copy = self.folder / "copy"
        copy.write_bytes(self.path.read_bytes())
        copy.replace(self.path)
        self.assertNotEqual(self.look(), before)

    def test_another_process_has_a_connection_and_marks_of_its_own(self):
        before, opened = self.look(), self.observer.connection
        with mock.patch("config.commits.os.getpid", return_value=1):
            self.assertNotEqual(self.look(), before)
            self.assertIsNot(self.observer.connection, opened)
            opened.execute("SELECT 1")  # still open: the parent goes on with it
        opened.close()

    def test_without_a_file_there_is_no_mark(self):
        for path in (":memory:", str(self.folder / "none"), "file:memorydb_default?mode=memory&cache=shared"):
            self.assertEqual(Observer().look(path), "")


READS = 1_000
SAID = re.compile(r"(?:Text|Topic) (\d+)\.")


def write(number):
    """The same number in a text and in a title, which pages fetch by two queries."""
    with transaction.atomic():
        Entry.objects.update(body_html=f"<p>Text {number}.</p>", title=f"Text {number}.")
        Topic.objects.update(title=f"Topic {number}.")


class LastCommitTests(TransactionTestCase):
    def setUp(self):
        if connection.vendor == "sqlite" and connection.is_in_memory_db():
            raise SkipTest("SQLite in memory has no other connections; `make test` takes a file.")
        caches["pages"].clear()
        topic = create_topic(title="Topic 0.")
        create_entry(body="Text 0.", read_on=date(2023, 3, 11), topics=[topic])

    def test_it_changes_with_every_commit_and_only_then(self):
        self.assertIn(True, (self.stays_while_somebody_reads() for _ in range(100)))
        before = last_commit()
        self.assertTrue(before)
        with transaction.atomic():
            self.assertEqual(last_commit(), "")
            Topic.objects.update(title="Another")
        after = last_commit()
        self.assertNotEqual(after, before)
        Topic.objects.all().delete()
        self.assertNotEqual(last_commit(), after)

    def stays_while_somebody_reads(self):
        """Not so where others commit meanwhile on the same server of PostgreSQL, as other tests do."""
        before = last_commit()
        self.client.get("/")
        return last_commit() == before

    def test_a_reader_who_stands_still_takes_no_lock_of_writers(self):
        if connection.vendor != "sqlite":
            self.skipTest("PostgreSQL has no such lock")
        other = sqlite3.connect(connection.settings_dict["NAME"], 0.1, isolation_level=None)
        self.addCleanup(other.close)
        other.execute("BEGIN IMMEDIATE")
        with standing_still():
            self.assertEqual(Topic.objects.count(), 1)
        other.execute("ROLLBACK")
        self.assertEqual(connection.transaction_mode, "IMMEDIATE")

    def test_a_thread_whose_first_query_stands_still_takes_the_lock_when_it_writes(self):
        def begin():
            with standing_still():
                topics, reading = Topic.objects.count(), connection.transaction_mode
            writing = connection.transaction_mode
            connection.close()
            return topics, reading, writing

        if connection.vendor != "sqlite":
            self.skipTest("PostgreSQL has no such lock")
        with ThreadPoolExecutor(1) as pool:
            self.assertEqual(pool.submit(begin).result(), (1, "DEFERRED", "IMMEDIATE"))

    def etag(self):
        """That of the page, once nobody else commits on the same server while it is made."""
        found = (self.client.get("/").headers.get("ETag") for _ in range(100))
        return next(filter(None, found))

    def test_what_is_taken_back_changes_no_page(self):
        before = self.etag()
        with self.assertRaises(ZeroDivisionError), transaction.atomic():
            Topic.objects.update(title="Another")
            raise ZeroDivisionError
        self.assertEqual(self.etag(), before)

    def test_the_next_request_shows_what_was_saved_with_and_without_an_etag(self):
        etag = self.etag()
        known = (self.client.get("/", headers={"if-none-match": etag}).status_code for _ in range(100))
        self.assertIn(304, known)
        write(1)
        self.assertContains(self.client.get("/", headers={"if-none-match": etag}), "Topic 1.")

    def test_a_page_during_which_something_is_committed_is_of_one_moment(self):
        asked, writing = [], []

        def commit_before_titles(execute, sql, *said):
            if not writing and any("body_html" in each for each in asked):
                writing.append(pool.submit(write_and_close))
                wait(writing, timeout=1)
            asked.append(sql)
            return execute(sql, *said)

        def write_and_close():
            write(1)
            connection.close()

        with ThreadPoolExecutor(1) as pool, connection.execute_wrapper(commit_before_titles):
            text = ask(WSGIHandler(), "")[2]
            writing[0].result()
        self.assertEqual(len(set(SAID.findall(text))), 1)
        self.assertEqual(set(SAID.findall(ask(WSGIHandler(), "")[2])), {"1"})

    def test_a_thousand_reads_against_writes_see_no_old_and_no_mixed_page(self):
        acknowledged, reads, site = [0], [], WSGIHandler()

        def write_on():
            for number in range(1, 1 + READS // 20):
                while len(reads) < number * 20 - 10:
                    time.sleep(0.001)
                write(number)
                acknowledged[0] = number
            connection.close()

        def read():
            etag, seen = "", {-1}
            while len(reads) < READS:
                at_least = acknowledged[0]
                status, headers, text = ask(site, etag)
                if status == "200 OK":
                    etag, seen = headers.get("ETag", ""), set(map(int, SAID.findall(text)))
                reads.append((seen, at_least))
            connection.close()

        connection.close()  # the pool has four
        with ThreadPoolExecutor(3) as pool:
            for done in [pool.submit(write_on), pool.submit(read), pool.submit(read)]:
                done.result()
        for seen, at_least in reads:
            self.assertEqual(len(seen), 1, seen)
            self.assertGreaterEqual(min(seen), at_least)


def ask(site, etag):
    """What the site's WSGI application answers for the timeline: the test client keeps too much."""
    environ = RequestFactory(headers={"host": "localhost", "if-none-match": etag})._base_environ()
    started = []
    response = site(environ, lambda *said: started.append(said))
    content = b"".join(response).decode()
    response.close()
    status, headers = started[0]
    return status, dict(headers), content
