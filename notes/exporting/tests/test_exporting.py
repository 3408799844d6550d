import json
import os
from datetime import date
from io import StringIO
from pathlib import Path
from unittest import mock

from django.core.management import CommandError, call_command
from django.test import TestCase, override_settings

from notes.importing.tests.sites import LOG, SiteMixin
from notes.models import Entry, SourceFile
from notes.tests.factories import create_entry
from papers.models import Paper
from papers.tests.factories import create_paper
from passages.models import Tag
from passages.tests.drawings import drawing
from passages.tests.factories import create_image
from passages.tests.stores import in_memory, unreachable
from topics.models import Topic
from topics.tests.factories import create_topic


class ExportMixin(SiteMixin):
    """Gives each test a folder to export to, `self.out`."""

    def setUp(self):
        super().setUp()
        self.out = self.site / "out"
        self.site = self.site / "site"
        self.site.mkdir()

    def export(self, *options, to=None):
        call_command("export_notes", str(to or self.out), *options, stderr=StringIO())

    def exported(self, name):
        return (self.out / name).read_bytes().decode()

    def names(self):
        return sorted(path.relative_to(self.out).as_posix() for path in self.out.rglob("*") if path.is_file())

    def everything(self):
        """All bytes of the export, by name."""
        return {name: (self.out / name).read_bytes() for name in self.names()}

    def assert_refused(self, sentence, *options, to=None):
        with self.assertRaisesMessage(CommandError, sentence):
            self.export(*options, to=to)


def cut_off_after(number):
    """Renames files so often, then is interrupted."""
    replace = os.replace
    left = iter(range(number))

    def renamed(source, target):
        if next(left, None) is None:
            raise KeyboardInterrupt
        replace(source, target)

    return renamed


class FilesTests(ExportMixin, TestCase):
    def test_a_file_that_came_in_goes_out_as_it_came(self):
        data = ("\ufeff" + LOG.replace("\n", "\r\n")).encode()
        self.write("notes/What? a\u202fb: c.md", data)
        self.run_import()
        for options in ((), ("--include-private",)):
            self.export(*options)
            self.assertEqual((self.out / "notes/What? a\u202fb: c.md").read_bytes(), data)

    def test_no_path_leads_out_of_the_folder(self):
        for name in (
            "../o.md",
            "/tmp/o.md",
            "a/../../o.md",
            "manifest.json",
            "media/x.md",
            ".x/y.md",
            "a//b.md",
        ):
            topic = create_topic(title="A topic")
            SourceFile.objects.create(name=name, data=b"---\ntitle: A topic\n---\n")
            Topic.objects.filter(pk=topic.pk).update(source_file=name)
            self.export("--include-private")
            with self.subTest(name=name):
                self.assertEqual(self.names(), ["manifest.json", "references.bib", "topics/a-topic.md"])
            topic.delete()

    def test_what_was_made_here_gets_files_of_its_own(self):
        topic = create_topic(title="Reading", body="About", tags=["a b"])
        create_entry(body="One\n\n* two", topics=[topic], tags=["x"])
        create_entry(body="Alone")
        create_paper(title="A paper", body="Commentary", identifiers=[("doi", "10.1000/1")])
        self.export()
        self.assertEqual(
            self.names(),
            ["entries/log.md", "manifest.json", "papers/a-paper.md", "references.bib", "topics/reading.md"],
        )
        self.assertEqual(
            self.exported("topics/reading.md"),
            "---\nkind: log\ntitle: Reading\ntags: [a b]\n---\n\nAbout\n\n"
            "* 2023/03/11 - One\n\n  * two\n  #x\n",
        )
        self.assertEqual(self.exported("entries/log.md"), "---\nkind: entries\n---\n\n* 2023/03/11 - Alone\n")
        self.assertIn("doi: 10.1000/1\n", self.exported("papers/a-paper.md"))
        self.assertIn("10.1000/1", self.exported("references.bib"))

    def test_pictures_come_along_under_their_names(self):
        image = create_image()
        create_entry(body=f"![x]({image.get_absolute_url()})")
        self.export()
        self.assertIn(f"media/{image.name}", self.names())


