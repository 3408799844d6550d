import re
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from unittest import SkipTest, mock

import psycopg
from django.core.cache import caches
from django.core.handlers.wsgi import WSGIHandler
from django.db import OperationalError, connection
from django.test import RequestFactory, TransactionTestCase
from django.utils import timezone

from config import answers
from config.answers import KeptAnswers
from notes.models import Entry
from notes.tests.factories import create_entry
from passages.tests.factories import create_owner


class Application:
    """The program, which counts how often it is asked."""

    def __init__(self):
        self.handler = WSGIHandler()
        self.asked = 0

    def __call__(self, environ, start_response):
        self.asked += 1
        return self.handler(environ, start_response)


class Answered:
    def __init__(self, status, headers, body):
        self.status, self.headers, self.body = status, dict(headers), body


class AnswersTestCase(TransactionTestCase):
    def setUp(self):
        if connection.vendor == "sqlite" and connection.is_in_memory_db():
            raise SkipTest("SQLite in memory has no other connections; `make test` takes a file.")
        caches["pages"].clear()
        create_entry(body="Text 0.", read_on=date(2023, 3, 11), slug="text")
        self.program = Application()
        self.kept = KeptAnswers(self.program)

    def ask(self, path="/", method="GET", **headers):
        environ = RequestFactory(headers={"host": "testserver"} | headers).generic(method, path).META
        if "cookie" not in headers:
            environ.pop("HTTP_COOKIE", None)  # which the factory brings, empty
        said = []
        body = self.kept(environ, lambda *told: said.extend(told[:2]))
        return Answered(said[0], said[1], b"".join(body))

    def keep(self, path="/", **headers):
        """The answer after two that were made by the program: the first page, and its first copy."""
        for _ in range(2):
            self.ask(path, **headers)
        asked = self.program.asked
        answered = self.ask(path, **headers)
        self.assertEqual(self.program.asked, asked)
        return answered


