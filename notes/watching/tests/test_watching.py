import os
import stat
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest import mock

from django.core.management import CommandError, call_command
from django.test import SimpleTestCase, TestCase

from notes.importing.report import Report
from notes.importing.tests.sites import LOG, SiteMixin
from notes.models import Entry
from notes.watching.replacing import FileChanged, replace_file
from notes.watching.run import Watch
from topics.models import Topic


class WatchMixin(SiteMixin):
    def setUp(self):
        super().setUp()
        self.path = self.write("reading.md", LOG)
        self.said: list[str] = []

    def watch(self, *steps, topics=("reading",)):
        """Watch the folder; each step happens before a round and says whether a file has changed."""

        def rounds():
            for step in steps:
                yield ["changed"] if step() else []

        Watch(self.site, frozenset(topics), self.said.append).run(rounds())

    def edit_file(self, old: str, new: str) -> bool:
        self.assertIn(old, self.path.read_text())
        self.path.write_text(self.path.read_text().replace(old, new))
        return True

    def edit_here(self, old: str, new: str) -> None:
        entry = Entry.objects.get(body__contains=old)
        entry.body = entry.body.replace(old, new)
        entry.save()


class WatchingTests(WatchMixin, TestCase):
    def test_files_that_change_come_in(self):
        self.watch(lambda: self.edit_file("second day", "second day, and more"), topics=())
        self.assertTrue(Entry.objects.filter(body="second day, and more").exists())
        self.assertEqual(Entry.objects.count(), 4)

    def test_changes_here_stay_out_of_files_unless_they_are_asked_for(self):
        self.watch(lambda: self.edit_here("second day", "another day"), topics=())
        self.assertEqual(self.path.read_text(), LOG)

    def test_a_change_here_goes_back_into_its_lines_alone(self):
        self.watch(lambda: self.edit_here("second day", "another day"))
        self.assertEqual(self.path.read_text(), LOG.replace("second day", "another day"))
        self.assertIn("reading.md: written", self.said)

    def test_what_was_written_is_no_news(self):
        self.watch(lambda: self.edit_here("second day", "another day"))
        rows, self.said = list(Entry.objects.values("pk", "slug", "body")), []
        self.watch(lambda: True)
        self.assertEqual((list(Entry.objects.values("pk", "slug", "body")), self.said), (rows, []))

    def test_a_file_that_changed_meanwhile_is_read_and_both_are_merged(self):
        def both():
            self.edit_here("second day", "another day")
            self.edit_file("rank is small", "rank is tiny")

        self.watch(both, lambda: True)
        self.assertIn("reading.md: not written, since it has changed and is read first", self.said)
        expected = LOG.replace("second day", "another day").replace("rank is small", "rank is tiny")
        self.assertEqual(self.path.read_text(), expected)
        self.assertTrue(Entry.objects.filter(body__contains="rank is tiny").exists())

    def test_two_changes_of_one_text_both_stay_and_are_told(self):
        def both():
            self.edit_here("rank is small", "rank is low")
            return self.edit_file("rank is small", "rank is tiny")

        self.watch(both, lambda: self.edit_here("under a heading", "below a heading"))
        self.assertEqual(self.path.read_text(), LOG.replace("rank is small", "rank is tiny"))
        self.assertTrue(Entry.objects.filter(body__contains="rank is low").exists())
        self.assertTrue(any("say different things" in line for line in self.said))

    def test_what_left_the_file_is_not_put_back(self):
        self.watch(
            lambda: self.edit_file("* 3/12 second day\n", ""), lambda: self.edit_here("undated", "un-dated")
        )
        self.assertNotIn("second day", self.path.read_text())
        self.assertTrue(Entry.objects.filter(body="second day").exists())

    def test_a_link_to_a_file_stays_one_and_none_leads_out_of_the_folder(self):
        inside = self.path.rename(self.write("kept/x", "").with_name("log.txt"))
        self.path.symlink_to(inside)
        self.watch(lambda: self.edit_here("second day", "another day"))
        self.assertTrue(self.path.is_symlink())
        self.assertIn("another day", inside.read_text())
        outside = inside.rename(Path(self.enterContext(TemporaryDirectory()), "log.txt"))
        before = outside.read_text()

        def lead_out():
            self.path.unlink()
            self.path.symlink_to(outside)
            self.edit_here("another day", "some day")

        self.path.unlink()
        self.path.write_text(before)
        self.watch(lead_out)
        self.assertEqual(outside.read_text(), before)

    def test_a_disk_that_is_full_for_a_while_stops_nothing(self):
        full = OSError(28, "No space left on device")
        with mock.patch(
            "notes.watching.run.import_notes", side_effect=[Report(), full, Report()]
        ) as imported:
            self.watch(lambda: True, lambda: False)
        self.assertEqual(imported.call_count, 3)
        self.assertTrue(any("tried again: [Errno 28] No space left" in line for line in self.said))

    def test_only_the_topics_that_were_named_go_back(self):
        other = self.write("other.md", LOG.replace("/reading/", "/other/").replace("second day", "other day"))
        before = other.read_text()
        self.watch(lambda: self.edit_here("other day", "another day"))
        self.assertEqual(other.read_text(), before)

    def test_a_topic_that_came_from_no_file_is_told_of(self):
        Topic.objects.create(title="Here", slug="here")
        self.watch(topics=("here",))
        self.assertTrue(any("No topic “here”" in line for line in self.said))

    def test_what_is_no_folder_is_refused(self):
        with self.assertRaisesMessage(CommandError, "is no folder"):
            call_command("watch_notes", str(self.path))

    def test_a_vault_is_not_written_back(self):
        self.write(".obsidian/app.json", "{}")
        with self.assertRaisesMessage(CommandError, "no vault"):
            call_command("watch_notes", str(self.site), "--write-back", "reading")


class ReplacingTests(WatchMixin, SimpleTestCase):
    def test_it_keeps_its_rights_and_leaves_nothing_beside(self):
        self.path.chmod(0o640)
        replace_file(self.path, LOG.encode(), b"new")
        self.assertEqual(self.path.read_bytes(), b"new")
        self.assertEqual(stat.S_IMODE(self.path.stat().st_mode), 0o640)
        self.assertEqual(os.listdir(self.site), ["reading.md"])

    def test_what_is_not_as_it_was_is_left_alone(self):
        with self.assertRaises(FileChanged):
            replace_file(self.path, b"something else", b"new")
        self.assertEqual((self.path.read_text(), os.listdir(self.site)), (LOG, ["reading.md"]))

    def test_a_full_disk_leaves_all_as_it_was(self):
        with (
            mock.patch("os.fsync", side_effect=OSError(28, "No space left on device")),
            self.assertRaises(OSError),
        ):
            replace_file(self.path, LOG.encode(), b"new")
        self.assertEqual((self.path.read_text(), os.listdir(self.site)), (LOG, ["reading.md"]))
