"""A small graph, written to the description of the format at https://docs.logseq.com."""

from datetime import date

import pytest
from django.test import SimpleTestCase, TestCase

from notes.importing.asked import Asked
from notes.importing.formats import format_of, logseq
from notes.importing.pages import EntriesPage, Refusal, TopicPage
from notes.models import Entry
from passages.tests.derived import html_of
from topics.models import Topic

from .sites import SiteMixin, numbers

UUID = "64a1b2c3-0000-4000-8000-0123456789ab"
OTHER = "64a1b2c3-0000-4000-8000-0123456789ac"
PAGE = f"""alias:: LoRA, Low-Rank Adaptation
tags:: llm, [[fine tuning]]
public:: true

- The rank is *small*
  id:: {UUID}
  collapsed:: true
\t- as ((nowhere)) says
- TODO read it again
  SCHEDULED: <2023-04-01 Sat>
  :LOGBOOK:
  CLOCK: [2023-03-11 Sat 10:00:00]
  :END:
- ```
  id:: {UUID}
  ```
"""
JOURNAL = f"""- Read [[LoRA]] #paper
\t- ((
\t- see (({UUID})) and [this]((({UUID})))
- Music
  tags:: evening, jazz
  id:: {OTHER}
"""


class GraphMixin(SiteMixin):
    def setUp(self):
        super().setUp()
        self.write("logseq/config.edn", '{:journal/file-name-format "yyyy_MM_dd" ; days\n}')
        self.write("logseq/bak/pages/Old.md", "- old")
        self.write("pages/Papers___LoRA %3F.md", PAGE)
        self.write("pages/Back.md", f"- {{{{embed (({OTHER}))}}}} and {{{{embed [[LoRA]]}}}}")
        self.write("journals/2023_03_11.md", JOURNAL)
        self.write("pages/org.org", "* heading")


class ReadingGraphsTests(GraphMixin, SimpleTestCase):
    def read(self) -> dict:
        return {page.name: page for page in logseq.read(self.site, Asked(date(2024, 1, 1)))}

    def test_a_folder_with_its_settings_is_a_graph(self):
        self.assertIs(format_of(self.site), logseq)

    def test_a_page_is_a_topic_with_its_properties(self):
        page = self.read()["pages/Papers___LoRA %3F.md"]
        self.assertIsInstance(page, TopicPage)
        self.assertEqual(page.title, "Papers/LoRA ?")
        self.assertEqual(page.names, ("Papers/LoRA ?", "LoRA", "Low-Rank Adaptation"))
        self.assertEqual((page.tags, page.visibility), (("llm", "fine tuning"), "public"))

    def test_what_logseq_keeps_for_itself_is_taken_off_but_not_in_code(self):
        page = self.read()["pages/Papers___LoRA %3F.md"]
        self.assertEqual(
            page.body,
            "- The rank is *small*\n\t- as ((nowhere)) says\n- TODO read it again\n"
            f"  SCHEDULED: <2023-04-01 Sat>\n- ```\n  id:: {UUID}\n  ```",
        )
        self.assertEqual([doubt.line for doubt in page.doubts], [10])

    def test_a_journal_is_the_entries_of_its_day(self):
        page = self.read()["journals/2023_03_11.md"]
        self.assertIsInstance(page, EntriesPage)
        first, second = page.entries
        self.assertEqual(first.read_on, date(2023, 3, 11))
        self.assertEqual((second.body, second.tags), ("Music", ("evening", "jazz")))
        self.assertEqual((first.tags, page.visibility), (("paper",), "private"))

    def test_a_reference_to_a_block_is_a_link_with_its_words(self):
        first = self.read()["journals/2023_03_11.md"].entries[0]
        link = "[[Papers/LoRA ?|The rank is small]]"
        self.assertIn(f"- see {link} and [[Papers/LoRA ?|this]]", first.body)
        self.assertEqual(self.read()["pages/Back.md"].body, "- “Music” and [[LoRA]]")

    def test_a_public_page_says_no_words_of_private_blocks(self):
        self.write("pages/Own.md", f"- secret words\n  id:: {UUID[:-1]}0")
        for text, shown in {
            f"see (({UUID[:-1]}0))": f"see (({UUID[:-1]}0))",
            f"{{{{embed (({OTHER}))}}}}": f"{{{{embed (({OTHER}))}}}}",
            f"[my words]((({OTHER})))": "“my words”",
            f"see (({UUID}))": "see [[Papers/LoRA ?|The rank is small]]",
        }.items():
            with self.subTest(text):
                self.write("pages/Open.md", f"public:: true\n\n- {text}")
                self.assertEqual(self.read()["pages/Open.md"].body, f"- {shown}")

    def test_pages_in_org_are_refused_and_stop_no_other(self):
        self.assertIsInstance(self.read()["pages/org.org"], Refusal)
        self.assertEqual(len(self.read()), 4)


@pytest.mark.once
class ImportGraphTests(GraphMixin, TestCase):
    def test_links_lead_to_pages_and_nothing_changes_again(self):
        self.run_import(self.site, "--visibility", "public", expect_problem=True)
        page = Topic.objects.get(title="Papers/LoRA ?")
        entry = Entry.objects.get(body__startswith="Read")
        self.assertEqual(html_of(entry).count(f'href="{page.get_absolute_url()}"'), 3)
        report = self.run_import(self.site, "--visibility", "public", expect_problem=True)
        self.assertEqual(numbers(report, "entries"), [0, 0, 2])
        self.assertEqual(numbers(report, "topics"), [0, 0, 2])
