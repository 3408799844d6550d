import pytest
from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext

from notes.tests.factories import create_entry
from papers.tests.factories import create_paper
from passages.models import Alias, Tag, Tagging
from passages.tagging.merging import Plan, merge_tags
from topics.tests.factories import create_topic

from .test_aliases import create_tag, names


class MergingTests(TestCase):
    def setUp(self):
        self.kept = create_tag("Language model", aliases=["LM"], description="Kept.")
        self.gone = create_tag("llm", aliases=["LLMs"], description="Gone.")
        self.both = create_entry(body="Both", tags=["llm", "LM"])
        self.entry = create_entry(body="One", tags=["llm", "film"])
        self.paper = create_paper(tags=["LLM"])
        self.topic = create_topic(tags=["LM"], visibility="private")

    def merge(self, *gone):
        return merge_tags(self.kept, gone or [self.gone], description="New.")

    def test_the_plan_says_what_will_change(self):
        plan = Plan.of(self.kept, [self.gone])
        counted = {row.kind: (row.changed, row.has_both, row.total) for row in plan.rows}
        self.assertEqual(counted, {"papers": (1, 0, 1), "topics": (0, 0, 1), "entries": (2, 1, 2)})
        self.assertEqual((plan.aliases, plan.moved), (["llm", "LLMs"], ["/tags/llm/"]))
        self.assertEqual(plan.description, "Kept.\n\nGone.")
        self.assertEqual(plan.changed, 3)

    def test_what_carried_either_carries_the_one_that_stays_once(self):
        self.assertEqual(self.merge(), 3)
        self.assertEqual(names(self.both), ["Language model"])
        self.assertEqual(names(self.entry), ["Language model", "film"])
        self.assertEqual(names(self.paper), ["Language model"])
        self.assertEqual(Tagging.objects.count(), 5)

    def test_names_and_aliases_of_the_other_mean_it_and_addresses_lead_to_it(self):
        former = create_tag("GPT", slug="old")
        former.slug = "gpt"
        former.save()
        create_entry(tags=["GPT"])
        self.merge(self.gone, former)
        self.assertEqual(names(create_entry(tags=["llm", "LLMs", "gpt"])), ["Language model"])
        self.assertEqual(Tag.objects.get(pk=self.kept.pk).description, "New.")
        for slug in ("llm", "llms", "gpt", "old"):
            with self.subTest(slug):
                response = self.client.get(f"/tags/{slug}/feed.atom")
                self.assertEqual(response["Location"], "/tags/language-model/feed.atom")

    def test_a_search_finds_it_by_the_new_name_and_by_the_old_word(self):
        self.merge()
        for query in ("language", "tag:llm", "tag:llms", 'tag:"Language model"'):
            with self.subTest(query):
                response = self.client.get("/search/", {"q": query})
                self.assertContains(response, self.entry.get_absolute_url())

    def test_merging_twice_or_with_itself_changes_nothing_more(self):
        self.merge()
        self.assertEqual(self.merge(), 0)
        self.assertEqual(self.merge(self.kept), 0)
        self.assertTrue(Tag.objects.filter(pk=self.kept.pk).exists())

    def test_three_tags_become_one(self):
        third = create_tag("transformer")
        self.entry.tags.add("transformer")
        self.merge(self.gone, third)
        self.assertEqual(names(self.entry), ["Language model", "film"])
        self.assertEqual(Alias.objects.filter(tag=self.kept).count(), 4)

    @pytest.mark.once
    def test_queries_grow_by_hundreds_of_documents_only(self):
        def cost(number):
            tag = create_tag(f"tag {number}")
            for place in range(number):
                create_entry(body=f"{number} {place}", tags=[tag.name])
            with CaptureQueriesContext(connection) as queries:
                self.merge(tag)
            return len(queries)

        self.assertLessEqual(cost(60), cost(5) + 9)
