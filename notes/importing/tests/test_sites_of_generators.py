from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext

from notes.models import Entry, SourceFile
from passages.models import Permalink
from passages.tests.derived import html_of
from passages.tests.drawings import drawing
from topics.models import Topic

from .sites import SiteMixin, numbers

POST = "---\ntitle: About it\ncategories: film\n---\nFirst words.\n"


@pytest.mark.once
class JekyllTests(SiteMixin, TestCase):
    def setUp(self):
        super().setUp()
        self.write("_config.yml", "permalink: pretty\ncollections:\n  comp:\n    output: true\n")
        self.write("_posts/2020-03-11-about.md", POST)
        self.write("_comp/python.md", "# Python\n\n[a post](/film/2020/03/11/about/)\n")

    def test_former_addresses_lead_to_the_entry_and_links_go_straight_there(self):
        self.run_import()
        entry = Entry.objects.get()
        response = self.client.get("/film/2020/03/11/about/")
        self.assertRedirects(response, entry.get_absolute_url(), 301)
        self.assertIn(f'href="{entry.get_absolute_url()}"', html_of(Topic.objects.get()))
        self.assertRedirects(self.client.get("/comp/python/"), "/topics/python/", 301)

    def test_again_nothing_changes(self):
        self.run_import()
        before = list(Entry.objects.values()), list(Permalink.objects.values())
        report = self.run_import()
        self.assertEqual(numbers(report, "entries"), [0, 0, 1])
        self.assertEqual(before, (list(Entry.objects.values()), list(Permalink.objects.values())))

    def test_a_post_that_is_written_anew_stays_the_same_entry(self):
        self.run_import()
        entry = Entry.objects.get()
        other = "---\ntitle: Quite another\ndate: 2020-04-01\n---\nNothing of what was there.\n"
        self.write("_posts/2020-03-11-about.md", other)
        self.run_import()
        again = Entry.objects.get()
        self.assertEqual((again.pk, again.read_on.month), (entry.pk, 4))

    def test_what_the_owner_wrote_stays(self):
        self.run_import()
        Entry.objects.get().save()
        entry = Entry.objects.get()
        entry.body = "Mine."
        entry.save()
        self.write("_posts/2020-03-11-about.md", POST.replace("First", "Last"))
        self.assertIn("body of “2020-03-11 Mine.”", self.run_import())
        self.assertEqual(Entry.objects.get().body, "Mine.")

    def test_a_post_that_was_a_topic_before_is_refused(self):
        Topic.objects.create(title="About", slug="about", source_file="_posts/2020-03-11-about.md")
        report = self.run_import(expect_problem=True)
        self.assertIn("imported as a topic before", report)
        self.assertFalse(Entry.objects.exists())

    def test_an_address_that_two_pages_claim_leads_to_the_first_on_every_run(self):
        for name in ("a", "b"):
            self.write(f"{name}.md", f"---\nredirect_from: [/old/]\n---\n# {name}\n")
        for _ in range(2):
            report = self.run_import()
            self.assertIn("b.md:1: /old/ leads to “a” and not to “b”", report)
            self.assertEqual(Permalink.objects.get(path="/old/").owner.title, "a")

    def test_settings_outside_the_folder_are_not_read(self):
        outside = self.site.parent / f"{self.site.name}.yml"
        outside.write_text("permalink: none\n")
        self.addCleanup(outside.unlink)
        (self.site / "_config.yml").unlink()
        (self.site / "_config.yml").symlink_to(outside)
        self.run_import()
        self.assertEqual(Permalink.objects.get().path, "/film/2020/03/11/about.html/")

    def test_settings_that_cannot_be_read_are_told_of_and_the_pages_come_in(self):
        self.write("_config.yml", "a: [")
        report = self.run_import(expect_problem=True)
        self.assertIn("_config.yml:2: the file of settings is no valid YAML", report)
        self.assertEqual((Entry.objects.count(), Topic.objects.count()), (1, 1))

    def test_a_draft_is_private_also_where_it_is_given_by_itself(self):
        draft = self.write("_drafts/idea.md", "---\ntitle: Idea\n---\nwords\n")
        for path in (draft, draft.parent):
            with self.subTest(path.name):
                self.run_import(path)
                self.assertEqual(Topic.objects.get(title="Idea").visibility, "private")
                Topic.objects.all().delete()
                SourceFile.objects.all().delete()  # else the page would be left out


