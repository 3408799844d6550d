import tempfile
from datetime import timedelta
from pathlib import Path
from unittest import mock

from django.core.management import CommandError, call_command
from django.db import OperationalError
from django.test import TestCase
from django.utils import timezone

from notes.models import Entry
from papers.models import Paper
from topics.models import Topic

from .sites import LOG, SiteMixin


class BadImportTests(SiteMixin, TestCase):
    """What cannot be read is said with file and line; nothing of it comes in, and the other files do."""

    def setUp(self):
        super().setUp()
        self.write("good.md", "---\ntitle: Good\n---\n\nA page that is all right.\n")

    def assert_refused(self, name: str, *sentences: str) -> None:
        report = self.run_import(expect_problem=True)
        self.assertIn("Not imported", report)
        for sentence in (name, *sentences):
            self.assertIn(sentence, report)
        self.assertIn("1 of the files", report)
        self.assertFalse(Entry.objects.exists() or Paper.objects.exists())
        self.assertEqual(list(Topic.objects.values_list("title", flat=True)), ["Good"])

    def test_bytes_that_are_not_utf_8(self):
        self.write("bad.md", b"---\ntitle: Bad\n---\n\ncaf\xe9\n")
        self.assert_refused("bad.md:5: ", "UTF-8")

    def test_an_empty_file(self):
        self.write("bad.md", "")
        self.assert_refused("bad.md:1: ", "empty")

    def test_broken_front_matter(self):
        self.write("bad.md", "---\ntitle: [unclosed\n---\n\n# text\n")
        self.assert_refused("bad.md:")

    def test_a_day_that_the_calendar_does_not_have(self):
        self.write("bad.md", LOG.replace("3/12 second", "2/30 second"))
        self.assert_refused("bad.md:10: ", "30 February")

    def test_a_day_to_come(self):
        later = timezone.localdate() + timedelta(days=40)
        self.write("bad.md", LOG + f"\n## {later:%d %B %Y}\n* not yet\n")
        self.assert_refused("bad.md:16: ", "still to come")

    def test_two_pages_with_one_permalink(self):
        self.write("a/first.md", "---\ntitle: Good\npermalink: /same/\n---\n\ntext\n")
        (self.site / "good.md").unlink()
        self.write("b/bad.md", "---\ntitle: Bad\npermalink: /same/\n---\n\ntext\n")
        self.assert_refused("b/bad.md", "/same/", "a/first.md")

    def test_a_line_of_20_megabytes(self):
        self.write("bad.md", LOG + "* 3/28 " + "x" * 20_000_000 + "\n")
        self.assert_refused("bad.md:15: ", "characters")

    def test_a_character_that_no_database_takes(self):
        self.write("bad.md", LOG.replace("second", "sec\0ond"))
        self.assert_refused("bad.md")

    def test_a_field_that_is_too_long(self):
        self.write("bad.md", f"---\ntitle: {'t' * 600}\n---\n\ntext\n")
        self.assert_refused("bad.md", "title")

    def test_a_tag_that_is_too_long(self):
        self.write("bad.md", f"---\ntitle: T\ntags: [{'t' * 300}]\n---\n\ntext\n")
        self.assert_refused("bad.md", "tag")

    def test_more_tags_than_anybody_gives(self):
        self.write("bad.md", LOG.replace("[log]", f"[{', '.join(f't{number}' for number in range(1001))}]"))
        self.assert_refused("bad.md: nothing has more than 1,000 tags, and this has 1,001")

    def test_a_type_that_no_work_has(self):
        self.write("bad.md", "---\ntype: sculpture\n---\n# [T](https://example.org/)\n\ntext\n")
        self.assert_refused("bad.md", "type")

    def test_a_citation_key_that_another_work_has(self):
        key = "---\ncitation_key: k1\n---\n# [T](https://example.org/{})\n\ntext\n"
        self.write("a.md", key.format("a"))
        self.write("bad.md", key.format("b"))
        report = self.run_import(expect_problem=True)
        self.assertIn("bad.md", report)
        self.assertEqual(Paper.objects.get().source_file, "a.md")

    def test_nothing_of_a_file_that_fails_late_comes_in(self):
        self.write("bad.md", LOG.replace("#lora", "#" + "l" * 300))
        self.assert_refused("bad.md")

    def test_a_path_that_is_not_there(self):
        report = self.run_import(self.site / "missing.md", self.site, expect_problem=True)
        self.assertIn("missing.md", report)
        self.assertEqual(Topic.objects.get().title, "Good")

    def test_a_folder_without_markdown(self):
        with tempfile.TemporaryDirectory() as folder:
            (Path(folder) / "notes.txt").write_text("no Markdown")
            report = self.run_import(folder, expect_problem=True)
        self.assertIn("Markdown", report)
        self.assertFalse(Topic.objects.exists())

    def test_a_file_of_nothing_that_is_known_is_no_page_of_markdown(self):
        for name in ("export.json", "export.csv", "export.html", "letter.docx"):
            with self.subTest(name):
                report = self.run_import(self.write(name, "A private thing.\n"), expect_problem=True)
                self.assertIn(f"{name}: this looks like nothing that can be imported; --format says", report)
        self.assertFalse(Topic.objects.exists())
        self.run_import(self.site / "letter.docx", "--format", "markdown")
        self.assertEqual(Topic.objects.get().title, "Letter")

    def test_a_full_disk(self):
        self.write("bad.md", LOG)
        full = OperationalError("database or disk is full")
        with mock.patch("notes.importing.rows.write_log", side_effect=full):
            self.assert_refused("bad.md: the database cannot be used: database or disk is full")

    def test_a_full_disk_for_pictures(self):
        self.write("bad.md", LOG)
        with mock.patch(
            "notes.importing.rows.keep_addresses", side_effect=[None, OSError(28, "No space left")]
        ):
            report = self.run_import(self.site / "good.md", self.site / "bad.md", expect_problem=True)
        self.assertIn("it cannot be kept: No space left", report)

    def test_a_disk_that_is_full_before_anything_is_read(self):
        full = OSError(28, "No space left")
        with (
            mock.patch("notes.importing.run.TemporaryDirectory", side_effect=full),
            self.assertRaisesMessage(CommandError, "The import has stopped: [Errno 28] No space left"),
        ):
            call_command("import_notes", str(self.site))

    def test_json_that_is_nested_too_deeply_for_what_reads_it(self):
        deep = '[{"itemType": "book", "creators": ' + "[" * 900 + "]" * 900 + "}]"
        report = self.run_import(self.write("deep.json", deep), self.site / "good.md", expect_problem=True)
        self.assertIn("deep.json: it is nested too deeply", report)
        self.assertEqual(Topic.objects.get().title, "Good")

    def test_a_file_that_is_gone_when_it_is_read(self):
        file = self.write("b.json", '[{"href": "https://example.org/", "extended": ""}]')
        with mock.patch(
            "notes.importing.formats.bookmarks.changed_on", side_effect=FileNotFoundError(2, "No such file")
        ):
            report = self.run_import(file, self.site / "good.md", expect_problem=True)
        self.assertIn("b.json: it cannot be read: No such file", report)
        self.assertEqual(Topic.objects.get().title, "Good")

    def test_a_permalink_of_something_else(self):
        self.write("paper.md", "---\npermalink: /x/\n---\n# [T](https://example.org/)\n\ntext\n")
        self.run_import()
        self.write("paper.md", "---\ntitle: Now a topic\npermalink: /x/\n---\n\ntext\n")
        report = self.run_import(expect_problem=True)
        self.assertIn("kind: paper", report)
        self.assertEqual(Paper.objects.count(), 1)
