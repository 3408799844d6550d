import errno
import json
import sqlite3
from unittest.mock import patch
from uuid import uuid4

import psycopg
from django.conf import settings
from django.db import DatabaseError, OperationalError, connection
from django.test import SimpleTestCase, TestCase, override_settings
from psycopg import errors
from psycopg_pool import PoolTimeout

from api.tests.factories import create_token
from notes.models import Entry
from notes.tests.factories import create_entry
from passages.tests.factories import create_owner
from passages.unavailable import Why, why_unavailable
from system.tests.lines import listening

BODY = "A thought that took an hour <b>to write</b>, and that nobody wants to write a second time."
KEPT = {"text": "Kept", "visibility": "public", "draft_key": str(uuid4())}


def of_sqlite(name):
    error = sqlite3.OperationalError("what it says")
    error.sqlite_errorname = name
    return error


def as_django_raises(error):
    wrapped = OperationalError("what it says")
    wrapped.__cause__ = error
    return wrapped


class WhyTests(SimpleTestCase):
    def test_what_the_matter_is(self):
        for error, why in (
            (of_sqlite("SQLITE_FULL"), Why.FULL),
            (of_sqlite("SQLITE_READONLY_DIRECTORY"), Why.READ_ONLY),
            (of_sqlite("SQLITE_BUSY"), Why.BUSY),
            (of_sqlite("SQLITE_CANTOPEN"), Why.ABSENT),
            (of_sqlite("SQLITE_ERROR"), None),
            (of_sqlite("SQLITE_CONSTRAINT_UNIQUE"), None),
            (errors.DiskFull("x"), Why.FULL),
            (errors.ReadOnlySqlTransaction("x"), Why.READ_ONLY),
            (errors.TooManyConnections("x"), Why.BUSY),
            (errors.AdminShutdown("x"), Why.ABSENT),
            (errors.UniqueViolation("x"), None),
            (PoolTimeout("x"), Why.ABSENT),
            (psycopg.OperationalError("connection refused"), Why.ABSENT),
            (psycopg.InterfaceError("the connection is closed"), Why.ABSENT),
            (psycopg.ProgrammingError("x"), None),
            (OSError(errno.ENOSPC, "x"), Why.FULL),
            (OSError(errno.EROFS, "x"), Why.READ_ONLY),
            (OSError(errno.ENOENT, "x"), None),
            (ValueError("x"), None),
        ):
            with self.subTest(error):
                self.assertEqual(why_unavailable(as_django_raises(error)), why)
                self.assertEqual(why_unavailable(error), why)

    def test_causes_that_lead_in_a_circle_come_to_an_end(self):
        one, other = ValueError(), ValueError()
        one.__cause__, other.__cause__ = other, one
        self.assertIsNone(why_unavailable(one))


