from datetime import date

from django.test import TestCase

from notes.tests.factories import create_entries, create_entry
from papers.tests.factories import create_paper, create_papers
from passages.tests.factories import create_owner

from .factories import create_topic, create_topics


def titles(rows):
    return [row.title for row in rows]


class TopicListTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.language = create_topic(title="Language", tags=["words"])
        create_topic(title="Art")
        create_topic(title="Private", visibility="private")
        create_topic(title="Unlisted", visibility="unlisted")

    def test_public_topics_stand_by_name(self):
        self.assertEqual(titles(self.client.get("/topics/").context["page"]), ["Art", "Language"])

    def test_owners_see_every_topic_and_what_is_not_public_is_marked(self):
        self.client.force_login(create_owner())
        self.assertContains(self.client.get("/topics/"), '<span class="visibility">', 2)

    def test_only_what_the_reader_may_see_is_counted(self):
        for visibility in ("public", "unlisted", "private"):
            create_entry(topics=[self.language], visibility=visibility)
            create_paper(title=visibility, topics=[self.language], visibility=visibility)
        self.assertContains(self.client.get("/topics/?topic=language"), "1 entry, 1 paper<")
        self.client.force_login(create_owner())
        self.assertContains(self.client.get("/topics/?topic=language"), "3 entries, 3 papers<")

    def test_an_empty_topic_counts_nothing(self):
        self.assertContains(self.client.get("/topics/?topic=art"), "0 entries, 0 papers<")

    def test_filters_narrow_it(self):
        self.assertEqual(titles(self.client.get("/topics/?tag=words").context["page"]), ["Language"])

    def test_a_filter_that_is_not_understood_is_said(self):
        self.assertContains(self.client.get("/topics/?sort=new"), "no filter called “sort”", status_code=400)

    def test_it_comes_in_pages_of_thirty(self):
        create_topics(f"More {number:02}" for number in range(30))
        self.assertContains(self.client.get("/topics/"), 'href="?after=more-27"')
        self.assertEqual(
            titles(self.client.get("/topics/?after=more-27").context["page"]), ["More 28", "More 29"]
        )


class EmptyTests(TestCase):
    def test_an_empty_list_says_what_a_topic_is(self):
        self.assertContains(self.client.get("/topics/"), "a line of reading that runs for years")


class TopicPageTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.topic = create_topic(title="Language", body="On **words**", tags=["words"])
        for visibility in ("public", "unlisted", "private"):
            create_entry(body=f"Entry {visibility}", topics=[cls.topic], visibility=visibility)
            create_paper(title=f"Paper {visibility}", topics=[cls.topic], visibility=visibility)
        create_entry(body="Later", topics=[cls.topic], read_on=date(2024, 1, 2), tags=["new"])
        create_entry(body="Elsewhere")

    def get(self, query=""):
        return self.client.get(f"/topics/language/{query}")

    def test_it_shows_its_text_and_tags(self):
        self.assertContains(self.get(), "<strong>words</strong>")
        self.assertContains(self.get(), 'href="/tags/words/"')

    def test_it_lists_its_public_entries_newest_first(self):
        self.assertEqual(titles(self.get().context["page"]), ["Later", "Entry public"])

    def test_it_lists_its_public_papers(self):
        self.assertEqual(titles(self.get().context["papers"]), ["Paper public"])

    def test_owners_see_all_of_it(self):
        self.client.force_login(create_owner())
        self.assertEqual(len(self.get().context["page"].items), 4)
        self.assertEqual(len(self.get().context["papers"].items), 3)

    def test_more_papers_than_it_shows_stand_in_their_list(self):
        self.assertNotContains(self.get(), "and more")
        create_papers((f"P {number}" for number in range(100)), topics=[self.topic])
        self.assertEqual(len(self.get().context["papers"].items), 100)
        self.assertContains(self.get(), '<a href="/papers/?topic=language">and more</a>')

    def test_an_unlisted_topic_has_no_list_of_papers_elsewhere(self):
        topic = create_topic(title="Unlisted", visibility="unlisted")
        create_papers((f"P {number}" for number in range(101)), topics=[topic])
        self.assertContains(self.client.get("/topics/unlisted/"), '<li class="more">and more</li>')

    def test_its_entries_can_be_narrowed(self):
        self.assertEqual(titles(self.get("?tag=new&year=2024").context["page"]), ["Later"])

    def test_they_are_shown_over_the_years_by_what_the_reader_may_see(self):
        response = self.get("?year=2024")
        self.assertContains(response, "2 entries from 2023 to 2024, most in 2024 (1)")
        self.assertContains(
            response, 'href="?year=2023" rel="nofollow">2023</a> <span class="count">1</span>'
        )
        self.client.force_login(create_owner())
        self.assertContains(self.get(), "4 entries from 2023 to 2024, most in 2023 (3)")

    def test_another_filter_goes_along_to_a_year(self):
        create_entry(topics=[self.topic], read_on=date(2022, 1, 2), tags=["new"])
        self.assertContains(self.get("?tag=new"), 'href="?tag=new&amp;year=2022"')
        self.assertContains(self.get("?tag=new"), "2 entries from 2022 to 2024")

    def test_narrowing_to_nothing_says_so(self):
        self.assertContains(self.get("?year=1999"), "Nothing here matches")

    def test_its_entries_come_in_pages(self):
        create_entries([(date(2022, 1, 1), "Earlier")] * 30, topics=[self.topic])
        self.assertContains(self.get(), 'href="?before=2022-01-01,27,')

    def test_an_unlisted_topic_is_for_who_knows_its_address_and_no_index(self):
        create_topic(title="Unlisted", visibility="unlisted")
        self.assertContains(self.client.get("/topics/unlisted/"), "noindex")

    def test_a_private_topic_is_there_for_its_owner_only(self):
        create_topic(title="Private", visibility="private")
        self.assertEqual(self.client.get("/topics/private/").status_code, 404)
        self.client.force_login(create_owner())
        self.assertEqual(self.client.get("/topics/private/").status_code, 200)

    def test_an_unknown_topic_is_404(self):
        for path in ("/topics/nowhere/", "/topics/%00/", "/topics/a%2Fb/"):
            self.assertEqual(self.client.get(path).status_code, 404)

    def test_pages_answer_head_and_refuse_post(self):
        for path in ("/topics/", "/topics/language/"):
            self.assertEqual(self.client.head(path).status_code, 200)
            self.assertEqual(self.client.post(path).status_code, 405)
