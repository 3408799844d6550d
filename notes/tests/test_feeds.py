from datetime import UTC, date, datetime, timedelta

from django.test import TestCase, override_settings

from notes.feeds.building import NEVER
from notes.models import Entry
from papers.tests.factories import create_paper
from passages.models import derive
from passages.tests.factories import create_owner

from .factories import create_entries, create_entry
from .feed_rules import FeedMixin, read_atom


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
        entry.body = "Edited"
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
        create_entries((date(2023, 3, 11) - timedelta(days=number), "Read") for number in range(35))
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
        texts = [f'Entry {number}\n\n* "Quotation {number}' for number in range(65)]
        create_entries([(date(2023, 3, 11), text) for text in texts], tags=["many"])
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

    def edit(self):
        self.entry.body = "Edited"
        self.entry.save()

    def test_what_has_not_changed_is_not_sent_again(self):
        self.assertEqual(self.status_after(lambda: None), 304)

    def test_every_kind_of_change_is_seen(self):
        changes = [
            self.edit,
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
