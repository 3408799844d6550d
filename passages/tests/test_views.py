from datetime import date

import pytest
from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext

from notes.tests.factories import create_entries, create_entry
from papers.tests.factories import create_paper
from passages.models import Link
from topics.tests.factories import create_topic

from .factories import create_owner, create_reader


class DomainsTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        create_entry(body="https://small.org/", tags=["few"])
        create_entry(body="https://www.big.org/1 https://big.org/2 https://big.org/2#b", tags=["many"])
        create_paper(body="https://hidden.org/ https://small.org/hidden", visibility="private")
        create_topic(body="https://hidden.org/unlisted", visibility="unlisted")

    def domains(self, query=""):
        page = self.client.get(f"/links/{query}").context["page"]
        return {row["domain"]: row["links"] for row in page}

    def test_domains_stand_with_their_number_of_links_the_largest_first(self):
        self.assertEqual(list(self.domains().items()), [("big.org", 3), ("small.org", 1)])

    def test_only_what_the_reader_sees_is_counted(self):
        self.client.force_login(create_reader())
        self.assertNotIn("hidden.org", self.domains())
        self.client.force_login(create_owner())
        self.assertEqual(self.domains(), {"big.org": 3, "hidden.org": 2, "small.org": 2})

    def test_filters_narrow_the_list(self):
        self.assertEqual(self.domains("?tag=few"), {"small.org": 1})
        self.assertEqual(self.domains("?tag=none"), {})

    def test_a_bad_filter_is_an_error_that_says_why(self):
        response = self.client.get("/links/?colour=red")
        self.assertContains(response, "There is no filter called “colour”", status_code=400)

    def test_a_page_holds_a_hundred(self):
        create_entry(body=" ".join(f"https://h{number:03}.org/" for number in range(120)))
        first = self.client.get("/links/")
        second = self.client.get(f"/links/?{first.context['page'].next_query}")
        self.assertEqual([len(response.context["page"].items) for response in (first, second)], [100, 22])
        self.assertContains(first, 'rel="next nofollow"')
        self.assertNotContains(second, 'rel="next nofollow"')

    def test_an_empty_list_says_what_to_do(self):
        self.assertContains(self.client.get("/links/?tag=none"), "Nothing here matches")

    def test_every_host_in_a_text_has_a_page(self):
        hosts = [
            "[::1]:8000",
            "xn--bcher-kva.example",
            "a_b.org",
            "www.",
            "H.ORG.",
            "bücher.org",
        ]
        refused = ["a!b.org", "a%20b", "www..", "x" * 300, "a'b"]
        create_topic(body="\n".join(f"* [x](<http://{host}/>)" for host in hosts + refused))
        for domain in self.domains():
            with self.subTest(domain):
                self.assertEqual(self.client.get(f"/links/{domain}/").status_code, 200)
        self.assertEqual(len(self.domains()), 2 + len(hosts))


class DomainTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.entry = create_entry(body="Seen https://www.a.org/x", tags=["seen"])
        cls.hidden = create_entry(body="Canary https://a.org/x https://a.org/secret", visibility="private")
        cls.unlisted = create_entry(body="Unlisted https://b.org/", visibility="unlisted")

    def test_each_link_stands_with_what_mentions_it(self):
        response = self.client.get("/links/a.org/")
        self.assertContains(response, 'href="https://www.a.org/x"')
        self.assertContains(response, self.entry.passages.get().get_absolute_url())

    def test_what_the_reader_may_not_see_stands_nowhere(self):
        create_topic(title="Public", body="https://a.org/x")
        response = self.client.get("/links/a.org/")
        self.assertContains(response, "https://a.org/x")
        self.assertNotContains(response, "Canary")
        self.assertNotContains(response, "secret")

    def test_the_owner_sees_it(self):
        self.client.force_login(create_owner())
        response = self.client.get("/links/a.org/")
        self.assertContains(response, "Canary")
        self.assertContains(response, "https://a.org/secret")

    def test_a_domain_that_nothing_links_to_is_not_found(self):
        self.assertEqual(self.client.get("/links/nowhere.org/").status_code, 404)

    def test_a_domain_that_only_hidden_texts_link_to_is_not_found(self):
        self.assertEqual(self.client.get("/links/b.org/").status_code, 404)

    def test_a_filter_that_leaves_nothing_is_an_empty_list(self):
        self.assertContains(self.client.get("/links/a.org/?tag=none"), "Nothing here matches")
        self.assertContains(self.client.get("/links/a.org/?tag=seen"), "https://www.a.org/x")

    def test_the_newest_links_come_first_thirty_on_a_page(self):
        create_topic(body=" ".join(f"https://c.org/{number:03}" for number in range(40)))
        first = self.client.get("/links/c.org/")
        second = self.client.get(f"/links/c.org/?{first.context['page'].next_query}")
        urls = [link.url for response in (first, second) for link in response.context["page"]]
        self.assertEqual(urls, [f"https://c.org/{number:03}" for number in reversed(range(40))])

    def test_more_mentions_than_it_shows_are_said_to_be_there(self):
        create_topic(body="\n\n".join(f"https://c.org/ {number}" for number in range(50)))
        response = self.client.get("/links/c.org/")
        self.assertContains(response, "<dd>", 50)
        self.assertNotContains(response, "and more")
        newest = create_topic(title="Newest", body="https://c.org/ again https://c.org/rare")
        newest.passages.update(dated_on="2100-01-01")
        response = self.client.get("/links/c.org/")
        self.assertContains(response, "<dd>", 51)
        link = Link.objects.get(url="https://c.org/")
        self.assertContains(response, f'<a href="/links/c.org/{link.pk}/">and more</a>', 1)
        self.assertContains(response, "Newest", 2)

    @pytest.mark.once
    def test_a_page_costs_the_same_whatever_its_length(self):
        self.assertEqual(self.queries_for(2), self.queries_for(12))

    def queries_for(self, number):
        domain = f"d{number}.org"
        for n in range(number):
            body = f"https://{domain}/{n} https://{domain}/all"
            create_entry(body=body)
            create_paper(body=body)
            create_topic(body=body)
        with CaptureQueriesContext(connection) as queries:
            self.client.get(f"/links/{domain}/")
        return len(queries)


class LinkTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        texts = [f"{number} https://a.org/x" for number in range(35)]
        cls.entries = create_entries([(date(2023, 3, 11), text) for text in texts], tags=["seen"])
        create_entry(body="Canary https://a.org/x https://a.org/secret", visibility="private")
        create_entry(body="Unlisted https://a.org/x", visibility="unlisted")

    def address(self, url="https://a.org/x"):
        return f"/links/a.org/{Link.objects.get(url=url).pk}/"

    def test_everything_that_mentions_it_is_reached(self):
        first = self.client.get(self.address())
        second = self.client.get(f"{self.address()}?{first.context['page'].next_query}")
        found = [
            mention.passage.owner for response in (first, second) for mention in response.context["page"]
        ]
        self.assertEqual(found, self.entries)

    def test_the_newest_come_first(self):
        newest = create_entry(body="https://a.org/x", read_on=date(2024, 1, 1))
        self.assertEqual(self.client.get(self.address()).context["page"].items[0].passage.owner, newest)

    def test_what_the_reader_may_not_see_is_not_found(self):
        self.assertNotContains(self.client.get(self.address()), "Canary")
        self.assertEqual(self.client.get(self.address("https://a.org/secret")).status_code, 404)
        self.client.force_login(create_owner())
        self.assertContains(self.client.get(self.address("https://a.org/secret")), "Canary")

    def test_filters_narrow_it(self):
        self.assertContains(self.client.get(f"{self.address()}?tag=none"), "Nothing here matches")
        self.assertTrue(self.client.get(f"{self.address()}?tag=seen").context["page"].next_query)

    def test_what_is_no_link_of_the_domain_is_not_found(self):
        other = self.address().replace("a.org", "b.org")
        for path in (other, "/links/a.org/0/", "/links/a.org/x/", "/links/a.org/999999999999999999/"):
            self.assertEqual(self.client.get(path).status_code, 404, path)