@pytest.mark.once
class HugoTests(SiteMixin, TestCase):
    def test_a_bundle_comes_in_with_its_pictures(self):
        self.write("hugo.toml", 'baseURL = "https://example.org/"\n')
        text = '+++\ntitle = "A walk"\ndate = 2021-06-01T10:00:00Z\n+++\n![map](map.png)\n{{< figure >}}\n'
        self.write("content/posts/walk/index.md", text)
        self.write("content/posts/walk/map.png", drawing())
        self.write("content/posts/_index.md", "---\ntitle: Posts\n---\nAll of them.\n")
        report = self.run_import()
        self.assertIn("index.md:6: {{< figure >}} is left as text", report)
        entry = Entry.objects.get()
        self.assertIn('<img src="/images/', html_of(entry))
        self.assertRedirects(self.client.get("/posts/walk/"), entry.get_absolute_url(), 301)
        self.assertRedirects(self.client.get("/posts/"), Topic.objects.get().get_absolute_url(), 301)


class LargeLogsTests(SiteMixin, TestCase):
    def log(self, year, headings):
        """A log with a heading for each day and a bullet under it."""
        days = [date(year, 1, 1) + timedelta(days=number) for number in range(headings)]
        text = "".join(
            f'\n### {day:%B} {day.day}, {day.year}\n* "words" of {day} (p. 3)\n\t* more\n' for day in days
        )
        return f"## {year} Log\n{text}"

    def test_several_logs_with_hundreds_of_dated_headings(self):
        for year in (2019, 2020):
            self.write(f"log-{year}.md", self.log(year, 110))
        report = self.run_import()
        self.assertEqual(numbers(report, "entries"), [220, 0, 0])
        self.assertIn("the log “2019 Log”, 110 entries on 110 days", report)
        self.assertEqual([topic.body for topic in Topic.objects.all()], ["## 2019 Log", "## 2020 Log"])
        self.assertEqual(Entry.objects.filter(topics__slug="log-2020", read_on="2020-02-29").count(), 1)
        self.assertNotIn("In doubt", report)
        self.assertEqual(numbers(self.run_import(), "entries"), [0, 0, 220])

    def test_twice_as_many_entries_take_about_as_many_queries(self):
        self.write("few.md", self.log(2019, 20))
        self.write("many.md", self.log(2020, 40))
        found = []
        for name in ("few.md", "many.md"):
            with CaptureQueriesContext(connection) as queries:
                self.run_import(self.site / name)
            found.append(len(queries))
        self.assertLess(found[1], found[0] * 1.5)


class BrokenPagesTests(SiteMixin, TestCase):
    def test_no_broken_page_stops_the_others(self):
        broken = {
            "empty.md": "",
            "bytes.md": b"a\xff",
            "nul.md": b"a\0b",
            "yaml.md": "---\na: [\n---\n",
            "toml.md": "+++\na = \n+++\n",
            "json.md": '{"a": }\n',
            "never.md": "---\na: 1\n",
            "day.md": "## 2023 Log\n* 2/30 - no such day\n",
            "visibility.md": "---\nvisibility: secret\n---\nx\n",
            "tag.md": f"---\ntags: [{'x' * 300}]\n---\nx\n",
            "long.md": "x" * 2_000_001,
            "post/_posts/2020-01-01-x.md": "---\ndate: never\n---\nx\n",
        }
        for name, data in broken.items():
            self.write(name, data)
        self.write("zz.md", "# The last one\n")
        self.write("_posts/2020-02-01-x.md", POST)
        report = self.run_import(expect_problem=True)
        told = report.partition("Not imported:")[2]
        for name in broken:
            with self.subTest(name):
                self.assertIn(f"  {name}:", told)
        self.assertIn(f"{len(broken)} of the files could not be imported; all others are in.", report)
        self.assertEqual((Topic.objects.get().title, Entry.objects.count()), ("The last one", 1))
        self.assertNotIn("fault of this program", report)
