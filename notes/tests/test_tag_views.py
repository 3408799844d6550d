from datetime import date
from unittest.mock import patch

from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext

from papers.tests.factories import create_paper, create_papers
from passages.filters import Filter
from passages.models import Tag
from passages.tests.factories import create_owner
from topics.tests.factories import create_topic, create_topics

from .factories import create_entries, create_entry


def titles(rows):
    return [row.title for row in rows]


class TagListTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        topic = create_topic(title="Language", tags=["LLM"])
        create_entry(body="One", tags=["LLM", "maths"], topics=[topic])
        create_paper(title="Paper", tags=["llm"])
        create_entry(body="Private", tags=["LLM", "hidden"], visibility="private")
        create_entry(body="Unlisted", tags=["unlisted"], visibility="unlisted")

    def counts(self, query=""):
        return [(tag.name, tag.uses) for tag in self.client.get(f"/tags/{query}").context["page"]]

    def test_tags_stand_by_name_with_the_number_of_things_that_one_may_see(self):
        self.assertEqual(self.counts(), [("LLM", 3), ("maths", 1)])

    def test_owners_see_the_tags_of_everything(self):
        self.client.force_login(create_owner())
        self.assertEqual(self.counts(), [("hidden", 1), ("LLM", 4), ("maths", 1), ("unlisted", 1)])

    def test_filters_narrow_it_to_the_tags_of_matching_things(self):
        self.assertEqual(self.counts("?topic=language"), [("LLM", 2), ("maths", 1)])
        self.assertEqual(self.counts("?tag=maths"), [("LLM", 1), ("maths", 1)])
        self.assertEqual(self.counts("?year=2023&tag=maths&topic=language"), [("LLM", 1), ("maths", 1)])

    def test_an_empty_list_says_how_tags_come(self):
        self.assertContains(self.client.get("/tags/?year=1999"), "Nothing here matches")


class MostUsedTests(TestCase):
    def test_a_long_list_begins_with_those_most_used(self):
        for number in range(41):
            create_entry(tags=[f"tag {number:02}", "often"])
        self.assertContains(self.client.get("/tags/"), "Most used")
        text = self.client.get("/tags/").text
        self.assertLess(text.index(">often</a>"), text.index(">tag 00</a>"))

    def test_a_short_list_does_not(self):
        create_entry(tags=["a", "b"])
        self.assertNotContains(self.client.get("/tags/"), "Most used")


class TagPageTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        create_entry(body="Both", tags=["a", "b"])
        create_entry(body="Only a", tags=["a"])
        create_entry(body="Private", tags=["a", "b", "hidden"], visibility="private")
        create_entry(body="Unlisted", tags=["a", "b"], visibility="unlisted")
        for visibility in ("public", "private", "unlisted"):
            create_paper(title=f"Paper {visibility}", tags=["a", "b"], visibility=visibility)
            create_topic(title=f"Topic {visibility}", tags=["a", "b"], visibility=visibility)

    def get(self, path):
        return self.client.get(path).context

    def test_a_tag_holds_public_entries_papers_and_topics(self):
        found = self.get("/tags/a/")
        self.assertEqual(titles(found["page"]), ["Both", "Only a"])
        self.assertEqual(titles(found["papers"]), ["Paper public"])
        self.assertEqual(titles(found["topics"]), ["Topic public"])

    def test_tags_joined_by_plus_signs_must_all_hold(self):
        self.assertEqual(titles(self.get("/tags/a+b/")["page"]), ["Both"])
        self.assertContains(self.client.get("/tags/a+b/"), "<h1>a + b</h1>")

    def test_a_plus_sign_may_be_escaped(self):
        self.assertEqual(titles(self.get("/tags/a%2Bb/")["page"]), ["Both"])

    def test_filters_are_added_to_the_tags(self):
        self.assertEqual(titles(self.get("/tags/a/?tag=b&year=2023")["page"]), ["Both"])
        self.assertEqual(titles(self.get("/tags/a/?year=1999")["page"]), [])

    def test_the_next_page_stays_on_the_address(self):
        create_entries([(date(2023, 3, 11), "One of many")] * 31, tags=["many"])
        self.assertContains(self.client.get("/tags/many/"), 'href="?before=')

    def test_a_tag_that_the_reader_sees_nothing_of_is_404(self):
        for path in ("/tags/unknown/", "/tags/hidden/", "/tags/a+unknown/", "/tags/a+hidden/", "/tags/A/"):
            with self.subTest(path):
                self.assertEqual(self.client.get(path).status_code, 404)

    def test_what_cannot_be_tags_is_404(self):
        for path in (
            "/tags/%00/",
            "/tags/+/",
            "/tags/a+/",
            "/tags/a++b/",
            "/tags/" + "+".join("abcdefghijk") + "/",
        ):
            with self.subTest(path):
                self.assertEqual(self.client.get(path).status_code, 404)

    def alongside(self, path):
        return {tag.label: tag.count for tag in self.get(path)["alongside"]}

    def test_tags_that_go_with_it_count_what_the_reader_may_see(self):
        create_entry(tags=["a", "c"])
        self.assertEqual(self.alongside("/tags/a/"), {"b": 3, "c": 1})
        self.assertEqual(self.alongside("/tags/a/?tag=b"), {})
        self.assertEqual(self.alongside("/tags/c/"), {"a": 1})
        self.assertContains(self.client.get("/tags/b/"), '<a href="/tags/b+a/" rel="nofollow">a</a>')

    def test_what_goes_with_it_is_counted_of_all_kinds_and_narrows_nothing_by_tag(self):
        create_paper(tags=["a", "b"])
        create_topic(title="Tagged", tags=["a", "d"])
        self.assertEqual(self.alongside("/tags/a/"), {"b": 4, "d": 1})
        self.assertNotIn("tag", [facet.name for facet in self.get("/tags/a/")["facets"]])

    def test_entries_are_asked_for_by_one_query_that_counts_and_one_for_others(self):
        with CaptureQueriesContext(connection) as queries:
            self.get("/tags/a/")
        counting = [each["sql"] for each in queries if each["sql"].startswith("WITH newest_0")]
        self.assertEqual(["notes_standing" in sql for sql in counting], [True, False])

    def test_in_the_site_as_files_it_is_counted_all_the_same(self):
        before = self.alongside("/tags/a/")
        static = Filter(is_narrowable=False)
        with patch.object(Filter, "from_request", return_value=static):
            self.assertEqual(self.alongside("/tags/a/"), before)
            self.assertFalse(self.get("/tags/a/")["facets"])

    def test_owners_see_the_tags_of_hidden_things_go_with_it(self):
        self.client.force_login(create_owner())
        self.assertEqual(self.alongside("/tags/a/"), {"b": 9, "hidden": 1})

    def test_ten_tags_are_joined_by_no_more(self):
        create_entry(tags=list("cdefghijklmn"))
        self.assertEqual(self.alongside("/tags/c+d+e+f+g+h+i+j+k+l/"), {})
        self.assertEqual(self.alongside("/tags/c+d+e+f+g+h+i+j+k/"), {"l": 1, "m": 1, "n": 1})

    def test_its_entries_are_shown_over_the_years_by_what_the_reader_may_see(self):
        create_entry(tags=["a"], read_on=date(2020, 1, 1))
        create_entry(tags=["a"], read_on=date(2019, 1, 1), visibility="private")
        response = self.client.get("/tags/a/?year=2020")
        self.assertContains(response, "3 entries from 2020 to 2023, most in 2023 (2)")
        self.assertContains(
            response, 'href="?year=2023" rel="nofollow">2023</a> <span class="count">2</span>'
        )
        self.assertContains(response, 'href="?year=2020" rel="nofollow" aria-current="true">2020</a>')
        self.assertContains(self.client.get("/tags/b/"), "1 entry in 2023")

    def test_its_description_stands_above_as_plain_text(self):
        Tag.objects.filter(slug="a").update(description="What is *first*.\n\n<b>Second</b>")
        response = self.client.get("/tags/a/")
        self.assertContains(response, "<p>What is *first*.</p>\n\n<p>&lt;b&gt;Second&lt;/b&gt;</p>")
        self.assertNotContains(self.client.get("/tags/a+b/"), "What is")

    def test_owners_see_all_that_carries_it(self):
        self.client.force_login(create_owner())
        self.assertEqual(titles(self.get("/tags/a+hidden/")["page"]), ["Private"])
        self.assertEqual(len(self.get("/tags/a+b/")["papers"].items), 3)

    def test_more_papers_or_topics_than_it_shows_stand_in_their_lists(self):
        create_papers((f"P {number}" for number in range(101)), tags=["b", "many"])
        create_topics((f"T {number}" for number in range(101)), tags=["b", "many"])
        response = self.client.get("/tags/b+many/")
        self.assertEqual([len(response.context[name].items) for name in ("papers", "topics")], [100, 100])
        for path in ("/papers/", "/topics/"):
            self.assertContains(response, f'<a href="{path}?tag=b&amp;tag=many">and more</a>')
        self.assertNotContains(self.client.get("/tags/a/"), "and more")

    def test_a_tag_of_another_script_has_a_page(self):
        create_entry(body="Chinese", tags=["红楼梦"])
        self.assertEqual(titles(self.get("/tags/红楼梦/")["page"]), ["Chinese"])