class AgainTests(ExportMixin, TestCase):
    @in_memory()
    def test_a_picture_leaves_also_from_a_store_that_is_no_folder(self):
        image = create_image()
        create_entry(body=f"![x]({image.get_absolute_url()})")
        with unreachable("_open"):
            self.assert_refused("images/x.png cannot be read: The store of pictures does not answer.")
        self.assertEqual(self.names(), [])
        self.export()
        self.assertEqual((self.out / "media" / image.name).read_bytes(), image.file.read())

    def test_equal_rows_give_equal_bytes_and_touch_no_file(self):
        self.write("log.md", LOG)
        self.run_import()
        self.export("--include-private")
        before = {name: (self.out / name).stat().st_mtime_ns for name in self.names()}
        self.export("--include-private")
        self.assertEqual({name: (self.out / name).stat().st_mtime_ns for name in self.names()}, before)

    def test_files_of_what_is_gone_go_too_and_others_stay(self):
        create_paper(title="Gone")
        self.export()
        (self.out / "mine.txt").write_text("mine")
        Paper.objects.all().delete()
        self.export()
        self.assertEqual(self.names(), ["manifest.json", "mine.txt", "references.bib"])

    def test_a_file_that_was_edited_is_not_written_over(self):
        create_paper(title="Edited", body="One")
        self.export()
        (self.out / "papers/edited.md").write_text("mine")
        Paper.objects.update(body="Two")
        self.assert_refused("edited.md was changed since it was exported; import the folder first.")
        self.assertEqual(self.exported("papers/edited.md"), "mine")

    def test_what_is_no_export_is_left_alone(self):
        self.write("a.txt", "x")
        self.assert_refused("is not empty and holds no export", to=self.site)
        self.assert_refused("is no folder", to=self.site / "a.txt")
        self.write("manifest.json", '{"name": "an app"}')
        self.assert_refused("is no list of an export of this program", to=self.site)

    def test_a_foreign_file_is_not_written_over(self):
        self.export()
        (self.out / "papers").mkdir()
        (self.out / "papers/a.md").write_text("mine")
        create_paper(title="A")
        self.assert_refused("is no file of an export")
        self.assertEqual(self.exported("papers/a.md"), "mine")

    def test_a_link_out_of_the_folder_is_not_followed(self):
        self.export()
        (self.out / "papers").symlink_to(self.site)
        create_paper(title="A")
        self.assert_refused("leads out of the folder")
        self.assertEqual(list(self.site.iterdir()), [])

    def test_a_full_disk_leaves_the_earlier_export_whole(self):
        create_paper(title="A", body="One")
        self.export()
        before = self.everything()
        create_paper(title="B")
        full = OSError(28, "No space left on device")
        with mock.patch("notes.exporting.folder.Folder.write", side_effect=full):
            self.assert_refused("cannot be written: No space left on device.")
        self.assertEqual(self.everything(), before)
        self.assertFalse((self.out / ".new-export").exists())

    def test_a_run_that_was_cut_off_is_made_good_by_the_next(self):
        create_paper(title="A", body="One")
        self.export()
        Paper.objects.update(body="Two")
        for number in range(2):
            create_paper(title=f"B{number}")
        with (
            mock.patch("notes.exporting.folder.Folder.remove", side_effect=KeyboardInterrupt),
            mock.patch("notes.exporting.folder.os.replace", side_effect=cut_off_after(3)),
            self.assertRaises(KeyboardInterrupt),
        ):
            self.export()
        Paper.objects.filter(title="A").update(body="Three")
        Paper.objects.filter(title="B0").delete()
        self.export()
        self.assertIn("Three", self.exported("papers/a.md"))
        names = ["manifest.json", "papers/a.md", "papers/b1.md", "references.bib"]
        self.assertEqual(self.names(), names)

    def test_a_folder_without_rights_is_told_of(self):
        with mock.patch.object(Path, "mkdir", side_effect=PermissionError(13, os.strerror(13))):
            self.assert_refused("Permission denied")


