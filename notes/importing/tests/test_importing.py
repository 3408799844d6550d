from datetime import date
from unittest.mock import patch

from django.test import TestCase

from notes.models import Entry, SourceFile
from papers.models import Author, Identifier, Paper
from passages.models import Alias, Permalink, Tag
from topics.models import Topic

from .sites import LOG, SiteMixin, numbers

PAPER = """---
title: LoRA notes
permalink: /lora-2021/
tags: llm, fine-tuning
topics: [reading]
type: article
doi: 10.48550/arXiv.2106.09685
container_title: ICLR
citation_key: hu2021
status: read
---
# [LoRA: Low-Rank Adaptation](https://arxiv.org/abs/2106.09685v2)
* Authors: Hu, Shen, Wallis, et al.
* Published: June 17, 2021
* Revised: October 2021

## Main ideas
* "rank is small (p. 3)
"""


class LogImportTests(SiteMixin, TestCase):
    def test_a_log_becomes_a_topic_with_its_entries(self):
        self.write("log.md", LOG)
        report = self.run_import()
        self.assertIn("4 entries on 3 days", report)
        topic = Topic.objects.get()
        self.assertEqual((topic.slug, topic.title), ("reading", "Reading"))
        self.assertEqual([tag.name for tag in topic.tags.all()], ["log"])
        self.assertEqual(topic.entries.count(), 4)

    def test_an_entry_has_its_day_its_order_and_its_tags(self):
        self.write("log.md", LOG)
        self.run_import()
        first, second, third, _ = Entry.objects.order_by("read_on", "position")
        self.assertEqual(first.read_on, date(2023, 3, 11))
        self.assertEqual({tag.name for tag in first.tags.all()}, {"lora", "llm"})
        self.assertNotIn("#lora", first.body)
        self.assertEqual([(second.position, third.position), third.is_date_inherited], [(0, 1), True])

    def test_the_page_of_a_private_log_makes_private_entries(self):
        self.write("log.md", LOG.replace("tags:", "visibility: private\ntags:"))
        self.run_import()
        self.assertEqual(set(Entry.objects.values_list("visibility", flat=True)), {"private"})
        self.assertEqual(Topic.objects.get().visibility, "private")

    def test_a_dry_run_reports_and_writes_nothing(self):
        self.write("log.md", LOG)
        report = self.run_import(self.site, "--dry-run")
        self.assertEqual(numbers(report, "entries"), [4, 0, 0])
        self.assertIn("Dry run", report)
        self.assertFalse(Entry.objects.exists() or Topic.objects.exists() or Permalink.objects.exists())

    def test_a_year_can_be_given(self):
        self.write("log.md", "* 3/11 no year anywhere\n")
        report = self.run_import(self.site, "--as", "log", "--year", "2021")
        self.assertEqual(numbers(report, "entries"), [1, 0, 0])
        self.assertEqual(Entry.objects.get().read_on, date(2021, 3, 11))

    def test_without_a_year_the_bullet_stays_in_the_text_and_is_in_doubt(self):
        self.write("log.md", "* 3/11 no year anywhere\n")
        report = self.run_import(self.site)
        self.assertIn("In doubt", report)
        self.assertIn("log.md:1:", report)
        self.assertIn("no year anywhere", Topic.objects.get().body)

    def test_every_page_can_be_taken_as_a_topic(self):
        self.write("log.md", LOG)
        self.run_import(self.site, "--as", "topic")
        self.assertFalse(Entry.objects.exists())
        self.assertIn("second day", Topic.objects.get().body)


