"""That SQLite looks things up where there may be a million of them, instead of going through them."""

from unittest import skipUnless

from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.db.models import Max, Min
from django.test import TestCase
from django.test.utils import CaptureQueriesContext

from notes.models import Entry
from notes.models.archive_pages import years_of
from papers.models import Paper
from papers.tests.factories import create_paper
from passages.filters import Filter
from passages.models import Excerpt, Tag, facets_of, referrers
from passages.models.facets import counts_in
from passages.models.referring import margins_leading_to
from topics.models import Topic
from topics.tests.factories import create_topic

from .factories import create_entry

NOBODY = AnonymousUser()


@skipUnless(connection.vendor == "sqlite", "PostgreSQL plans by what stands in its tables.")
class PlanTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.entry = create_entry(body="One", tags=["a"])

    def plans(self, ask):
        """The steps of each query that is asked, by what SQLite says it will do, which hears of no values."""
        queries = []

        def hear(execute, sql, params, *rest):
            queries.append((sql, params))
            return execute(sql, params, *rest)

        with connection.execute_wrapper(hear):
            ask()
        steps = []
        with connection.cursor() as cursor:
            for sql, params in queries:
                cursor.execute(f"EXPLAIN QUERY PLAN {sql}", params)
                steps += [row[3] for row in cursor.fetchall()]
        return steps

    def assert_steps(self, ask, *steps):
        plan = self.plans(ask)
        for step in steps:
            self.assertTrue(any(step in line for line in plan), f"{step} is not in {plan}")

    def test_the_tags_of_a_page_are_looked_up_by_their_documents(self):
        self.assert_steps(lambda: list(Entry.objects.with_tags()), "(content_type_id=? AND object_id=?)")

    def test_margins_are_looked_for_in_texts_that_have_some(self):
        self.assert_steps(lambda: margins_leading_to([self.entry]), "USING INDEX entry_margins")

    def test_texts_that_name_something_are_looked_up_by_what_they_name(self):
        self.assert_steps(lambda: referrers(self.entry), "USING INDEX mention_reference (reference=?)")

    def test_the_last_change_stands_at_the_end_of_an_index(self):
        self.assert_steps(Entry.objects.public().last_change, "USING COVERING INDEX entry_changed")

    def test_the_first_and_the_last_day_are_looked_up(self):
        plan = self.plans(lambda: Entry.objects.aggregate(first=Min("read_on"), last=Max("read_on")))
        self.assertEqual(plan, ["SEARCH notes_entry USING COVERING INDEX entry_timeline"] * 2)

    def test_facets_look_rows_up_for_each_hit(self):
        plan = self.plans(lambda: facets_of(Entry.objects.visible_to(NOBODY), Filter()))
        self.assertIn("SCAN hits", plan)
        scanned = {line.split()[1].partition("_")[0] for line in plan if line.startswith("SCAN")}
        self.assertLessEqual(scanned, {"newest", "hits", "found", "counted", "notes"})

    def test_within_the_rows_tables_are_read_in_the_order_in_which_they_stand(self):
        # With 300,000 entries SQLite began with all of these where a place of a topic was to be looked up.
        tables = [sql for sql, _ in counts_in(Excerpt, NOBODY, ()).tables]
        self.assertEqual([sql for sql in tables if " INNER JOIN " in sql], [])
        self.assertTrue([sql for sql in tables if sql.count(" CROSS JOIN ") > 1])

    def test_facets_read_no_table_that_holds_fewer_rows_than_there_might_be_hits(self):
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
            # As of 300,000 entries; read again.
            cursor.execute(
                "UPDATE sqlite_stat1 SET stat = '600000 600000 2 1' WHERE tbl = 'passages_tagging'"
            )
            cursor.execute("ANALYZE sqlite_master")
        plan = self.plans(lambda: facets_of(Entry.objects.visible_to(NOBODY), Filter()))
        self.assertTrue([line for line in plan if "passages_tagging" in line])
        self.assertEqual([line for line in plan if "BLOOM FILTER ON passages_tagging" in line], [])

    def test_for_facets_of_a_search_no_table_of_texts_is_read_for_a_filter(self):
        create_paper(title="One", topics=[create_topic(title="One")])
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
            cursor.execute("ANALYZE sqlite_master")
        asked = Filter(q="one")
        plan = self.plans(lambda: facets_of(Excerpt.objects.visible_to(NOBODY).matching(asked), asked))
        filters = {line.split()[3] for line in plan if line.startswith("BLOOM FILTER ON")}
        self.assertFalse(filters & {"notes_entry", "papers_paper", "papers_author", "topics_topic"})

    def test_a_search_without_words_follows_the_days(self):
        asked = Filter(tags=("a",))
        found = Excerpt.objects.visible_to(NOBODY).matching(asked)
        with CaptureQueriesContext(connection) as queries:
            found.in_order("best", asked)
        self.assertIn('ORDER BY "passages_excerpt"."dated_on" DESC', queries.captured_queries[0]["sql"])

    def test_years_of_what_has_words_are_found_at_once(self):
        plan = self.plans(lambda: years_of(Filter(q="one")))
        self.assertEqual(len([line for line in plan if "VIRTUAL TABLE" in line]), 1)

    def test_what_stands_in_a_topic_is_looked_up_by_its_key(self):
        topic = create_topic(title="Minds")
        asked = Topic.objects.looked_up(Filter(topic="minds"))
        self.assertEqual(asked.topic_keys, {"minds": [topic.pk]})
        self.assertNotIn('"topics_topic"', str(Entry.objects.matching(asked).query))

    def test_whether_a_tag_is_seen_is_asked_of_its_own_documents(self):
        plan = self.plans(lambda: list(Tag.objects.visible_to(NOBODY).filter(slug="a")))
        self.assertEqual([line for line in plan if line.startswith("SCAN")], [])

    def test_works_of_an_author_are_looked_up_by_the_byline(self):
        plan = self.plans(lambda: list(Paper.objects.matching(Filter(author="nobody"))))
        self.assertFalse(
            any("SCAN papers_paper" in line or "SCAN papers_authorship" in line for line in plan)
        )
