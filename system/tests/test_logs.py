import json
import logging
from pathlib import Path

from django.db import IntegrityError, connection, transaction
from django.test import SimpleTestCase, TestCase

from notes.models import Entry
from notes.tests.factories import create_entry
from system.logs import REQUEST_ID, JsonFormatter, to_errors

CANARY = "canary"


def line_of(name, message, *arguments, level=logging.WARNING, error=None):
    """What is written of a message."""
    exc_info = (type(error), error, error.__traceback__) if error else None
    record = logging.LogRecord(name, level, __file__, 1, message, arguments, exc_info)
    return json.loads(JsonFormatter().format(record))


def raised(function):
    try:
        function()
    except Exception as error:
        return error
    raise AssertionError("nothing was raised")


class EventTests(SimpleTestCase):
    def test_a_line_says_when_who_and_what(self):
        line = line_of("notes.x", "Started")
        self.assertRegex(line.pop("at"), r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+00:00$")
        self.assertEqual(line, {"level": "warning", "logger": "notes.x", "event": "Started"})

    def test_a_message_of_several_lines_is_one_line(self):
        record = logging.LogRecord("notes.x", logging.INFO, __file__, 1, "a\nb", (), None)
        self.assertNotIn("\n", JsonFormatter().format(record))

    def test_numbers_stay_and_words_go(self):
        line = line_of("notes.importing.run", "%s failed at %d, %r", CANARY, 7, CANARY)
        self.assertEqual(line["event"], "… failed at 7, '…'")

    def test_named_arguments_go_too(self):
        self.assertEqual(line_of("notes.x", "%(a)s and %(b)d", {"a": CANARY, "b": 2})["event"], "… and 2")

    def test_a_message_that_does_not_fit_its_arguments_stays_as_it_is(self):
        self.assertEqual(line_of("notes.x", "%d things", CANARY)["event"], "%d things")

    def test_what_others_put_together_is_not_told(self):
        self.assertEqual(line_of("somebody.else", f"Cannot read {CANARY}")["event"], "…")

    def test_what_is_suspicious_is_called_by_its_kind(self):
        line = line_of("django.security.DisallowedHost", f"Invalid HTTP_HOST header: '{CANARY}'")
        self.assertEqual(line["event"], "DisallowedHost")

    def test_the_server_tells_of_its_processes_but_not_of_requests(self):
        for message, arguments, event in (
            ("Worker (pid:%s) was sent %s!", (7, "SIGKILL"), "Worker (pid:7) was sent SIGKILL!"),
            ("Error handling request %s", (f"/?q={CANARY}",), "Error handling request"),
            (f"Invalid request from ip=1.2.3.4: {CANARY}", (), "Invalid request from ip"),
        ):
            self.assertEqual(line_of("gunicorn.error", message, *arguments)["event"], event)

    def test_an_exception_as_message_is_its_kind(self):
        self.assertEqual(line_of("gunicorn.error", ValueError(CANARY))["event"], "ValueError")

    def test_the_request_that_is_answered_is_named(self):
        token = REQUEST_ID.set("abc")
        self.addCleanup(REQUEST_ID.reset, token)
        self.assertEqual(line_of("notes.x", "Done")["request"], "abc")


class ErrorTests(SimpleTestCase):
    def test_an_exception_leaves_its_kind_and_its_frames(self):
        def find():
            words = CANARY
            return {}[words]

        line = line_of("django.request", "Internal Server Error: %s", CANARY, error=raised(find))
        (error,) = line["errors"]
        self.assertEqual(error["kind"], "KeyError")
        self.assertRegex(error["frames"][-1], r"^system/tests/test_logs.py:\d+ find$")
        self.assertNotIn(CANARY, json.dumps(line))

    def test_what_it_came_of_is_told_too(self):
        def read():
            try:
                int(CANARY)
            except ValueError as error:
                raise RuntimeError(CANARY) from error

        errors = list(to_errors(raised(read)))
        self.assertEqual([error["kind"] for error in errors], ["RuntimeError", "ValueError"])
        self.assertNotIn(CANARY, json.dumps(errors))

    def test_what_was_set_aside_on_purpose_is_not(self):
        def read():
            try:
                int(CANARY)
            except ValueError:
                raise RuntimeError from None

        self.assertEqual(len(list(to_errors(raised(read)))), 1)

    def test_a_fault_of_the_program_keeps_its_words(self):
        (error,) = to_errors(raised(lambda: None.body))
        self.assertEqual(error["said"], "'NoneType' object has no attribute 'body'")

    def test_the_machine_says_why_but_not_of_which_file(self):
        (error,) = to_errors(raised(lambda: Path(f"/nowhere/{CANARY}").read_text()))
        self.assertEqual(error["said"], "No such file or directory")


class DatabaseErrorTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.entry = create_entry(body=CANARY, slug=CANARY)

    def said_of(self, write):
        """What is told of an error of the database's own, which Django's wraps."""
        try:
            with transaction.atomic():
                write()
        except Exception as error:
            errors = list(to_errors(error))
            self.assertNotIn(CANARY, json.dumps(errors))
            return errors[-1]["said"]
        raise AssertionError("nothing was raised")

    def test_a_constraint_is_named_without_what_broke_it(self):
        other = create_entry(body="Other")
        fields = {"slug": CANARY, "read_on": self.entry.read_on}
        with self.assertRaises(IntegrityError), transaction.atomic():
            Entry.objects.filter(pk=other.pk).update(**fields)
        said = self.said_of(lambda: Entry.objects.filter(pk=other.pk).update(**fields))
        self.assertIn("notes_entry", said)

    def test_a_value_that_it_does_not_take_is_not_quoted(self):
        query = "SELECT CAST(%s AS integer) + no_such_column"
        if connection.vendor == "postgresql":
            query = "SELECT CAST(%s AS integer)"
        said = self.said_of(lambda: connection.cursor().execute(query, [CANARY]))
        self.assertIn(said, {"SQLITE_ERROR", "22P02"})