class PaperImportTests(SiteMixin, TestCase):
    def setUp(self):
        super().setUp()
        self.write("_papers/lora.md", PAPER)

    def test_a_page_about_a_work_becomes_a_paper_with_its_fields(self):
        self.run_import()
        paper = Paper.objects.get()
        self.assertEqual(paper.title, "LoRA: Low-Rank Adaptation")
        self.assertEqual(paper.short_title, "LoRA notes")
        self.assertEqual(paper.issued.iso, "2021-06-17")
        self.assertEqual(paper.citation_key, "hu2021")
        self.assertEqual(paper.container_title, "ICLR")
        self.assertEqual([line.author.family for line in paper.authorships.all()], ["Hu", "Shen", "Wallis"])
        self.assertTrue(paper.has_other_authors)
        self.assertEqual({tag.name for tag in paper.tags.all()}, {"llm", "fine-tuning"})
        self.assertEqual([topic.slug for topic in paper.topics.all()], ["reading"])

    def test_the_address_and_the_doi_are_its_identifiers(self):
        self.run_import()
        values = set(Identifier.objects.values_list("scheme", "value", "version"))
        self.assertEqual(values, {("doi", "10.48550/arxiv.2106.09685", None), ("arxiv", "2106.09685", 2)})

    def test_what_is_not_understood_stays_in_the_commentary(self):
        self.run_import()
        body = Paper.objects.get().body
        self.assertIn("* Revised: October 2021", body)
        self.assertNotIn("Authors:", body)
        self.assertIn("rank is small (p. 3)", body)

    def test_a_log_that_links_to_the_work_mentions_it(self):
        self.write("log.md", LOG)
        self.run_import()
        self.assertEqual(Paper.objects.get().entries.get().read_on, date(2023, 3, 11))

    def test_the_permalink_leads_to_the_paper(self):
        self.run_import()
        response = self.client.get("/lora-2021/")
        self.assertRedirects(response, Paper.objects.get().get_absolute_url(), status_code=301)

    def test_a_text_that_cited_the_work_before_it_came_in_names_its_authors(self):
        self.write("_papers/a-first.md", "# [First](https://example.org/first)\n\nSee @hu2021\n")
        self.run_import()
        self.assertIn(">Hu et al. 2021</a>", Paper.objects.get(title="First").body_html)

    def test_a_text_that_has_the_address_of_its_own_work_mentions_it(self):
        self.write("_papers/lora.md", f"{PAPER}* [abstract](https://arxiv.org/abs/2106.09685)\n")
        self.run_import()
        self.assertEqual(Paper.objects.get().mentions.count(), 1)

    def test_a_text_that_cites_its_own_work_names_its_authors(self):
        self.write("_papers/lora.md", f"{PAPER}* see @hu2021\n")
        self.run_import()
        self.assertIn(">Hu et al. 2021</a>", Paper.objects.get().body_html)

    def test_a_text_without_the_address_of_its_own_work_is_derived_once(self):
        with patch("notes.importing.documents.derive") as derive:
            self.run_import()
        derive.assert_not_called()

    def test_an_author_is_made_once(self):
        self.write("_papers/other.md", "# [Other](https://example.org/other)\n* Authors: Hu, Shen\n")
        report = self.run_import()
        self.assertEqual(numbers(report, "authors"), [3, 0, 2])
        self.assertEqual(Author.objects.count(), 3)

    def test_a_second_page_on_the_same_work_comes_in_and_says_so(self):
        self.write("_papers/again.md", "# [LoRA again](https://arxiv.org/pdf/2106.09685)\n* a thought\n")
        report = self.run_import()
        self.assertEqual(Paper.objects.count(), 2)
        self.assertIn("belongs to", report)

    def test_a_topic_that_a_page_names_is_made_and_filled_by_its_own_page_later(self):
        report = self.run_import()
        self.assertEqual(numbers(report, "topics"), [1, 0, 0])
        self.write("log.md", LOG)
        self.run_import()
        self.assertEqual(Topic.objects.get().title, "Reading")
        self.assertEqual(Topic.objects.get().entries.count(), 4)


class ImportAgainTests(SiteMixin, TestCase):
    def setUp(self):
        super().setUp()
        self.path = self.write("log.md", LOG)
        self.run_import()
        self.first = Entry.objects.get(read_on="2023-03-11")

    def edit(self, old: str, new: str) -> None:
        text = self.path.read_text()
        self.assertIn(old, text)
        self.path.write_text(text.replace(old, new))

    def test_a_grown_log_adds_what_is_new(self):
        self.path.write_text(LOG + "\n## 28 March 2023\n* a new day\n")
        self.assertEqual(numbers(self.run_import(), "entries"), [1, 0, 4])

    def test_an_edited_entry_keeps_its_row_address_and_tags(self):
        self.first.tags.add("mine")
        self.edit("rank is small", "the rank is very small indeed")
        self.assertEqual(numbers(self.run_import(), "entries"), [0, 1, 3])
        entry = Entry.objects.get(pk=self.first.pk)
        self.assertIn("very small indeed", entry.body)
        self.assertEqual(entry.slug, self.first.slug)
        self.assertEqual({tag.name for tag in entry.tags.all()}, {"lora", "llm", "mine"})

    def test_an_entry_that_moves_within_its_log_keeps_its_row(self):
        self.edit("* 3/12 second day\n", "")
        self.edit("## 27 March 2023\n", "## 27 March 2023\n* 3/12 second day\n")
        keys = set(Entry.objects.values_list("pk", flat=True))
        self.run_import()
        self.assertEqual(set(Entry.objects.values_list("pk", flat=True)), keys)

    def test_a_text_changed_here_stays_and_the_clash_is_told(self):
        self.first.body = "my own words"
        self.first.save()
        self.assertNotIn("kept as it is here", self.run_import())
        self.edit("rank is small", "rank is tiny")
        report = self.run_import()
        self.assertIn("Changed here and in the source", report)
        self.assertIn("log.md:7: body", report)
        self.first.refresh_from_db()
        self.assertEqual(self.first.body, "my own words")

    def test_a_visibility_set_here_is_never_overwritten(self):
        self.first.visibility = "private"
        self.first.save()
        self.edit("rank is small", "rank is tiny")
        self.run_import()
        self.first.refresh_from_db()
        self.assertEqual(self.first.visibility, "private")
        self.assertIn("tiny", self.first.body)

    def test_an_entry_taken_out_of_its_topic_here_is_still_the_same(self):
        self.first.topics.clear()
        self.assertEqual(numbers(self.run_import(), "entries"), [0, 0, 4])
        self.assertFalse(self.first.topics.exists())

    def test_an_entry_that_left_the_log_is_kept_and_told_of(self):
        self.edit("* 3/12 second day\n", "")
        report = self.run_import()
        self.assertIn("No longer in the source", report)
        self.assertEqual(Entry.objects.count(), 4)

    def test_one_file_of_the_site_is_the_same_file(self):
        (self.site / "_logs").mkdir()
        self.path.rename(self.site / "_logs" / "log.md")
        self.run_import(self.site)
        report = self.run_import(self.site / "_logs" / "log.md")
        self.assertEqual(numbers(report, "entries"), [0, 0, 4])
        self.assertEqual(Entry.objects.count(), 4)

    def test_line_numbers_follow_the_file_without_being_a_change(self):
        self.path.write_text(LOG.replace("## 2023 Log", "\n\n## 2023 Log"))
        self.assertEqual(numbers(self.run_import(), "entries"), [0, 0, 4])
        self.first.refresh_from_db()
        self.assertEqual(self.first.source_line, 9)


