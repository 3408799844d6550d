from io import StringIO
from unittest.mock import patch

import pytest
from django.contrib.auth.models import User
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, connections
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.test import TestCase
from django.test.utils import CaptureQueriesContext

from backups.problems import BackupError, to_sentence
from backups.restoring import restore
from backups.rows import columns_of, rows_of
from backups.snapshots import sqlite_at
from backups.states import create_tables, models_at, name_of, newest, tables_at
from notes.models import Entry
from notes.tests.factories import create_entry
from papers.tests.factories import create_paper
from passages.tests.factories import create_image, create_owner
from passages.tests.stores import in_memory, unreachable
from topics.models import Topic

from .archives import create_folder
from .factories import create_backup, failing_at, rows_by_table

LATER = ("_owners_html", "_images_aliases_checks", "_reading_and_references")


class RestoreTests(TestCase):
    def setUp(self):
        self.path = create_folder(self) / "notes.tar"

    def test_all_rows_come_back(self):
        owner = create_owner(username="ada")
        paper = create_paper(
            title="On Clouds", authors=["Lovelace, Ada"], tags=["sky"], csl={"z": [1.5, None], "a": "é"}
        )
        create_entry(body="“Words 𝔸” [[on-clouds]] %%", tags=["one", "two"]).papers.add(paper)
        create_image(by=owner)
        before = rows_by_table()
        create_backup(self.path)
        Entry.objects.all().delete()
        create_paper(title="Later")
        User.objects.filter(username="ada").update(username="eve")
        restore(self.path, is_replacing=True)
        self.assertEqual(rows_by_table(), before)

    def test_keys_go_on_after_those_that_were_given(self):
        last = create_entry()
        key = last.pk
        last.delete()
        create_backup(self.path)
        restore(self.path, is_replacing=True)
        self.assertGreater(create_entry().pk, key)

    def test_pictures_come_back(self):
        image = create_image()
        data = image.file.read()
        create_backup(self.path)
        image.file.close()
        default_storage.delete(image.file.name)
        restore(self.path, is_replacing=True)
        with default_storage.open(image.file.name) as file:
            self.assertEqual(file.read(), data)

    def test_what_is_not_empty_is_kept(self):
        create_backup(self.path)
        create_entry()
        before = rows_by_table()
        with self.assertRaisesMessage(BackupError, "The database is not empty"):
            restore(self.path, is_replacing=False)
        self.assertEqual(rows_by_table(), before)

    def test_an_empty_database_needs_no_permission(self):
        create_backup(self.path)
        restore(self.path, is_replacing=False)


@pytest.mark.once
class StoreRestoreTests(RestoreTests):
    """Where pictures lie in a store that is no folder."""

    def setUp(self):
        super().setUp()
        self.enterContext(in_memory())

    def test_the_sum_is_taken_of_what_the_store_has(self):
        image = create_image()
        default_storage.save(image.file.name, ContentFile(b"other"))
        self.assertEqual(create_backup(self.path).remarks.damaged, [image.file.name])

    def test_one_that_does_not_answer_ends_it_with_a_sentence(self):
        create_image()
        with unreachable("_open"), self.assertRaises(OSError) as caught:
            create_backup(self.path)
        self.assertEqual(
            to_sentence(caught.exception), "images/x.png: The store of pictures does not answer."
        )
        self.assertFalse(self.path.exists())


class FailedRestoreTests(TestCase):
    """The database and the media are as they were."""

    def setUp(self):
        self.folder = create_folder(self)
        self.path = self.folder / "notes.tar"
        self.image = create_image()
        create_entry(body="In the backup")
        create_backup(self.path)
        self.image.file.close()
        default_storage.delete(self.image.file.name)
        create_entry(body="Written since")
        self.before = rows_by_table()

    def refuse(self, why):
        with self.assertRaisesMessage(BackupError, why):
            restore(self.path, is_replacing=True)
        self.assertEqual(rows_by_table(), self.before)
        self.assertFalse(default_storage.exists(self.image.file.name))
        self.assertEqual([name for name in default_storage.listdir("")[0] if name.startswith(".")], [])

    def test_when_a_row_is_refused(self):
        with failing_at("passages.image"):
            self.refuse("This database does not take a row of passages.image")

    def test_when_a_byte_is_another(self):
        data = bytearray(self.path.read_bytes())
        data[data.rindex(b"PNG")] ^= 1
        self.path.write_bytes(data)
        self.refuse("broken")

    def test_when_it_is_cut(self):
        self.path.write_bytes(self.path.read_bytes()[:-1500])
        self.refuse("it ends too early")

    def test_when_it_is_from_a_newer_program(self):
        create_backup(self.path, is_forced=True, migrations={*newest(), ("notes", "9999_later")})
        self.refuse("The backup is from a newer program (it has notes.9999_later)")

    def test_when_it_does_not_fit_its_migrations(self):
        create_backup(self.path, is_forced=True, migrations=older(newest()))
        self.refuse("The backup does not fit its migrations: it has other tables or columns.")

    def test_when_it_lacks_migrations(self):
        create_backup(self.path, is_forced=True, migrations=newest() - {("notes", "0001_initial")})
        self.refuse("The backup is broken: it lacks migrations.")

    def test_when_the_database_is_from_a_newer_program(self):
        MigrationRecorder(connection).record_applied("notes", "9999_later")
        with self.assertRaisesMessage(BackupError, "The database is from a newer program"):
            restore(self.path, is_replacing=True)

    def test_when_another_file_has_the_name_of_a_picture(self):
        name = self.image.file.name
        default_storage.save(name, ContentFile(b"other"))
        self.addCleanup(default_storage.delete, name)
        with failing_at("passages.image"), self.assertRaises(BackupError):
            restore(self.path, is_replacing=True)
        with default_storage.open(name) as file:
            self.assertEqual(file.read(), b"other")


