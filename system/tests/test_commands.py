import subprocess
import sys

import psycopg
from django.conf import settings
from django.core.management import get_commands
from django.db import OperationalError
from django.test import SimpleTestCase, override_settings

from system.commands import READING, ending_in_a_sentence


class SentenceTests(SimpleTestCase):
    def test_a_database_that_is_gone_is_told_in_a_line(self):
        sentence = "^CommandError: The database does not answer. Refused$"
        ending = ending_in_a_sentence(["manage.py", "reindex"])
        with self.assertRaisesRegex(SystemExit, sentence), ending:
            raise OperationalError("Refused") from psycopg.OperationalError("Refused")

    def test_whoever_asks_for_frames_gets_them(self):
        with self.assertRaises(OperationalError), ending_in_a_sentence(["manage.py", "x", "--traceback"]):
            raise OperationalError("Refused") from psycopg.OperationalError("Refused")

    def test_a_fault_of_the_program_is_not_hidden(self):
        with self.assertRaises(ValueError), ending_in_a_sentence(["manage.py", "reindex"]):
            raise ValueError


@override_settings(READ_ONLY=True)
class ReadOnlyTests(SimpleTestCase):
    def test_what_writes_is_refused_before_it_begins(self):
        for name in ("migrate", "import_notes", "--verbosity=0 createsuperuser", "unheard_of"):
            ending = ending_in_a_sentence(["manage.py", *name.split()])
            with self.subTest(name), self.assertRaisesRegex(SystemExit, "read-only mode"), ending:
                self.fail("it was let through")

    def test_what_reads_goes_on(self):
        for name in ("", "backup", "export_notes", "doctor", "migrate --help"):
            with ending_in_a_sentence(["manage.py", *name.split()]):
                pass

    def test_each_command_that_reads_exists(self):
        self.assertEqual(READING - {"help", "version"} - get_commands().keys(), set())


class ProcessTests(SimpleTestCase):
    def test_manage_py_says_so(self):
        environment = {"SECRET_KEY": "x" * 60, "READ_ONLY": "true", "DATABASE_URL": "sqlite:///:memory:"}
        command = [sys.executable, "manage.py", "migrate"]
        done = subprocess.run(command, cwd=settings.BASE_DIR, env=environment, capture_output=True, text=True)
        self.assertEqual((done.returncode, done.stdout), (1, ""))
        self.assertRegex(done.stderr, r"\ACommandError: [^\n]* read-only mode [^\n]*\n\Z")