class SampleTests(TestCase, SiteMixin):
    def test_the_sample_is_a_living_site(self):
        report = self.run_import("sample")
        self.assertNotIn("In doubt", report)
        self.assertGreaterEqual(Entry.objects.count(), 80)
        self.assertEqual((Paper.objects.count(), Topic.objects.count()), (10, 5))
        self.assertEqual([p.slug for p in Paper.objects.all() if not p.entries.exists()], [])
        years = Entry.objects.dates("read_on", "year")
        self.assertGreaterEqual(len(years), 2)


class AliasTests(SiteMixin, TestCase):
    def test_the_report_ends_with_how_tags_are_suggested(self):
        self.write("log.md", LOG)
        self.assertIn("suggest_tags --dry-run", self.run_import())
        self.assertNotIn("suggest_tags", self.run_import())

    def test_a_source_that_says_an_alias_changes_nothing_when_it_is_imported_again(self):
        tag = Tag.objects.create(name="Language model")
        Alias.objects.create(tag=tag, name="llm")
        self.write("log.md", LOG)
        self.write("lora.md", PAPER)
        self.run_import()
        self.assertEqual(
            {tag.name for tag in Paper.objects.get().tags.all()}, {"Language model", "fine-tuning"}
        )
        again = self.run_import()
        self.assertEqual([numbers(again, noun) for noun in ("entries", "papers")], [[0, 0, 4], [0, 0, 1]])

    def test_a_renamed_tag_is_not_brought_back(self):
        self.write("lora.md", PAPER)
        self.run_import()
        tag = Tag.objects.get(name="llm")
        tag.name = "Language model"
        tag.save()
        self.assertEqual(numbers(self.run_import(), "papers"), [0, 0, 1])
        self.assertFalse(Tag.objects.filter(name="llm").exists())

    def test_what_the_source_says_no_more_goes_under_its_new_name(self):
        self.write("lora.md", PAPER)
        self.run_import()
        tag = Tag.objects.get(name="llm")
        tag.name = "Language model"
        tag.save()
        self.write("lora.md", PAPER.replace("llm, ", ""))
        self.run_import()
        self.assertEqual([tag.name for tag in Paper.objects.get().tags.all()], ["fine-tuning"])


class SourceFileTests(SiteMixin, TestCase):
    def test_a_file_is_kept_byte_for_byte(self):
        data = b"\xef\xbb\xbf" + LOG.replace("\n", "\r\n").encode()
        self.write("reading.md", data)
        self.run_import()
        kept = SourceFile.objects.get(name="reading.md")
        self.assertEqual(bytes(kept.data), data)
        self.assertEqual(kept.hashes, [entry.source_hash for entry in Entry.objects.order_by("source_line")])

    def test_a_file_that_moved_is_kept_once(self):
        self.write("reading.md", LOG)
        self.run_import()
        (self.site / "reading.md").rename(self.write("logs/reading.md", LOG))
        self.run_import()
        self.assertEqual([kept.name for kept in SourceFile.objects.all()], ["logs/reading.md"])
