import shutil

import pytest
from django.test import TestCase

from history.models import Version
from notes.models import Entry, SourceFile
from passages.models import bring_back
from topics.models import Topic

from .sites import LOG, SiteMixin, numbers

LINE = "* 3/12 second day\n"


class VanishedMixin(SiteMixin):
    def setUp(self):
        super().setUp()
        self.write("log.md", LOG)
        self.run_import()
        self.entry = Entry.objects.get(body="second day")

    def vanish(self, *arguments: str) -> str:
        self.write("log.md", LOG.replace(LINE, ""))
        return self.run_import(self.site, *arguments)

    def come_back(self) -> str:
        self.write("log.md", LOG)
        return self.run_import()

    def change(self, **values: str) -> None:
        for name, value in values.items():
            setattr(self.entry, name, value)
        self.entry.save()

    def visibility(self) -> str:
        self.entry.refresh_from_db()
        return self.entry.visibility


@pytest.mark.once
class VanishedEntryTests(VanishedMixin, TestCase):
    def test_it_is_made_private_and_told_of(self):
        report = self.vanish()
        self.assertIn("log.md:10: made private: 2023-03-12 second day", report)
        self.assertEqual(numbers(report, "entries"), [0, 2, 2])  # the one below moves up
        self.assertEqual(self.visibility(), "private")
        self.assertEqual(self.client.get(self.entry.get_absolute_url()).status_code, 404)
        self.assertEqual(set(self.entry.passages.values_list("visibility", flat=True)), {"private"})

    def test_it_is_told_of_by_number_the_next_time(self):
        self.vanish()
        report = self.run_import()
        self.assertIn("1 entry that vanished before", report)
        self.assertEqual(numbers(report, "entries"), [0, 0, 3])

    def test_one_that_comes_back_is_as_visible_as_before(self):
        self.vanish()
        self.assertEqual(numbers(self.come_back(), "entries"), [0, 2, 2])
        self.assertEqual(self.visibility(), "public")
        self.assertEqual(Entry.objects.get(body="second day").pk, self.entry.pk)

    def test_a_visibility_that_was_set_here_stays(self):
        for before, after in (("unlisted", "unlisted"), ("private", "private")):
            with self.subTest(before):
                self.change(visibility=before)
                self.assertIn("kept as it is: 2023-03-12", self.vanish())
                self.assertEqual(self.visibility(), after)
                self.come_back()
                self.assertEqual(self.visibility(), after)

    def test_one_that_was_made_public_again_stays_public(self):
        self.vanish()
        self.visibility()
        self.change(visibility="public")
        self.run_import()
        self.assertEqual(self.visibility(), "public")
        self.assertNotIn("Changed here", self.come_back())

    def test_a_private_margin_that_becomes_a_text_is_seen_again(self):
        self.write("log.md", LOG.replace("second day", "%% second day"))
        self.run_import()
        self.assertEqual(self.visibility(), "private")
        self.come_back()
        self.assertEqual(self.visibility(), "public")

    def test_a_text_that_was_changed_here_is_made_private_too(self):
        self.change(body="my own words")
        self.vanish()
        self.assertEqual(self.visibility(), "private")

    def test_no_new_text_takes_its_place(self):
        self.vanish()
        self.write("log.md", LOG.replace(LINE, "* 3/12 second day of another kind\n"))
        self.assertEqual(numbers(self.run_import(), "entries")[0], 1)
        self.assertEqual(self.visibility(), "private")

    def test_one_that_stands_in_another_log_of_the_run_has_not_vanished(self):
        self.write("other.md", f"---\ntitle: Other\n---\n## 2023 Log\n{LINE}")
        self.assertNotIn("No longer in the source", self.vanish())
        self.assertEqual(self.visibility(), "public")

    def test_a_dry_run_changes_nothing(self):
        self.assertIn("made private", self.vanish("--dry-run"))
        self.assertEqual(self.visibility(), "public")