@pytest.mark.once
class FailedStoreRestoreTests(FailedRestoreTests):
    """Where pictures lie in a store that is no folder."""

    def setUp(self):
        self.enterContext(in_memory())
        super().setUp()


def older(keys):
    """The migrations without some later ones and all that build on them."""
    graph = MigrationLoader(None).graph
    gone = [graph.backwards_plan(key) for key in keys if key[1].endswith(LATER)]
    return keys.difference(*gone)


class OlderBackupTests(TestCase):
    """A backup that an older program made on SQLite, before entries had private margins or pictures were."""

    def make(self, path):
        keys = older(newest())
        with sqlite_at(path.with_suffix(".sqlite3"), "older") as alias:
            create_tables(alias, tables_at(keys))
            MigrationRecorder(connections[alias]).ensure_schema()
            for key in keys:
                MigrationRecorder(connections[alias]).record_applied(*key)
            topic = next(model for model in models_at(keys) if name_of(model) == "topics.topic")
            self.assertNotIn("owners_html", columns_of(topic))
            rows_of(topic, alias).create(title="Clouds", slug="clouds", body="A *cirrus*.")
            create_backup(path, alias=alias)

    def test_it_is_brought_forward(self):
        path = create_folder(self) / "notes.tar"
        self.make(path)
        restore(path, is_replacing=True)
        topic = Topic.objects.get()
        self.assertEqual((topic.title, topic.body, topic.owners_html), ("Clouds", "A *cirrus*.", ""))


class RestoreCommandTests(TestCase):
    def setUp(self):
        self.path = create_folder(self) / "notes.tar"
        create_entry(body="A heliotrope")
        create_backup(self.path)

    def run_command(self, **options):
        out = StringIO()
        call_command("restore", self.path, stdout=out, **options)
        return out.getvalue()

    def test_it_reports(self):
        self.assertRegex(
            self.run_command(replace=True, no_input=True), r"Restored .*: \d+ rows of \d+ tables"
        )

    def test_search_finds_what_is_back_and_nothing_else(self):
        create_entry(body="A marigold")
        self.run_command(replace=True, no_input=True)
        self.assertContains(self.client.get("/search/?q=heliotrope"), "<mark>heliotrope")
        self.assertNotContains(self.client.get("/search/?q=marigold"), "<mark>marigold")
        call_command("reindex", check=True, stdout=StringIO())

    def test_the_database_counts_what_has_come(self):
        with CaptureQueriesContext(connection) as asked:
            self.run_command(replace=True, no_input=True)
        self.assertEqual(asked.captured_queries[-1]["sql"], "ANALYZE")

    def test_an_index_that_cannot_be_built_is_told(self):
        with (
            patch("backups.management.commands.restore.call_command", side_effect=DatabaseError("no room")),
            self.assertRaisesRegex(CommandError, "All is restored but for the search index.*says: no room"),
        ):
            self.run_command(replace=True, no_input=True)

    def test_it_asks_before_it_deletes(self):
        for answer in ("no", "", EOFError):
            with (
                self.subTest(answer),
                patch("builtins.input", side_effect=[answer]),
                self.assertRaisesMessage(CommandError, "Nothing was restored."),
            ):
                self.run_command(replace=True)
        with patch("builtins.input", return_value="yes"):
            self.assertIn("will be deleted", self.run_command(replace=True))

    def test_trouble_is_a_sentence(self):
        with self.assertRaisesRegex(CommandError, "^Nothing was restored. The database is not empty"):
            self.run_command()
        self.path.unlink()
        with self.assertRaisesRegex(CommandError, "notes.tar: No such file or directory"):
            self.run_command()
