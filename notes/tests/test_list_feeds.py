import pytest
from django.test import TestCase

from notes.importing.tests.sites import SiteMixin
from notes.models import Entry
from papers.models import Author, Paper
from papers.tests.factories import create_paper
from passages.models import Passage, Tag
from topics.models import Topic
from topics.tests.factories import create_topic

from .factories import create_entry
from .feed_rules import FeedMixin

HOSTILE = [
    "]]> <b>&amp;",
    "\U0001f9e0 a\u0308",
    "\u202eעברית",
    "a\x01b\x0cc\x85d\ufffee",
    "<script>alert(1)</script>",
]


class ListFeedTests(FeedMixin, TestCase):
    """What the feeds of tags, topics, papers, authors and quotations hold."""

    @classmethod
    def setUpTestData(cls):
        cls.topic = create_topic(title="Reading", body="About reading", tags=["lora"])
        cls.paper = create_paper(
            title="Work", authors=["Hu, Edward"], body="Commentary", tags=["lora"], topics=[cls.topic]
        )
        create_paper(title="No commentary", authors=["Hu, Edward"], tags=["lora"], topics=[cls.topic])
        create_entry(body='On [[work]]\n\n* "Quoted (p. 3)', topics=[cls.topic], tags=["lora", "rank"])
        create_entry(body="Other")

    def test_a_tag_has_its_texts_before_its_entries(self):
        self.assertEqual(self.titles("/tags/lora/feed.atom"), ["Work", "Reading", "On work"])
        self.assertEqual(self.titles("/tags/lora+rank/feed.atom"), ["On work"])
        self.assertEqual(self.atom("/tags/lora+rank/feed.atom")["title"], "lora + rank · Commonplace")

    def test_a_topic_has_its_texts_before_its_entries(self):
        self.assertEqual(self.titles("/topics/reading/feed.atom"), ["Reading", "Work", "On work"])

    def test_a_paper_has_its_commentary_before_what_mentions_it(self):
        self.assertEqual(self.titles("/papers/work/feed.atom"), ["Work", "On work"])

    def test_an_author_has_commentaries_before_entries_on_their_works(self):
        self.assertEqual(self.titles("/authors/hu-edward/feed.atom"), ["Work", "On work"])

    def test_a_feed_that_is_narrowed_has_entries_only(self):
        for page in ("tags/lora", "topics/reading", "papers/work", "authors/hu-edward"):
            self.assertEqual(self.titles(f"/{page}/feed.atom?tag=rank"), ["On work"], page)

    def test_a_change_of_a_text_makes_the_feed_newer(self):
        self.paper.body = "Edited"
        self.paper.save()
        for page in ("tags/lora", "topics/reading", "papers/work", "authors/hu-edward"):
            self.assertEqual(self.atom(f"/{page}/feed.atom")["updated"], self.paper.updated_at, page)

    def test_a_quotation_says_where_it_stands(self):
        quotation = Passage.objects.quotations().get()
        [item] = self.atom("/quotations/feed.atom")["items"]
        self.assertEqual(item["title"], "On work, p. 3")
        self.assertEqual(item["url"], f"http://testserver{quotation.get_absolute_url()}")
        self.assertIn("<blockquote><p>&quot;Quoted", item["content"])
        self.assertEqual(self.json("/quotations/feed.json")["items"], [item])

    def test_a_quotation_keeps_its_id_when_the_text_around_it_changes(self):
        [before] = self.atom("/quotations/feed.atom")["items"]
        entry = Entry.objects.get(tags__slug="rank")
        entry.body, entry.slug = f"* First of all\n\n{entry.body}", "renamed"
        entry.save()
        [after] = self.atom("/quotations/feed.atom")["items"]
        self.assertEqual(after["id"], before["id"])
        self.assertEqual(self.atom("/quotations/feed.atom")["updated"], entry.updated_at)

    def test_a_feed_moves_with_its_document_and_keeps_its_id(self):
        before = self.atom("/papers/work/feed.atom")["id"]
        self.paper.slug = "renamed"
        self.paper.save()
        response = self.client.get("/papers/work/feed.atom")
        self.assertRedirects(response, "/papers/renamed/feed.atom", status_code=301)
        self.assertEqual(self.atom("/papers/renamed/feed.atom")["id"], before)

    def test_what_is_unknown_is_not_found(self):
        for page in ("tags/no", "tags/lora+no", "topics/no", "papers/no", "authors/no"):
            self.assertEqual(self.client.get(f"/{page}/feed.json").status_code, 404, page)


@pytest.mark.once
class HostileTextTests(FeedMixin, TestCase):
    def test_no_text_breaks_a_feed_and_both_forms_say_the_same(self):
        for number, text in enumerate(HOSTILE):
            topic = create_topic(title=f"{text} {number}", slug=f"topic-{number}", body=f'* "{text}')
            create_paper(title=text, slug=f"paper-{number}", authors=[text], body=text, topics=[topic])
            create_entry(body=f"{text}\n\n<b>&#1;&#x85;</b> [[paper-{number}]]", tags=[text], topics=[topic])
            for page in ("", f"topics/topic-{number}/", f"papers/paper-{number}/", "quotations/"):
                with self.subTest(text=text, page=page):
                    atom, as_json = self.atom(f"/{page}feed.atom"), self.json(f"/{page}feed.json")
                    self.assertEqual(atom["items"], as_json["items"])
                    self.assertNotIn("<script", str([item["content"] for item in atom["items"]]))

    def test_formulas_stay(self):
        create_entry(body="So $a < b$")
        self.assertIn("<math", self.atom()["items"][0]["content"])


class DiscoveryTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        create_entry(body="On [[work]]", tags=["lora"], topics=[create_topic(title="Reading")])
        create_paper(title="Work", authors=["Hu, Edward"])

    def test_a_page_with_a_feed_leads_to_it(self):
        pages = [
            "/",
            "/tags/lora/",
            "/topics/reading/",
            "/papers/work/",
            "/authors/hu-edward/",
            "/quotations/",
        ]
        for page in pages:
            response = self.client.get(page)
            self.assertContains(response, f'href="{page}feed.atom">', 1)
            self.assertContains(response, f'href="{page}feed.json">', 1)
            self.assertContains(
                response, f'<a href="{page}feed.atom" type="application/atom+xml">Feed</a>', 1
            )

    def test_filters_go_along_without_the_cursor(self):
        response = self.client.get("/?tag=lora&year=2023&before=2024-01-01,0,1")
        self.assertContains(response, 'href="/feed.atom?tag=lora&amp;year=2023">')

    def test_other_lists_lead_to_the_feed_of_the_log(self):
        for page in (
            "/2023/",
            "/2023/03/",
            "/2023/03/11/",
            "/tags/",
            "/topics/",
            "/papers/",
            "/authors/?tag=x",
        ):
            self.assertContains(self.client.get(page), 'href="/feed.atom">', 1, msg_prefix=page)


@pytest.mark.once
class SampleFeedTests(FeedMixin, SiteMixin, TestCase):
    """Every feed of the bundled sample is valid, and the same in both forms."""

    @classmethod
    def setUpTestData(cls):
        cls().run_import("sample")

    def test_every_feed_is_valid(self):
        pages = ["/", "/quotations/"]
        for model in (Tag, Topic, Paper, Author):
            pages += [row.get_absolute_url() for row in model.objects.all()[:20]]
        for page in pages:
            with self.subTest(page):
                atom, as_json = self.atom(f"{page}feed.atom"), self.json(f"{page}feed.json")
                self.assertEqual(atom["items"], as_json["items"])
