import json
from contextlib import contextmanager
from datetime import timedelta
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

import psycopg
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.checks import Error, Warning
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import OperationalError, connection
from django.test import SimpleTestCase, TestCase, override_settings
from django.utils import timezone

from backups.last import NAME, LastBackup
from notes.models import Entry
from notes.tests.factories import create_entry
from passages.models import Excerpt
from passages.tests.factories import create_image
from passages.tests.stores import in_memory, unreachable
from passages.unavailable import Why
from system import checking
from system.checking import FAIL, OK, WARN, examine_system
from system.ready import Migrations


def levels(check):
    return [line.level for line in check()]


def said_by(check):
    return " / ".join(map(str, check()))


class SettingsTests(SimpleTestCase):
    def found(self, *messages):
        with patch("system.checking.run_checks", return_value=list(messages)):
            return [str(line) for line in checking.settings_of_the_site()]

    def test_what_the_checks_of_django_say(self):
        self.assertEqual(self.found(), ["OK    settings: check --deploy has nothing to say"])
        self.assertEqual(self.found(Warning("Too\nshort", id="a.W1")), ["WARN  settings: a.W1: Too short"])
        self.assertEqual(self.found(Error("Wrong", id="a.E1")), ["FAIL  settings: a.E1: Wrong"])

    @override_settings(SILENCED_SYSTEM_CHECKS=["a.W1"], READ_ONLY=True)
    def test_what_is_silenced_is_not_told_and_read_only_mode_is(self):
        found = self.found(Warning("Too short", id="a.W1"))
        self.assertEqual(found, ["WARN  settings: the site is in read-only mode"])


class DatabaseTests(TestCase):
    def test_a_database_that_is_as_it_should_be(self):
        self.assertNotIn(FAIL, levels(checking.database))
        self.assertIn(
            "SQLite 3." if connection.vendor == "sqlite" else "PostgreSQL 1", said_by(checking.database)
        )

    def test_what_costs_saves_in_a_power_cut_is_told(self):
        answers = {"PRAGMA journal_mode": "delete", "PRAGMA synchronous": "1", "PRAGMA quick_check(1)": "ok"}
        asks = {"init_command": "PRAGMA journal_mode=DELETE; PRAGMA synchronous=EXTRA;"}
        with patch("system.checking.ask", answers.get), self.options(asks):
            lines = list(checking.sqlite())
        self.assertEqual([line.level for line in lines], [WARN, OK])
        self.assertIn("not as the site asks for it: synchronous=EXTRA", str(lines[0]))
        with patch("system.checking.ask", lambda question: "off" if "SHOW s" in question else "on"):
            self.assertEqual(levels(checking.postgresql), [OK, WARN])

    def test_how_far_replicas_are_behind(self):
        found = {"near": 120, "far": 2**30, "promoted": None}

        def behind(alias, written):
            if alias == "gone":
                raise OperationalError("refused")
            return found[alias]

        databases = patch.dict(settings.DATABASES, {name: {} for name in [*found, "gone"]})
        asking = patch.multiple(checking, ask=lambda question: "0/0", behind=behind)
        with databases, asking:
            lines = list(checking.replicas())
        self.assertEqual([line.level for line in lines], [OK, WARN, FAIL, WARN])
        self.assertEqual(str(lines[0]), "OK    replicas: near is 120 bytes behind")
        self.assertEqual(levels(checking.replicas), [])

    def test_a_damaged_file_fails(self):
        answers = {
            "PRAGMA journal_mode": "delete",
            "PRAGMA synchronous": "3",
            "PRAGMA quick_check(1)": "Page 7",
        }
        with patch("system.checking.ask", answers.get), self.options({"init_command": ""}):
            self.assertEqual(levels(checking.sqlite), [OK, FAIL])

    @contextmanager
    def options(self, options):
        with patch.dict(settings.DATABASES["default"], OPTIONS=options):
            yield

    def test_a_missing_migration_fails(self):
        self.assertEqual(levels(checking.migrations), [OK])
        Migrations.are_applied = False
        with patch("system.ready.MigrationExecutor.migration_plan", return_value=["one"]):
            self.assertEqual(levels(checking.migrations), [FAIL])

    def test_a_text_that_is_not_in_the_index_fails(self):
        create_entry(body="Read it")
        self.assertEqual(levels(checking.search_index), [OK])
        Excerpt.objects.all().delete()
        self.assertIn("1 texts are not in the index", said_by(checking.search_index))

    def test_html_of_another_version_is_told_and_left_as_it_is(self):
        entry = create_entry(body="Read *it*")
        self.assertEqual(levels(checking.html), [OK])
        Entry.objects.filter(pk=entry.pk).update(body_html="<p>old</p>")
        self.assertIn("WARN  HTML: 1 of 1 texts", said_by(checking.html))
        entry.refresh_from_db()
        self.assertEqual(entry.body_html, "<p>old</p>")

    def test_many_expired_sessions_are_told(self):
        Session.objects.create(
            session_key="a", session_data="", expire_date=timezone.now() - timedelta(days=1)
        )
        self.assertEqual(levels(checking.sessions), [OK])
        with patch("system.checking.MANY_SESSIONS", 0):
            self.assertIn("Run: manage.py clearsessions", said_by(checking.sessions))