class PageTests(TestCase):
    """Whatever fails is asked for by the first query of a page."""

    @classmethod
    def setUpTestData(cls):
        cls.owner = create_owner()

    def setUp(self):
        self.client.raise_request_exception = False

    def failing(self, error):
        def fail(execute, *arguments):
            raise as_django_raises(error)

        return connection.execute_wrapper(fail)

    def test_a_database_that_is_gone_is_said_in_the_design_of_the_site(self):
        self.client.force_login(self.owner)
        with self.failing(psycopg.OperationalError("password of somebody")), self.assertNumQueries(1):
            response = self.client.get("/")
        self.assertContains(response, "The database does not answer", status_code=503)
        self.assertContains(response, 'class="masthead"', status_code=503)
        self.assertContains(response, response.headers["X-Request-ID"], status_code=503)
        self.assertNotContains(response, "password of", status_code=503)
        self.assertEqual((response["Retry-After"], response["Cache-Control"]), ("10", "no-store"))
        self.assertNotIn(settings.SESSION_COOKIE_NAME, response.cookies)

    def test_it_is_said_in_the_language_of_the_reader(self):
        with self.failing(errors.DiskFull("x")):
            response = self.client.get("/", headers={"accept-language": "de"})
        self.assertContains(response, '<html lang="de"', status_code=503)

    def test_programs_are_told_in_json(self):
        with self.failing(errors.AdminShutdown("x")):
            for answer in (self.client.get("/api/entries"), self.client.get("/api/nothing/at/all")):
                self.assertIn(answer.status_code, (503, 404))
        with self.failing(errors.AdminShutdown("x")):
            response = self.client.get("/api/entries")
        self.assertEqual(response.json(), {"detail": "The database does not answer."})
        self.assertEqual(response.headers["Retry-After"], "10")

    def test_a_form_gets_back_what_was_written(self):
        self.client.force_login(self.owner)
        full = as_django_raises(of_sqlite("SQLITE_FULL"))
        written = {"text": BODY, "tags": "lora", "visibility": "public"}
        with patch("passages.models.Document.save", side_effect=full):
            response = self.client.post("/write/?next=1", written)
        self.assertContains(response, "There is no room left on the disk", status_code=503)
        self.assertContains(response, "This was not saved", status_code=503)
        self.assertContains(response, "&lt;b&gt;to write", 2, status_code=503)
        self.assertContains(response, 'name="tags" value="lora"', status_code=503)
        self.assertContains(response, 'action="/write/?next=1"', status_code=503)
        self.assertFalse(Entry.objects.exists())

    def test_what_is_secret_is_not_shown_again(self):
        with self.failing(of_sqlite("SQLITE_CANTOPEN")):
            response = self.client.post("/admin/login/", {"username": "ada", "password": "canary"})
        self.assertContains(response, "This was not saved", status_code=503)
        self.assertNotContains(response, "canary", status_code=503)

    def test_a_form_that_cannot_be_read_fails_no_second_time(self):
        self.client.force_login(self.owner)
        with self.failing(of_sqlite("SQLITE_CANTOPEN")):
            response = self.client.post("/write/", b"--x\r\n", content_type="multipart/form-data; boundary=x")
        self.assertIn(response.status_code, (400, 503))

    def test_a_session_that_cannot_be_kept_costs_no_answer(self):
        self.client.force_login(self.owner)
        full = as_django_raises(of_sqlite("SQLITE_FULL"))
        with patch("django.contrib.sessions.backends.db.SessionStore.save", side_effect=full):
            response = self.client.post("/write/", KEPT)
        self.assertEqual((response.status_code, Entry.objects.count()), (302, 1))

    def test_another_fault_of_a_session_is_a_failure(self):
        self.client.force_login(self.owner)
        fault = patch("django.contrib.sessions.backends.db.SessionStore.save", side_effect=DatabaseError)
        with fault:
            response = self.client.post("/write/", KEPT)
        self.assertEqual(response.status_code, 500)


@override_settings(READ_ONLY=True)
class ReadOnlyModeTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.owner = create_owner()
        cls.entry = create_entry(body="Read it")

    def test_readers_go_on(self):
        self.assertContains(self.client.get("/"), "Read it")
        self.assertContains(self.client.get("/api/entries"), "Read it")

    def test_whoever_has_signed_in_stays_and_is_told(self):
        self.client.force_login(self.owner)
        self.assertContains(self.client.get("/admin/"), "Read-only mode: nothing can be saved")

    def test_nobody_can_sign_in_and_the_page_says_so(self):
        self.assertContains(self.client.get("/admin/login/"), "nobody can sign in or out")
        response = self.client.post("/admin/login/", {"username": "ada", "password": "x"})
        self.assertContains(response, "This site is in read-only mode", status_code=503)

    def test_a_form_keeps_what_was_written(self):
        self.client.force_login(self.owner)
        response = self.client.post("/write/", {"text": BODY, "visibility": "public"})
        self.assertContains(response, "&lt;b&gt;to write", 2, status_code=503)
        self.assertEqual(response["Retry-After"], "600")

    def test_a_program_is_told_in_json(self):
        headers = create_token(user=self.owner)
        response = self.client.post("/api/entries", {"body": "x"}, content_type="application/json", **headers)
        self.assertEqual(response.status_code, 503)
        self.assertIn("read-only mode", response.json()["detail"])
        self.assertEqual(self.client.get("/api/entries", **headers).status_code, 200)

    def test_a_change_that_is_refused_is_no_error(self):
        self.client.force_login(self.owner)
        with listening() as lines:
            self.client.post("/write/", {"text": "x"})
            self.client.post("/api/entries", {"body": "x"}, content_type="application/json")
        self.assertEqual([line["level"] for line in lines.requests], ["info", "info"])
        self.assertEqual([line["status"] for line in lines.requests], [503, 503])
        self.assertEqual(len(lines.texts), 2)

    def test_a_failure_is_one_still(self):
        gone = patch("notes.views.Filter.from_request", side_effect=OperationalError)
        self.client.raise_request_exception = False
        with listening() as lines, gone:
            self.client.get("/")
        self.assertEqual([json.loads(line)["level"] for line in lines.texts], ["error", "error"])


class WritableTests(TestCase):
    def test_without_it_nothing_is_said(self):
        self.client.force_login(create_owner())
        self.assertNotContains(self.client.get("/admin/"), "Read-only")
