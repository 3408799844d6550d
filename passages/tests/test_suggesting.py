from datetime import date
from io import StringIO

import pytest
from django.contrib.contenttypes.models import ContentType
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext

from history.models import Version
from notes.models import Entry
from notes.tests.factories import create_entry
from papers.tests.factories import create_paper
from passages.models import Tag
from passages.tagging.suggesting import Suggester
from topics.tests.factories import create_topic

from .factories import create_owner, create_reader
from .test_aliases import create_tag, names

LINK = "https://example.org/attention"


def suggested(document, reader=None, **options):
    found = Suggester(reader).for_documents([document], **options)
    return {each.tag.name: each for each in found.get(document.pk, ())}


class FromTextTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.tag = create_tag("Language model", aliases=["LLM"])

    def test_a_tag_is_suggested_where_the_text_has_its_name_or_an_alias(self):
        for body, words in (("On language models", "language models"), ("Two LLMs", "LLMs")):
            with self.subTest(body):
                found = suggested(create_entry(body=body))
                self.assertEqual(found["Language model"].why, f"The text says “{words}”.")

    def test_what_it_has_already_is_not(self):
        self.assertEqual(suggested(create_entry(body="LLM", tags=["llm"])), {})

    def test_works_and_topics_are_named_by_their_titles_too(self):
        self.assertIn("Language model", suggested(create_paper(title="Language models")))
        self.assertIn("Language model", suggested(create_topic(title="An LLM")))

    def test_code_addresses_and_private_tags_of_others_are_not(self):
        create_tag("Hidden")
        body = "`LLM` https://example.org/LLM\n\n    LLM\n\nHidden"
        self.assertEqual(suggested(create_entry(body=body), create_reader(may_change=["entry"])), {})
        self.assertIn("Hidden", suggested(create_entry(body=body), create_owner()))

    def test_a_text_that_is_written_is_read_like_one_that_is_saved(self):
        names = [each.tag.name for each in Suggester(create_owner()).for_text("On LLMs", ["film"])]
        self.assertEqual(names, ["Language model"])
        self.assertEqual(Suggester(create_owner()).for_text("On LLMs", ["llm"]), [])
        self.assertEqual(Suggester(create_owner()).for_text("", []), [])

    def test_ten_thousand_tags_do_not_stand_in_the_way(self):
        Tag.objects.bulk_create([Tag(name=f"name {n}", slug=f"n-{n}") for n in range(10_000)])
        self.assertEqual(
            list(suggested(create_entry(body="On name 77 and LLM"))), ["name 77", "Language model"]
        )


class FromOthersTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.paper = create_paper(title="Attention", slug="attention", tags=["transformer"])
        for number in range(3):
            create_entry(body=f"{number} {LINK}", tags=["vision"] if number else ["vision", "rare"])

    def test_tags_of_most_that_share_a_link_are_suggested(self):
        found = suggested(create_entry(body=f"Mine {LINK}"))
        self.assertEqual(list(found), ["vision"])
        self.assertEqual(found["vision"].why, "3 of 3 texts that share a link or work with it have the tag.")

    def test_tags_of_a_work_are_suggested_for_what_mentions_it_and_the_other_way_round(self):
        self.assertIn("transformer", suggested(create_entry(body="On [[attention]]")))
        for number in range(2):
            create_entry(body=f"{number} on [[attention]]", tags=["sequence"])
        self.assertIn("sequence", suggested(self.paper))

    def test_what_is_more_private_than_the_document_does_not_count(self):
        Entry.objects.update(visibility="private")
        self.assertEqual(suggested(create_entry(body=f"Mine {LINK}")), {})
        self.assertIn("vision", suggested(create_entry(body=f"Mine {LINK}", visibility="private")))

    def test_somebody_hears_only_of_what_they_may_see(self):
        Entry.objects.update(visibility="private")
        reader = create_reader(may_change=["paper"])
        self.assertEqual(Suggester(reader).for_text(LINK, []), [])
        self.assertEqual([each.tag.name for each in Suggester(create_owner()).for_text(LINK, [])], ["vision"])

    def test_both_reasons_together_are_stronger_than_one(self):
        both = suggested(create_entry(body=f"On vision {LINK}"))["vision"]
        self.assertIn("The text says “vision”. 3 of 3", both.why)
        self.assertGreater(both.strength, 0.8)

    @pytest.mark.once
    def test_many_documents_cost_the_same_number_of_queries(self):
        def cost(entries):
            with CaptureQueriesContext(connection) as queries:
                Suggester().for_documents(entries, is_careful=True)
            return len(queries)

        few = cost([create_entry(body=f"x {LINK} [[attention]]")])
        many = cost([create_entry(body=f"{n} {LINK} [[attention]]") for n in range(30)])
        self.assertEqual(few, many)


class CommandTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        create_tag("film noir")
        create_tag("film")
        cls.entry = create_entry(body="On film noir", read_on=date(2023, 3, 11))
        cls.weak = create_entry(body="A\n\nfilms", read_on=date(2023, 3, 12))
        cls.tagged = create_entry(body="On film noir, once more", tags=["mine"], read_on=date(2022, 1, 1))

    def run_command(self, *arguments):
        out = StringIO()
        call_command("suggest_tags", *arguments, stdout=out)
        return out.getvalue()

    def test_a_dry_run_says_what_and_why_and_writes_nothing(self):
        report = self.run_command("--dry-run")
        self.assertIn("  + film noir  (80: The text says “film noir”.)", report)
        self.assertIn("     2  film noir\n2 tags would be added to 2 of 3 documents.", report)
        self.assertEqual(names(self.entry), [])

    def test_it_adds_what_is_strong_and_then_nothing_more(self):
        self.assertIn("2 tags added to 2 of 3 documents.", self.run_command())
        self.assertEqual(names(self.entry), ["film noir"])
        self.assertEqual(names(self.tagged), ["film noir", "mine"])
        self.assertIn("0 tags added", self.run_command())
        self.assertContains(self.client.get("/tags/film-noir/"), self.entry.get_absolute_url())

    def test_what_it_gave_speaks_for_others_in_the_same_run(self):
        for number in range(2):
            create_entry(body=f"On film noir, {LINK} {number}")
        create_entry(body=f"Mine {LINK}")
        self.assertIn("     5  film noir\n", self.run_command("--dry-run"))
        self.assertIn("     5  film noir\n", self.run_command())
        self.assertIn("0 tags added", self.run_command())

    def test_it_can_be_less_sure_and_leave_out_what_has_tags_or_is_older(self):
        self.assertIn("films", self.run_command("--dry-run", "--at-least", "50"))
        self.assertIn("to 1 of 2 documents", self.run_command("--dry-run", "--untagged"))
        self.assertIn("to 1 of 2 documents", self.run_command("--dry-run", "--since", "2023-01-01"))

    def test_a_tag_that_a_former_version_had_stays_off(self):
        Version.objects.create(
            owner_type=ContentType.objects.get_for_model(Entry),
            owner_id=self.entry.pk,
            values={"tags": ["film noir"]},
        )
        self.assertIn("to 1 of 3 documents", self.run_command())
        self.assertEqual(names(self.entry), [])

    def test_a_tag_that_the_source_gave_and_somebody_took_off_stays_off(self):
        Entry.objects.update(source_values={"said": {"tags": ["film noir"]}})
        self.assertIn("0 tags added", self.run_command())

    def test_what_it_does_not_understand_it_says(self):
        for arguments in (["--since", "yesterday"], ["--since", "2023-13-01"], ["--at-least", "5"]):
            with self.subTest(arguments), self.assertRaises(CommandError):
                self.run_command(*arguments)