class KeptAnswersTests(AnswersTestCase):
    def setUp(self):
        super().setUp()
        # Of PostgreSQL the whole server counts, where other tests commit meanwhile.
        commits = [mock.patch(f"config.{name}.last_commit", side_effect=self.last_commit)
                   for name in ("answers", "caching")]  # fmt: skip
        self.commits = 1
        for commit in commits:
            self.enterContext(commit)

    def last_commit(self):
        return str(self.commits)

    def test_the_third_answer_is_the_first_but_for_its_id(self):
        first, third = self.ask(), self.keep()
        self.assertEqual((first.status, first.body), (third.status, third.body))
        ids = [answered.headers.pop("X-Request-ID") for answered in (first, third)]
        self.assertEqual(first.headers, third.headers)
        self.assertNotEqual(*ids)
        self.assertIn("Content-Security-Policy", third.headers)

    def test_what_the_web_server_calls_the_request_is_said_and_logged(self):
        self.keep()
        with self.assertLogs("system.requests", "INFO") as logs:
            answered = self.ask(**{"x-request-id": "abcdefgh12345678"})
        self.assertEqual(answered.headers["X-Request-ID"], "abcdefgh12345678")
        said = logs.records[0].said
        self.assertEqual((said["path"], said["status"], said["queries"]), ("/", 200, 0))
        self.assertEqual(said["bytes"], len(answered.body))

    def test_paths_are_logged_without_the_words_in_them(self):
        self.keep("/2023/03/11/text/")
        with self.assertLogs("system.requests", "INFO") as logs:
            self.ask("/2023/03/11/text/")
        self.assertNotIn("text", logs.records[0].said["path"])

    def test_after_a_commit_the_program_is_asked(self):
        self.keep()
        Entry.objects.update(body_html="<p>Another.</p>")
        self.assertNotIn(b"Another.", self.ask().body)
        self.commits += 1
        self.assertIn(b"Another.", self.ask().body)

    def test_on_another_day_the_program_is_asked(self):
        self.keep()
        asked = self.program.asked
        tomorrow = timezone.localdate() + timedelta(days=1)
        with mock.patch("django.utils.timezone.localdate", return_value=tomorrow):
            self.ask()
        self.assertEqual(self.program.asked, asked + 1)

    def test_whoever_has_it_is_told_so(self):
        etag = self.keep().headers["ETag"]
        known = self.keep(**{"if-none-match": etag})
        self.assertEqual((known.status, known.body), ("304 Not Modified", b""))
        self.assertEqual(self.ask(**{"if-none-match": '"other"'}).status, "200 OK")

    def test_it_is_another_answer_by_all_that_a_page_may_look_at(self):
        self.keep()
        for path, headers in (
            ("/?tag=a", {}),
            ("/2023/", {}),
            ("/", {"accept-language": "de"}),
            ("/", {"accept-encoding": "gzip"}),
            ("/", {"x-forwarded-proto": "https"}),
            ("/", {"something-new": "1"}),
        ):
            with self.subTest(path=path, headers=headers):
                asked = self.program.asked
                self.ask(path, **headers)
                self.assertEqual(self.program.asked, asked + 1)
        asked = self.program.asked
        self.ask(referer="https://example.org/", **{"user-agent": "Mozilla/5.0"})
        self.assertEqual(self.program.asked, asked)

    def test_whoever_brings_a_cookie_a_token_or_a_body_is_answered_by_the_program(self):
        self.keep()
        for headers in ({"cookie": "a=b"}, {"authorization": "Bearer x"}, {"transfer-encoding": "chunked"}):
            asked = self.program.asked
            self.ask(**headers)
            self.assertEqual(self.program.asked, asked + 1)
        self.ask(method="POST")
        self.assertEqual(self.program.asked, asked + 2)

    def test_the_owners_page_is_sent_to_nobody_else(self):
        create_entry(body="Hidden.", visibility="private")
        self.client.force_login(create_owner())
        for _ in range(3):
            self.assertIn(b"Hidden.", self.ask(cookie=f"sessionid={self.client.session.session_key}").body)
        self.assertNotIn(b"Hidden.", self.keep().body)

    def test_a_host_that_is_not_ours_is_refused(self):
        self.keep()
        for _ in range(3):
            self.assertEqual(self.ask(host="evil.example").status, "400 Bad Request")

    def test_what_is_not_found_is_not_kept(self):
        for _ in range(3):
            self.assertEqual(self.ask("/2023/03/11/none/").status, "404 Not Found")
        self.assertEqual(self.program.asked, 3)

    def test_if_the_database_does_not_answer_the_program_is_asked(self):
        self.keep()
        asked = self.program.asked
        error = OperationalError("gone")
        error.__cause__ = psycopg.OperationalError("gone")
        with mock.patch("config.answers.last_commit", side_effect=error):
            self.assertEqual(self.ask().status, "503 Service Unavailable")  # and waits no second time
        self.assertEqual(self.program.asked, asked + 1)
        self.assertEqual(self.ask().status, "200 OK")

    def test_the_memory_has_a_bound(self):
        self.keep()
        size = self.kept.size
        with mock.patch.object(answers, "MOST", 3 * size):
            for number in range(20):
                self.keep(f"/?utm_source={number}")
            self.assertLessEqual(self.kept.size, 3 * size)
        self.assertEqual(self.kept.size, sum(each.size for each in self.kept.answers.values()))

    def test_answers_without_a_body_count_too(self):
        etag = self.keep().headers["ETag"]
        with mock.patch.object(answers, "MOST", 20_000):
            for number in range(30):
                self.keep(**{"if-none-match": f'{etag}, "{number}"'})
            self.assertLess(len(self.kept.answers), 20)

    def test_without_a_cache_for_pages_nothing_is_kept(self):
        dummy = {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}
        with self.settings(CACHES={"default": dummy, "pages": dummy}):
            for _ in range(4):
                self.ask()
        self.assertEqual(self.program.asked, 4)


class RaceTests(AnswersTestCase):
    def test_no_answer_is_older_than_what_was_saved_before_it_was_asked_for(self):
        numbers = re.compile(rb"Text (\d+)\.")
        saved = 0

        def read():
            known = saved
            found = {int(number) for number in numbers.findall(self.ask().body)}
            connection.close()
            return known, found

        with ThreadPoolExecutor(4) as readers:
            asked = []
            for number in range(1, 31):
                asked += [readers.submit(read) for _ in range(10)]
                Entry.objects.update(body_html=f"<p>Text {number}.</p>", title=f"Text {number}.")
                saved = number
            for known, found in (each.result() for each in asked):
                self.assertEqual(len(found), 1)
                self.assertGreaterEqual(found.pop(), known)
        self.assertIn(b"Text 30.", self.ask().body)
