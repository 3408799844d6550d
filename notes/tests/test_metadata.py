"""What each kind of page says about itself to search engines and to those who show a link to it."""

from datetime import date
from html.parser import HTMLParser

import pytest
from django.test import TestCase

from papers.tests.factories import create_paper
from passages.tests.factories import create_owner
from topics.tests.factories import create_topic

from .factories import create_entry


class Head(HTMLParser):
    """The `<meta>` elements by name or property, and the canonical address as `canonical`."""

    def __init__(self, html):
        super().__init__()
        self.said = {}
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        name = attrs.get("name") or attrs.get("property")
        if tag == "meta" and name:
            self.say(name, attrs["content"])
        if tag == "link" and attrs.get("rel") == "canonical":
            self.say("canonical", attrs["href"])

    def say(self, name, value):
        if name in self.said:
            raise AssertionError(f"{name} is said twice")
        self.said[name] = value


@pytest.mark.once
class MetadataTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.paper = create_paper(
            title='"R&D" <b>', slug="rd", body="# Notes\n\nFirst *words* & more\n\n* item"
        )
        cls.topic = create_topic(title="Open topic")
        cls.entry = create_entry(body="Read [[rd]]", read_on=date(2023, 3, 7), tags=["llm", "maths"])

    def head(self, address):
        return Head(self.client.get(address).text).said

    def test_a_page_names_its_own_address(self):
        for address in ("/", "/2023/", "/2023/03/07/", "/papers/", "/papers/rd/", "/tags/llm/", "/topics/"):
            head = self.head(address)
            self.assertEqual(head["canonical"], f"http://testserver{address}")
            self.assertEqual(head["og:url"], head["canonical"])
            self.assertNotIn("robots", head)

    def test_a_document_is_described_by_its_title_and_its_first_words(self):
        head = self.head("/papers/rd/")
        self.assertEqual(head["og:title"], '"R&D" <b>')
        self.assertEqual(head["description"], "First words & more item")
        self.assertEqual(head["og:description"], head["description"])
        self.assertEqual(head["og:type"], "article")
        self.assertEqual(self.head(self.entry.get_absolute_url())["article:published_time"], "2023-03-07")

    def test_a_document_without_a_text_is_described_by_its_title(self):
        self.assertEqual(self.head(self.topic.get_absolute_url())["description"], "Open topic")

    def test_each_document_has_a_picture_and_the_other_pages_share_one(self):
        for document in (self.paper, self.topic, self.entry):
            head = self.head(document.get_absolute_url())
            self.assertEqual(head["og:image"], f"http://testserver{document.get_card_url()}")
        head = self.head("/papers/")
        self.assertEqual((head["og:type"], head["og:image"]), ("website", "http://testserver/card.png"))
        self.assertEqual((head["og:image:width"], head["og:image:height"]), ("1200", "630"))
        self.assertEqual(head["twitter:card"], "summary_large_image")

    def test_the_title_of_a_list_stands_without_that_of_the_site(self):
        self.assertEqual(self.head("/tags/llm+maths/")["og:title"], "llm + maths")
        self.assertEqual(self.head("/")["og:title"], "Commonplace")
        self.assertContains(self.client.get("/papers/"), "<title>Papers · Commonplace</title>")
        self.assertContains(self.client.get("/"), "<title>Commonplace</title>")

    def test_a_filtered_list_is_not_indexed_and_does_not_claim_to_be_the_whole(self):
        for address in ("/?tag=llm", "/papers/?year=1948", "/tags/llm/?year=2023"):
            head = self.head(address)
            self.assertEqual(head["robots"], "noindex")
            self.assertEqual(head["canonical"], f"http://testserver{address}")

    def test_later_pages_and_tags_joined_are_followed_only(self):
        for address in ("/?before=2023-03-08,0,1", "/tags/llm+maths/", "/papers/?after=a"):
            self.assertEqual(self.head(address)["robots"], "noindex, follow")

    def test_what_is_unlisted_or_private_is_not_indexed_and_offers_no_picture(self):
        self.client.force_login(create_owner())
        for visibility in ("unlisted", "private"):
            head = self.head(create_entry(visibility=visibility).get_absolute_url())
            self.assertEqual(head["robots"], "noindex")
            self.assertNotIn("og:image", head)

    def test_errors_and_the_search_say_only_that_they_are_not_to_be_indexed(self):
        for address in ("/nothing/", "/?year=never", "/search/?q=llm"):
            head = self.head(address)
            self.assertEqual(head["robots"], "noindex", address)
            self.assertNotIn("canonical", head)
