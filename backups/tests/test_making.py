import os
import resource
from contextlib import contextmanager
from threading import Event, Thread
from unittest import skipIf
from unittest.mock import patch

from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, connections, transaction
from django.db.migrations.recorder import MigrationRecorder
from django.test import TestCase, TransactionTestCase

from backups.last import LastBackup
from backups.making import make_backup
from backups.problems import BackupError
from backups.reading import open_archive, rows_of_table
from notes.tests.factories import create_entry
from papers.models import Author
from passages.tests.factories import create_image

from .archives import create_folder
from .factories import create_backup


def rows_in(path, name):
    """The rows of a table in a backup, each a dictionary."""
    with open_archive(path) as archive:
        tables = {table.name: list(rows_of_table(archive, table)) for table in archive.manifest.tables}
        columns = {table.name: table.columns for table in archive.manifest.tables}
    return [dict(zip(columns[name], row, strict=True)) for row in tables[name]]


@contextmanager
def files_up_to(size):
    """Let the system refuse to write longer files, as a full disk does."""
    former = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, former[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, former)


class BackupTests(TestCase):
    def setUp(self):
        self.folder = create_folder(self)
        self.path = self.folder / "notes.tar"

    def test_it_is_read_back_and_compared(self):
        create_entry(body="“Words” with a [link](https://example.org/)", tags=["one"])
        made = create_backup(self.path, is_verified=True)
        self.assertIn("read back and compared", next(made.lines()))

    def test_rows_that_do_not_come_back_are_told_and_no_file_is_left(self):
        create_entry()
        other = patch("backups.staging.to_line", lambda row: b"other\n")
        with other, self.assertRaisesMessage(BackupError, "Read back, the rows of"):
            create_backup(self.path, is_verified=True)
        self.assertEqual(list(self.folder.iterdir()), [])

    def test_only_its_owner_may_read_it(self):
        create_backup(self.path)
        self.assertEqual(self.path.stat().st_mode & 0o777, 0o600)

    def test_in_a_folder_it_is_named_by_its_moment(self):
        made = create_backup(self.folder)
        self.assertRegex(made.path.name, r"^commonplace-\d{4}-\d\d-\d\d-\d{6}\.tar$")
        self.assertEqual(list(self.folder.iterdir()), [made.path])

    def test_a_file_that_is_there_is_kept(self):
        self.path.write_text("kept")
        with self.assertRaisesMessage(BackupError, "is there already"):
            create_backup(self.path)
        self.assertEqual(self.path.read_text(), "kept")
        create_backup(self.path, is_forced=True)
        self.assertNotEqual(self.path.read_bytes()[:4], b"kept")

    def test_when_it_was_made_is_remembered(self):
        made = create_backup(self.path)
        last = LastBackup(made.manifest.made_at, str(self.path.absolute()), made.is_verified)
        self.assertEqual(LastBackup.find(), last)

    def test_sessions_and_the_search_index_are_left_out(self):
        create_entry()
        names = {table.name for table in create_backup(self.path).manifest.tables}
        self.assertFalse(names & {"sessions.session", "passages.excerpt", "passages.term", "passages.words"})
        self.assertGreater(names, {"notes.entry", "notes.entry_topics", "auth.user", "api.token"})

    def test_pictures_are_in_it_and_missing_ones_are_told(self):
        image = create_image()
        made = create_backup(self.path)
        self.assertEqual((made.manifest.media.files, made.remarks.missing), (1, []))
        default_storage.delete(image.file.name)
        made = create_backup(self.path, is_forced=True)
        self.assertEqual((made.manifest.media.files, made.remarks.missing), (0, [image.file.name]))
        self.assertIn(image.file.name, list(made.lines())[-1])

    def test_a_picture_that_was_damaged_on_the_disk_is_told(self):
        image = create_image()
        self.addCleanup(default_storage.delete, image.file.name)
        with default_storage.open(image.file.name, "r+b") as file:
            file.write(b"other")
        made = create_backup(self.path)
        self.assertEqual((made.manifest.media.files, made.remarks.damaged), (1, [image.file.name]))
        self.assertRegex(list(made.lines())[-1], "was damaged")

    def test_a_picture_that_goes_meanwhile_is_told(self):
        image = create_image()
        going = patch("backups.making.append_manifest", lambda *_: default_storage.delete(image.file.name))
        with going, self.assertRaisesMessage(BackupError, "was deleted or changed while"):
            create_backup(self.path)
        self.assertEqual(list(self.folder.iterdir()), [])

    def test_a_database_of_a_newer_program_is_not_backed_up(self):
        MigrationRecorder(connection).record_applied("notes", "9999_later")
        with self.assertRaisesMessage(BackupError, "The database is from a newer program (it has notes.9999"):
            create_backup(self.path)

    def test_a_full_disk_is_told_and_no_half_file_is_left(self):
        create_entry(body=os.urandom(200_000).hex())
        with files_up_to(100_000), self.assertRaises(OSError):
            create_backup(self.path)
        self.assertEqual(list(self.folder.iterdir()), [])

    def test_a_disk_that_is_too_full_to_read_it_back_is_told(self):
        create_entry()
        with files_up_to(200_000), self.assertRaises((DatabaseError, BackupError)):
            create_backup(self.path, is_verified=True)
        self.assertEqual(list(self.folder.iterdir()), [])


class BackupCommandTests(TestCase):
    def test_trouble_is_a_sentence(self):
        folder = create_folder(self)
        with self.assertRaisesRegex(CommandError, "^No backup was made. .*No such file or directory"):
            call_command("backup", folder / "none" / "a.tar")
        with self.assertRaisesRegex(CommandError, "^No backup was made. .* is there already"):
            call_command("backup", __file__)
        self.assertEqual(list(folder.iterdir()), [])


class SnapshotTests(TransactionTestCase):
    """What others write while a backup is made."""

    def test_what_is_saved_is_in_it(self):
        Author.objects.create(literal="Ada")
        made = make_backup(create_folder(self) / "a.tar", is_verified=True, is_forced=False)
        self.assertEqual([row["literal"] for row in rows_in(made.path, "papers.author")], ["Ada"])

    @skipIf(connection.settings_dict["NAME"] == ":memory:", "in memory there is one connection for all")
    def test_it_has_the_state_of_one_moment(self):
        path = create_folder(self) / "a.tar"
        stop, writing = Event(), Thread(target=lambda: write_pairs(stop))
        writing.start()
        try:
            for _ in range(3):
                make_backup(path, is_verified=False, is_forced=True)
                authors = rows_in(path, "papers.author")
                variants = rows_in(path, "papers.namevariant")
                self.assertEqual({row["id"] for row in authors}, {row["author_id"] for row in variants})
        finally:
            stop.set()
            writing.join()
        self.assertGreater(len(variants), 0)


def write_pairs(stop):
    """Save an author together with a variant of the name, again and again."""
    number = 0
    try:
        while not stop.wait(0.005):
            number += 1
            with transaction.atomic():
                author = Author.objects.create(literal=f"pair {number}")
                author.variants.create(literal=f"variant {number}")
    finally:
        connections.close_all()
