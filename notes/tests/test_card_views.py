"""What the pictures of the documents show, which stand below in the apps but are asked for here as one."""

from datetime import date
from unittest import mock

from django.test import TestCase, override_settings

from papers.tests.factories import create_paper
from passages.cards import Card
from topics.tests.factories import create_topic

from .factories import create_entry


class CardTests(TestCase):
    def setUp(self):
        self.enterContext(mock.patch.object(Card, "to_png", lambda card: repr(card).encode()))

    def assert_drawn(self, address, **words):
        self.assertEqual(self.client.get(address).content.decode(), repr(Card("Commonplace", **words)))

    def test_an_entry_shows_its_first_words_and_its_day(self):
        entry = create_entry(body="Read *Illuminations*", read_on=date(2023, 3, 7))
        self.assert_drawn(entry.get_card_url(), title="Read Illuminations", note="7 March 2023")

    def test_a_paper_shows_its_byline_and_its_year(self):
        paper = create_paper(
            title="LoRA", authors=["Hu, Edward", "Shen, Yelong"], issued_year=2021, has_other_authors=True
        )
        self.assert_drawn(paper.get_card_url(), title="LoRA", note="Edward Hu, Yelong Shen and others · 2021")

    def test_a_paper_of_which_little_is_known_shows_its_title(self):
        self.assert_drawn(create_paper(title="Found", authors=[]).get_card_url(), title="Found")

    def test_a_topic_shows_its_title(self):
        self.assert_drawn(create_topic(title="Generative AI").get_card_url(), title="Generative AI")

    @override_settings(SITE_AUTHOR="Ada")
    def test_the_site_shows_its_name_and_whose_it_is(self):
        self.assert_drawn("/card.png", note="Ada")

    def test_where_there_is_no_document_there_is_no_picture(self):
        for address in ("/papers/none/card.png", "/topics/none/card.png", "/2023/03/07/none/card.png"):
            self.assertEqual(self.client.get(address).status_code, 404, address)
        self.assertEqual(self.client.get("/2023/02/30/none/card.png").status_code, 404)