@pytest.mark.once
class PruneTests(VanishedMixin, TestCase):
    def test_it_is_deleted_and_can_be_brought_back(self):
        self.assertIn("log.md:10: deleted: 2023-03-12 second day", self.vanish("--prune"))
        self.assertFalse(Entry.objects.filter(pk=self.entry.pk).exists())
        bring_back(Version.objects.restorable().get())
        self.assertEqual(self.visibility(), "public")

    def test_what_had_vanished_before_goes_too(self):
        self.vanish()
        self.vanish("--prune")
        self.assertFalse(Entry.objects.filter(pk=self.entry.pk).exists())

    def test_what_was_changed_here_stays(self):
        for change in ({"body": "my own words"}, {"visibility": "unlisted"}):
            with self.subTest(change):
                self.change(**change)
                self.assertIn("changed here, so kept", self.vanish("--prune"))

    def test_the_same_text_is_a_new_entry_afterwards(self):
        self.vanish("--prune")
        self.assertEqual(numbers(self.come_back(), "entries")[0], 1)


PAGE = "---\ntitle: Plan\n---\n\nwords\n"


class VanishedFileTests(SiteMixin, TestCase):
    def setUp(self):
        super().setUp()
        self.write("log.md", LOG)
        self.write("more/plan.md", PAGE)
        self.run_import()

    def titles(self) -> list[str]:
        return sorted(topic.title for topic in Topic.objects.all())

    def test_a_file_that_is_gone_is_told_of_and_costs_nothing(self):
        (self.site / "log.md").unlink()
        report = self.run_import()
        self.assertIn("log.md: no longer in the folder, kept as it is: “Reading”, 4 entries", report)
        self.assertEqual(set(Entry.objects.values_list("visibility", flat=True)), {"public"})

    def test_what_it_held_can_be_deleted(self):
        (self.site / "log.md").unlink()
        (self.site / "more/plan.md").unlink()
        self.write("new.md", PAGE.replace("Plan", "New"))
        self.assertIn("more/plan.md: deleted: Plan", self.run_import(self.site, "--prune"))
        self.assertEqual((self.titles(), Entry.objects.count()), (["New"], 0))
        self.assertEqual([file.name for file in SourceFile.objects.all()], ["new.md"])

    def test_what_was_changed_here_stays(self):
        Topic.objects.filter(title="Plan").update(title="My plan")
        (self.site / "more/plan.md").unlink()
        self.assertIn("changed here, so kept: My plan", self.run_import(self.site, "--prune"))

    def test_a_part_of_the_folder_says_nothing_of_the_rest(self):
        for path in (self.site / "more", self.site / "log.md"):
            self.assertNotIn("No longer", self.run_import(path, "--prune"))
        self.assertEqual(self.titles(), ["Plan", "Reading"])

    def test_another_folder_says_nothing_of_this_one(self):
        other = self.write(f"../{self.site.name}-other/page.md", PAGE.replace("Plan", "Other")).parent
        self.addCleanup(shutil.rmtree, other)
        self.assertNotIn("No longer", self.run_import(other, "--prune"))
        self.assertEqual(self.titles(), ["Other", "Plan", "Reading"])

    def test_a_file_that_moved_is_not_gone(self):
        (self.site / "more/plan.md").rename(self.site / "plan.md")
        self.assertNotIn("No longer", self.run_import(self.site, "--prune"))
        self.assertEqual(self.titles(), ["Plan", "Reading"])

    def test_a_file_that_cannot_be_read_is_not_gone(self):
        self.write("more/plan.md", b"\xff\xfe broken")
        self.assertNotIn("No longer", self.run_import(self.site, "--prune", expect_problem=True))
        self.assertEqual(self.titles(), ["Plan", "Reading"])

    def test_a_dry_run_deletes_nothing(self):
        (self.site / "log.md").unlink()
        self.assertIn("deleted: Reading", self.run_import(self.site, "--prune", "--dry-run"))
        self.assertEqual((self.titles(), Entry.objects.count()), (["Plan", "Reading"], 4))
