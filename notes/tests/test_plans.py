"""That SQLite looks things up where there may be a million of them, instead of going through them."""

from unittest import skipUnless

from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test import TestCase

from notes.models import Entry
from papers.models import Paper
from passages.filters import Filter
from passages.models import Excerpt, Tag, facets_of, referrers
from passages.models.facets import counts_in
from passages.models.referring import margins_leading_to

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

    def test_whether_a_tag_is_seen_is_asked_of_its_own_documents(self):
        plan = self.plans(lambda: list(Tag.objects.visible_to(NOBODY).filter(slug="a")))
        self.assertEqual([line for line in plan if line.startswith("SCAN")], [])

    def test_works_of_an_author_are_looked_up_by_the_byline(self):
        plan = self.plans(lambda: list(Paper.objects.matching(Filter(author="nobody"))))
        self.assertFalse(
            any("SCAN papers_paper" in line or "SCAN papers_authorship" in line for line in plan)
        )
