from datetime import date
from unittest import mock

from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext, override_settings

from notes.tests.factories import create_entries, create_entry
from papers.tests.factories import create_paper
from passages.tests.factories import create_owner, create_reader
from topics.tests.factories import create_topic

from .factories import create_token

DAY = date(2023, 3, 11)


class EntriesTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.paper = create_paper(title="A work", slug="a-work")
        cls.topic = create_topic(title="A topic", slug="a-topic")
        cls.hidden = create_topic(title="Hidden", visibility="private")
        cls.entry = create_entry(
            body="Read [[a-work]]\n\n%% for me alone\n\n<!-- unseen -->",
            read_on=DAY,
            tags=["b", "a"],
            topics=[cls.topic, cls.hidden],
        )
        create_entry(body="Private", visibility="private", read_on=DAY)
        create_entry(body="Unlisted", visibility="unlisted", read_on=DAY)
        cls.owner = create_token(user=create_owner())

    def test_an_entry_says_what_its_page_says(self):
        [said] = self.client.get("/api/entries").json()["items"]
        self.assertEqual(said["url"], f"http://testserver{self.entry.get_absolute_url()}")
        self.assertEqual(said["read_on"], "2023-03-11")
        self.assertEqual(said["body"], "Read [[a-work]]")
        self.assertIn("A work", said["html"])
        self.assertEqual(said["tags"], ["a", "b"])
        self.assertEqual([topic["slug"] for topic in said["topics"]], ["a-topic"])
        self.assertEqual([paper["slug"] for paper in said["papers"]], ["a-work"])
        self.assertIsNone(said["stamp"])
        self.assertEqual(self.client.get(f"/api/entries/{self.entry.pk}").json(), said)

    def test_an_owner_reads_all_of_it(self):
        said = self.client.get("/api/entries", headers=self.owner).json()["items"]
        self.assertEqual({each["visibility"] for each in said}, {"public", "unlisted", "private"})
        [entry] = [each for each in said if each["id"] == self.entry.pk]
        self.assertEqual(entry["body"], self.entry.body)
        self.assertIn("for me alone", entry["html"])
        self.assertEqual(len(entry["topics"]), 2)
        self.assertEqual(entry["stamp"], self.entry.stamp)

    def test_a_session_counts_for_nothing(self):
        self.client.force_login(create_owner())
        self.assertEqual(len(self.client.get("/api/entries").json()["items"]), 1)

    def test_numbers_lead_only_to_what_lists_show(self):
        for title in ("Private", "Unlisted"):
            entry = type(self.entry).objects.get(title=title)
            address = f"/api/entries/{entry.pk}"
            self.assertEqual(self.client.get(address).status_code, 404)
            reader = create_token(user=create_reader())
            self.assertEqual(self.client.get(address, headers=reader).status_code, 404)
            self.assertEqual(self.client.get(address, headers=self.owner).status_code, 200)

    def test_the_filters_are_those_of_the_site(self):
        for query, number in (
            ("tag=a", 1),
            ("tag=c", 0),
            ("topic=a-topic", 1),
            ("year=2022", 0),
            ("q=work", 1),
        ):
            self.assertEqual(len(self.client.get(f"/api/entries?{query}").json()["items"]), number, query)

    def test_what_is_not_understood_is_said_in_a_sentence(self):
        for query, words in (
            ("year=x", "year"),
            ("colour=red", "colour"),
            ("before=never", "before"),
            ("q=a&q=b", "q"),
            ("kind=poem", "kind"),
            ("tag=" + "x" * 300, "tag"),
            ("&".join(f"p{number}=1" for number in range(30_000)), ""),
        ):
            response = self.client.get(f"/api/entries?{query}")
            self.assertContains(response, words, status_code=400)
            self.assertTrue(response.json()["detail"])
        self.assertEqual(self.client.get(f"/api/entries/{self.entry.pk}?colour=red").status_code, 400)

    def test_more_entries_take_no_more_queries(self):
        def count():
            with CaptureQueriesContext(connection) as queries:
                self.client.get("/api/entries", headers=self.owner)
            return len(queries)

        count()  # notes that the token is used
        few = count()
        for number in range(9):
            create_entry(body=f"On [[a-work]] {number}", tags=["a", f"b{number}"], topics=[self.topic])
        self.assertEqual(count(), few)
        self.assertLessEqual(few, 12)

    def test_every_page_leads_to_the_next(self):
        create_entries([(DAY, f"Entry {number}") for number in range(40)], tags=["many"])
        seen, address = [], "/api/entries?tag=many"
        while address:
            page = self.client.get(address).json()
            seen += [entry["id"] for entry in page["items"]]
            address = page["next"]
        self.assertEqual(len(seen), 40)
        self.assertEqual(len(set(seen)), 40)


class OthersTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.topic = create_topic(title="A topic", slug="a-topic", body="Of topics")
        cls.paper = create_paper(
            title="A work",
            slug="a-work",
            authors=["Vaswani, Ashish"],
            identifiers=[("doi", "10.1000/1")],
            body='Words\n\n%% mine\n\n* "Quoted (p. 3)',
            tags=["deep"],
            topics=[cls.topic],
            csl={"note": "for the owner of the file", "custom": {"file": "/home/me"}},
        )
        cls.entry = create_entry(
            body="On [[a-work]] and https://example.org/x", read_on=DAY, topics=[cls.topic]
        )
        create_entry(
            body="Secret https://example.org/x", read_on=DAY, topics=[cls.topic], visibility="private"
        )
        cls.owner = create_token(user=create_owner())

    def test_a_work_in_the_words_of_csl(self):
        [said] = self.client.get("/api/papers").json()["items"]
        self.assertEqual(said["csl"]["title"], "A work")
        self.assertEqual(said["csl"]["author"], [{"family": "Vaswani", "given": "Ashish"}])
        self.assertEqual(said["csl"]["DOI"], "10.1000/1")
        self.assertNotIn("home", str(said))
        self.assertEqual([topic["slug"] for topic in said["topics"]], ["a-topic"])
        whole = self.client.get("/api/papers/a-work").json()
        self.assertEqual({name: whole[name] for name in said}, said)
        self.assertNotIn("mine", str(whole))
        self.assertIn("mine", self.client.get("/api/papers/a-work", headers=self.owner).json()["body"])

    def test_a_topic_counts_what_one_may_see(self):
        [said] = self.client.get("/api/topics").json()["items"]
        self.assertEqual((said["entries"], said["papers"]), (1, 1))
        whole = self.client.get("/api/topics/a-topic", headers=self.owner).json()
        self.assertEqual((whole["entries"], whole["body"]), (2, "Of topics"))

    def test_tags_authors_links_and_quotations(self):
        def ask(name):
            return self.client.get(f"/api/{name}").json()["items"]

        self.assertEqual([(tag["slug"], tag["uses"]) for tag in ask("tags")], [("deep", 1)])
        self.assertEqual(
            [(author["name"], author["works"]) for author in ask("authors")], [("Ashish Vaswani", 1)]
        )
        self.assertEqual(
            [(link["url"], link["uses"]) for link in ask("links")], [("https://example.org/x", 1)]
        )
        [quotation] = ask("quotations")
        self.assertIn("Quoted", quotation["text"])
        self.assertEqual(quotation["place"]["api_url"], "http://testserver/api/papers/a-work")

    def test_a_search_finds_places_and_works(self):
        found = self.client.get("/api/search?q=words").json()
        self.assertEqual([hit["place"]["kind"] for hit in found["items"]], ["paper"])
        self.assertEqual(self.client.get("/api/search?q=10.1000/1").json()["work"]["slug"], "a-work")
        self.assertEqual(self.client.get("/api/search").json()["items"], [])
        self.assertEqual(self.client.get("/api/search?q=mine").json()["items"], [])
        self.assertEqual(len(self.client.get("/api/search?q=mine", headers=self.owner).json()["items"]), 1)

    def test_what_is_known_of_an_address_is_told_to_whoever_has_a_token(self):
        self.assertEqual(self.client.get("/api/known?url=https://example.org/x").status_code, 401)
        for user, count in ((create_reader(), 1), (create_owner(), 2)):
            said = self.client.get(
                "/api/known?url=https://example.org/x", headers=create_token(user=user)
            ).json()
            self.assertEqual(said["count"], count)
        said = self.client.get("/api/known?url=10.1000/1", headers=self.owner).json()
        self.assertEqual([paper["slug"] for paper in said["papers"]], ["a-work"])
        self.assertEqual(self.client.get("/api/known", headers=self.owner).status_code, 422)


class AnswersTests(TestCase):
    def test_they_are_json_whatever_happens(self):
        for method, address, status in (
            ("get", "/api/nothing", 404),
            ("get", "/api/papers/nothing", 404),
            ("get", "/api/papers/%00", 404),
            ("get", "/api/papers/%0Ax", 404),
            ("get", "/api/entries/99999999999999999999", 404),
            ("delete", "/api/entries/1", 405),
            ("post", "/api/papers", 405),
            ("post", "/api/openapi.json", 405),
        ):
            response = getattr(self.client, method)(address)
            self.assertEqual(response.status_code, status, address)
            self.assertTrue(response.json()["detail"])
            self.assertNotIn("Set-Cookie", response.headers)

    def test_only_the_answers_to_nobody_in_particular_may_be_kept(self):
        open_to_all = self.client.get("/api/entries")
        self.assertEqual(open_to_all.headers["Cache-Control"], "no-cache")
        self.assertIn("Authorization", open_to_all.headers["Vary"])
        personal = self.client.get("/api/entries", headers=create_token(user=create_reader()))
        self.assertEqual(personal.headers["Cache-Control"], "private, no-store")

    def test_head_is_answered_as_get_is(self):
        self.assertEqual(self.client.head("/api/entries").status_code, 200)

    def test_the_index_says_where_things_are(self):
        for name, address in self.client.get("/api/").json().items():
            if name not in ("title", "known"):
                self.assertEqual(self.client.get(address).status_code, 200, name)

    @override_settings(SITE_PRIVATE=True)
    def test_a_private_site_asks_for_a_token(self):
        self.assertEqual(self.client.get("/api/entries").status_code, 401)
        reader = create_token(user=create_reader())
        self.assertEqual(self.client.get("/api/entries", headers=reader).status_code, 200)

    def test_a_fault_is_told_in_json_and_logged(self):
        broken = mock.patch("api.entries.to_entries", side_effect=RuntimeError("secret"))
        with broken, self.assertLogs("django.request", "ERROR"):
            response = self.client.get("/api/entries")
        self.assertEqual(response.status_code, 500)
        self.assertNotIn("secret", response.json()["detail"])
