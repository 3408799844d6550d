from datetime import UTC, date, datetime, timedelta

from django.test import TestCase, override_settings

from notes.feeds.building import NEVER
from notes.models import Entry
from papers.models import Author, Paper
from papers.tests.factories import create_paper
from passages.models import Passage, Tag, derive
from passages.tests.factories import create_owner
from topics.models import Topic
from topics.tests.factories import create_topic

from .factories import create_entry
from .feed_rules import read_atom, read_json
from .sites import SiteMixin

HOSTILE = [
    "]]> <b>&amp;",
    "\U0001f9e0 a\u0308",
    "\u202eעברית",
    "a\x01b\x0cc\x85d\ufffee",
    "<script>alert(1)</script>",
]


class FeedMixin:
    """Reads feeds with a strict parser, by the rules."""

    def atom(self, address="/feed.atom"):
        return read_atom(self.client.get(address).content)

    def json(self, address="/feed.json"):
        return read_json(self.client.get(address).content)

    def titles(self, address="/feed.atom"):
        return [item["title"] for item in self.atom(address)["items"]]


class TimelineFeedTests(FeedMixin, TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.older = create_entry(body="Older", read_on=date(2023, 3, 10))
        cls.newer = create_entry(body="Newer **one**\n\n* with [[all]]", tags=["lora", "low rank"])
        create_entry(body="Private", visibility="private")
        create_entry(body="Unlisted", visibility="unlisted")

    def item(self):
        return self.atom()["items"][0]

    def test_it_holds_what_the_timeline_does_in_its_order(self):
        self.assertEqual(self.titles(), ["Newer one", "Older"])

    def test_both_forms_hold_the_same(self):
        self.assertEqual(self.json()["items"], self.atom()["items"])
        self.assertEqual(self.json()["title"], self.atom()["title"])

    def test_each_form_says_what_it_is(self):
        atom, as_json = self.client.get("/feed.atom"), self.client.get("/feed.json")
        self.assertEqual(atom.headers["Content-Type"], "application/atom+xml; charset=utf-8")
        self.assertEqual(as_json.headers["Content-Type"], "application/feed+json")
        self.assertEqual(atom.headers["Content-Language"], "en")

    def test_an_item_has_the_whole_text_and_the_tags(self):
        self.assertIn("<strong>one</strong>", self.item()["content"])
        self.assertIn("with [[all]]", self.item()["content"])
        self.assertEqual(self.item()["tags"], ["lora", "low rank"])

    def test_the_id_of_an_item_outlasts_edits_of_text_day_and_address(self):
        before = self.item()
        self.newer.body, self.newer.slug, self.newer.read_on = "Other", "other", date(2024, 1, 1)
        self.newer.save()
        after = self.item()
        self.assertEqual(before["id"], after["id"])
        self.assertNotEqual(before["url"], after["url"])

    def test_ids_are_the_same_whichever_host_is_asked(self):
        with override_settings(ALLOWED_HOSTS=["notes.example.org", "testserver", "www.example.org"]):
            ours = self.item()["id"]
            theirs = read_atom(self.client.get("/feed.atom", headers={"host": "www.example.org:80"}).content)
        self.assertTrue(ours.startswith("tag:notes.example.org,"))
        self.assertEqual(ours, theirs["items"][0]["id"])

    def test_where_any_host_is_allowed_ids_name_the_one_that_was_asked(self):
        for host, authority in [("b.example:8000", "b.example"), ("[::1]:8000", "--1"), ("[::1]", "--1")]:
            with override_settings(ALLOWED_HOSTS=["*"]):
                feed = read_atom(self.client.get("/feed.atom", headers={"host": host}).content)
            self.assertTrue(feed["items"][0]["id"].startswith(f"tag:{authority},"), host)

    def test_filters_hold_as_everywhere_and_are_said(self):
        self.assertEqual(self.titles("/feed.atom?tag=lora&year=2023"), ["Newer one"])
        feed = self.atom("/feed.atom?tag=lora&year=2023")
        self.assertEqual(feed["title"], "tagged lora, read in 2023 · Commonplace")
        self.assertEqual(feed["links"]["alternate"], "http://testserver/?tag=lora&year=2023")

    def test_what_is_not_understood_is_refused(self):
        for query in ("year=never", "before=garbage", "after=x", "nonsense=1", "tag=" + "x" * 10_000):
            self.assertEqual(self.client.get(f"/feed.atom?{query}").status_code, 400, query)

    def test_a_form_that_is_none_is_not_found(self):
        self.assertEqual(self.client.get("/feed.rss").status_code, 404)

    def test_a_text_without_words_has_a_title_still(self):
        create_entry(body="![](/x.png)", read_on=date(2024, 1, 1))
        self.assertTrue(self.item()["title"])

    @override_settings(SITE_AUTHOR="Ada", SITE_TITLE="Log & more")
    def test_it_names_site_and_author(self):
        self.assertEqual(self.atom()["title"], "Log & more")
        self.assertContains(self.client.get("/feed.atom"), "<author><name>Ada</name></author>")


class DateTests(FeedMixin, TestCase):
    def test_an_entry_is_published_when_its_day_began_at_home(self):
        create_entry(read_on=date(2023, 3, 11))
        with override_settings(TIME_ZONE="Europe/Berlin"):
            published = self.atom()["items"][0]["published"]
        self.assertEqual(published, datetime(2023, 3, 10, 23, tzinfo=UTC))

    def test_a_zone_whose_offset_once_had_seconds_makes_no_bad_date(self):
        create_entry(read_on=date(1706, 3, 11))
        with override_settings(TIME_ZONE="Europe/Amsterdam"):
            self.assertEqual(self.atom()["items"][0]["published"].year, 1706)

    def test_nothing_is_published_in_the_future(self):
        entry = create_entry(read_on=date.today() + timedelta(days=30))
        self.assertEqual(self.atom()["items"][0]["published"], entry.created_at)

    def test_an_edit_makes_the_item_and_the_feed_newer(self):
        entry = create_entry()
        before = self.atom()
        entry.save()
        after = self.atom()
        self.assertGreater(after["items"][0]["updated"], before["items"][0]["updated"])
        self.assertEqual(after["updated"], entry.updated_at)

    def test_deriving_a_text_again_makes_nothing_newer(self):
        entry = create_entry()
        before = self.atom()
        derive([entry])
        self.assertEqual(self.atom(), before)

    def test_the_feed_is_as_new_as_what_stands_on_its_other_pages(self):
        for number in range(35):
            create_entry(read_on=date(2023, 3, 11) - timedelta(days=number))
        oldest = Entry.objects.last()
        oldest.save()
        self.assertEqual(self.atom()["updated"], oldest.updated_at)

    def test_what_is_hidden_makes_no_feed_newer(self):
        entry = create_entry()
        create_entry(visibility="private")
        self.assertEqual(self.atom()["updated"], entry.updated_at)

    def test_an_empty_feed_is_valid_and_stays_as_it_is(self):
        self.assertEqual(self.atom()["items"], [])
        self.assertEqual(self.atom()["updated"], NEVER)
        self.assertEqual(self.json()["items"], [])


class PagingTests(FeedMixin, TestCase):
    @classmethod
    def setUpTestData(cls):
        for number in range(65):
            create_entry(
                body=f'Entry {number}\n\n* "Quotation {number}', tags=["many"], read_on=date(2023, 3, 11)
            )
        create_paper(body="A commentary", tags=["many"])

    def walk(self, address):
        """The items of each page."""
        pages = []
        while address:
            feed = self.atom(address)
            self.assertEqual(feed["links"]["self"], f"http://testserver{address}")
            pages.append(feed)
            address = feed["links"].get("next", "").removeprefix("http://testserver")
        return pages

    def test_following_it_meets_every_entry_once(self):
        for address, most in [
            ("/feed.atom", 65),
            ("/quotations/feed.atom", 65),
            ("/tags/many/feed.atom", 66),
        ]:
            pages = self.walk(address)
            ids = [item["id"] for page in pages for item in page["items"]]
            self.assertEqual([len(pages), len(ids), len(set(ids))], [3, most, most])

    def test_every_page_is_one_of_the_same_feed(self):
        for name in ("id", "title", "updated"):
            self.assertEqual(len({page[name] for page in self.walk("/tags/many/feed.atom")}), 1, name)
        firsts = {page["links"]["first"] for page in self.walk("/feed.atom?tag=many")}
        self.assertEqual(firsts, {"http://testserver/feed.atom?tag=many"})

    def test_both_forms_go_on_at_the_same_place(self):
        as_json = self.json()["next"].replace("json", "atom")
        self.assertEqual(as_json, self.atom()["links"]["next"])


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


class ConditionalTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.entry = create_entry(body="First", tags=["lora"])
        cls.other = create_entry(body="Second", tags=["lora"])

    def status_after(self, change):
        """The status of a second request for the feed of the tag, after a change."""
        etag = self.client.get("/tags/lora/feed.atom").headers["ETag"]
        change()
        return self.client.get("/tags/lora/feed.atom", headers={"if-none-match": etag}).status_code

    def test_what_has_not_changed_is_not_sent_again(self):
        self.assertEqual(self.status_after(lambda: None), 304)

    def test_every_kind_of_change_is_seen(self):
        changes = [
            self.entry.save,
            lambda: self.entry.tags.add("rank"),
            lambda: self.entry.tags.remove("lora"),
            lambda: Entry.objects.filter(pk=self.entry.pk).update(visibility="private"),
            self.other.delete,
        ]
        for number, change in enumerate(changes):
            self.entry.tags.set(["lora"])
            create_entry(body=f"Third {number}", tags=["lora"])
            self.assertEqual(self.status_after(change), 200, number)

    def test_an_owner_is_not_answered_for_a_stranger(self):
        create_entry(visibility="private")
        etag = self.client.get("/feed.atom").headers["ETag"]
        self.client.force_login(create_owner())
        response = self.client.get("/feed.atom", headers={"if-none-match": etag})
        self.assertEqual(response.status_code, 200)
        self.assertIn("private", response.headers["Cache-Control"])

    def test_caches_ask_again_and_keep_readers_apart(self):
        response = self.client.get("/feed.atom")
        again = self.client.get("/feed.atom", headers={"if-none-match": response.headers["ETag"]})
        for answer in (response, again):
            self.assertEqual(answer.headers["Cache-Control"], "no-cache")
            self.assertIn("Cookie", answer.headers["Vary"])
            self.assertFalse(answer.cookies)

    def test_a_date_alone_is_no_reason_to_send_nothing(self):
        response = self.client.get(
            "/feed.atom", headers={"if-modified-since": "Fri, 01 Jan 2100 00:00:00 GMT"}
        )
        self.assertEqual(response.status_code, 200)


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