class FileTests(TestCase):
    def setUp(self):
        folder = TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.enterContext(override_settings(MEDIA_ROOT=Path(folder.name)))

    def test_a_picture_without_its_file_fails(self):
        image = create_image()
        self.assertEqual(levels(checking.pictures), [OK])
        Path(image.file.path).unlink()
        self.assertIn(image.file.name, said_by(checking.pictures))
        self.assertEqual(levels(checking.pictures), [FAIL])

    def test_a_file_without_its_picture_is_told(self):
        with patch("system.checking.stray_files", return_value=[Path("a")]):
            self.assertEqual(levels(checking.pictures), [OK, WARN])

    def test_a_disk_that_is_full_or_nearly(self):
        self.assertNotIn(FAIL, levels(checking.space))
        with patch("system.checking.free_bytes", return_value=checking.LITTLE - 1):
            self.assertEqual(set(levels(checking.space)), {WARN})
        with patch("system.checking.fault_of", return_value="cannot be written to"):
            self.assertEqual(set(levels(checking.space)), {FAIL})

    def test_a_store_that_is_no_folder_is_tried(self):
        with in_memory():
            image = create_image()
            self.assertEqual(levels(checking.pictures), [OK])
            default_storage.delete(image.file.name)
            self.assertEqual(levels(checking.pictures), [FAIL])
            self.assertIn("media: in a store, where a file was written", said_by(checking.space))
            with unreachable("_save"):
                [*_, line] = checking.looked_at(checking.space)
            self.assertEqual((line.level, line.said), (FAIL, f"{checking.UNKNOWN}: {Why.NO_STORE.label}"))
            with override_settings(READ_ONLY=True), unreachable("_save"):
                self.assertNotIn(FAIL, levels(checking.space))

    def test_the_age_of_the_last_backup(self):
        self.assertIn("none was made", said_by(checking.backup))
        for days, is_verified, level in ((0, True, OK), (3, True, WARN), (0, False, WARN)):
            made_at = (timezone.now() - timedelta(days=days)).isoformat()
            self.assertEqual(LastBackup(made_at, "/backups/a.tar", is_verified).remember(), "")
            self.assertEqual(levels(checking.backup), [level])
        self.assertIn("0 days and 0 hours ago: /backups/a.tar, and not read back", said_by(checking.backup))

    def test_what_was_remembered_and_cannot_be_read_counts_as_nothing(self):
        for text in ("", "[]", "{}", '{"made_at": "x", "path": "", "is_verified": true}',
                     '{"made_at": "2026-01-01", "path": "", "is_verified": true}'):  # fmt: skip
            (Path(settings.MEDIA_ROOT) / NAME).write_text(text)
            self.assertIsNone(LastBackup.find())

    def test_a_backup_counts_also_where_it_cannot_be_noted(self):
        full = OSError(28, "No space left on device")
        with patch("backups.last.default_storage.save", side_effect=full):
            said = LastBackup("2026-01-01T00:00:00+00:00", "/a.tar", True).remember()
        self.assertEqual(said, "It could not be noted that a backup was made: No space left on device.")


class CommandTests(TestCase):
    def run_doctor(self, *arguments):
        out = StringIO()
        try:
            call_command("doctor", "--system", *arguments, stdout=out)
        except SystemExit as ended:
            return ended.code, out.getvalue()
        return 0, out.getvalue()

    @patch("system.checking.run_checks", return_value=[])
    def test_each_thing_is_a_line(self, run_checks):
        code, text = self.run_doctor()
        subjects = {line[6:].partition(":")[0] for line in text.splitlines()}
        wanted = {"settings", "database", "migrations", "search index", "HTML", "space", "pictures", "backup"}
        self.assertEqual(subjects, wanted | {"sessions"})
        self.assertEqual(code, 0, text)

    def test_what_fails_is_an_exit_code_and_stops_nothing(self):
        with patch("system.checking.find_faults", side_effect=ValueError("canary")):
            code, text = self.run_doctor()
        self.assertEqual(code, 1)
        self.assertIn("FAIL  search index: it cannot be looked at: ValueError\n", text)
        self.assertIn("sessions", text)
        self.assertNotIn("canary", text)

    def test_programs_read_json(self):
        lines = json.loads(self.run_doctor("--json")[1])
        self.assertEqual(set(lines[0]), {"level", "subject", "said"})


class AbsentTests(SimpleTestCase):
    def test_a_database_that_is_gone_is_told_once(self):
        gone = OperationalError()
        gone.__cause__ = psycopg.OperationalError("password of canary")
        absent = patch("system.checking.connection.ensure_connection", side_effect=gone)
        with absent, patch("system.checking.run_checks", return_value=[]):
            failed = [str(line) for line in examine_system() if line.level == FAIL]
        self.assertEqual(failed, ["FAIL  database: it cannot be looked at: The database does not answer."])