class PrivacyTests(ExportMixin, TestCase):
    CANARY = "canary"

    def make(self):
        secret = create_topic(title="canary topic", visibility="private")
        topic = create_topic(
            title="Open", body="Open\n\n%% canary margin\n\n<!-- canary -->\n\n[//]: # (canary)"
        )
        create_entry(body="canary entry", topics=[topic], visibility="private", tags=["canary-tag"])
        create_entry(body="canary unlisted", visibility="unlisted")
        create_entry(body="open entry", topics=[topic, secret])
        create_paper(title="canary paper", authors=["Canary, C."], visibility="private")
        create_paper(title="Shown", topics=[secret], csl={"custom": {"file": "/home/canary"}})
        entry = create_entry(body="was canary", slug="was", read_on=date(2023, 3, 12))
        entry.body = "changed"
        entry.save()
        front = "---\ntitle: P\nsecret: canary\n# canary\ntopics: [canary topic]\n---\n"
        self.write("page.md", f"{front}## 2023 Log\n* 3/11 shown\n* 3/12 %% canary\n* 3/13 soon canary\n")
        self.run_import()
        Entry.objects.filter(body="soon canary").update(visibility="private")

    def assert_no_canary(self):
        for name, data in self.everything().items():
            text = f"{name}: {data.decode()}".lower()
            self.assertNotIn(self.CANARY, text, text[max(text.find(self.CANARY) - 200, 0) :][:300])

    def test_nothing_private_leaves_without_being_asked_for(self):
        self.make()
        self.export()
        self.assert_no_canary()
        self.assertIn("3/11 shown", self.exported("page.md"))
        self.assertIn("open entry", self.exported("topics/open.md"))

    def test_the_text_of_a_private_topic_stays_though_its_entries_leave(self):
        self.write("log.md", "---\ntitle: canary title\n---\n# canary\n\n## 2023 Log\n* 3/11 shown\n")
        self.run_import()
        Topic.objects.update(visibility="private")
        self.export()
        for name, data in self.everything().items():
            self.assertNotIn(self.CANARY, data.decode().lower(), name)
        self.assertIn("shown", self.exported("entries/log.md"))

    def test_nothing_of_a_private_page_leaves_with_an_entry_of_it(self):
        front = "---\ntitle: Canary\npermalink: /canary/\ntags: [canary]\nvisibility: private\n---\n"
        self.write("canary/canary.md", f"{front}A canary\n\n## 2023 Log\n* 3/11 open\n* 3/12 canary\n")
        self.run_import()
        entry = Entry.objects.get(body="open")
        entry.visibility = "public"
        entry.save()
        entry.tags.clear()
        self.export()
        self.assertIn("open", self.exported("entries/log.md"))
        self.assert_no_canary()

    def test_a_post_leaves_in_its_own_file(self):
        self.write("_posts/2023-03-11-one.md", "---\ntitle: One\nsecret: canary\n---\nOne text\n")
        self.run_import()
        self.export()
        self.assertIn("One text", self.exported("_posts/2023-03-11-one.md"))
        self.assert_no_canary()

    def test_pictures_of_what_is_unlisted_stay(self):
        image = create_image()
        create_entry(body=f"![x]({image.get_absolute_url()})", visibility="unlisted")
        create_entry(body=f"%% ![x]({image.get_absolute_url()})")
        self.export()
        self.assertNotIn(image.name, self.exported("manifest.json"))
        self.assertNotIn(f"media/{image.name}", self.names())

    def test_a_picture_leaves_without_the_paths_that_private_texts_say(self):
        for name, front in (("open", ""), ("canary/canary", "---\nvisibility: private\n---\n")):
            self.write(f"{name}.png", drawing())
            self.write(f"{name}.md", f"{front}# Page\n\n![it]({name.rpartition('/')[2]}.png)\n")
        self.run_import()
        self.export()
        self.assertIn('"permalinks": ["/open.png/"]', self.exported("manifest.json"))
        self.assertNotIn(self.CANARY, self.exported("manifest.json"))

    def test_code_that_shows_a_comment_leaves_whole(self):
        create_entry(body="A comment opens with `<!--`, I read")
        self.export()
        self.assertIn("`<!--`, I read", self.exported("entries/log.md"))

    def test_what_follows_a_comment_without_end_leaves_as_the_page_shows_it(self):
        entry = create_entry(body="An arrow <!-- that never ends\n\nshown", read_on=date(2023, 3, 12))
        create_entry(body="earlier", read_on=date(2023, 3, 11))
        topic = create_topic(title="Open", body="Open\n\n<!-- no end\n\nshown, too\n\n%% canary")
        self.assertContains(self.client.get(topic.get_absolute_url()), "shown, too")
        self.export()
        self.assertIn(entry.body.replace("\n\n", "\n\n  "), self.exported("entries/log.md"))
        self.assertIn("earlier", self.exported("entries/log.md"))
        self.assertIn("<!-- no end\n\nshown, too", self.exported("topics/open.md"))
        self.assertNotIn(self.CANARY, self.exported("topics/open.md"))

    def test_no_file_is_one_that_a_spreadsheet_opens(self):
        self.make()
        for options in ((), ("--include-private",)):
            self.export(*options)
            kinds = {name.rpartition(".")[2] for name in self.names()}
            self.assertEqual(kinds, {"md", "json", "bib"})

    def test_all_of_it_leaves_when_asked_for(self):
        self.make()
        self.export("--include-private")
        self.assertIn("canary margin", self.exported("topics/open.md"))
        self.assertIn(
            "kind: entries\ntopics: [open]\nvisibility: private\n", self.exported("entries/private/open.md")
        )
        self.assertNotIn("soon canary", self.exported("page.md"))
        self.assertIn("was canary", self.exported("manifest.json"))

    def test_json_has_the_same_bounds(self):
        self.make()
        self.export("--format", "json")
        self.assertNotIn(self.CANARY, self.exported("notes.jsonl").lower())

    @override_settings(SITE_PRIVATE=True)
    def test_nothing_of_a_private_site_leaves(self):
        self.assert_refused("This site is private as a whole")
        self.assertFalse(self.out.exists())


class JsonTests(ExportMixin, TestCase):
    def test_one_document_a_line(self):
        topic = create_topic(title="T")
        create_entry(body="One", topics=[topic], tags=["x"])
        out = StringIO()
        call_command("export_notes", "-", "--format", "json", stdout=out, stderr=StringIO())
        lines = [json.loads(line) for line in out.getvalue().splitlines()]
        self.assertEqual([line["kind"] for line in lines], ["topic", "entry"])
        self.assertEqual((lines[1]["tags"], lines[1]["address"]), (["x"], "/2023/03/11/one/"))
        self.assertEqual((Tag.objects.count(), Topic.objects.count()), (1, 1))

    def test_the_file_is_written_again(self):
        for body in ("One", "Two"):
            create_entry(body=body)
            self.export("--format", "json")
        self.assertEqual(len(self.exported("notes.jsonl").splitlines()), 2)
