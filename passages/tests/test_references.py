from datetime import date

from django.contrib.contenttypes.models import ContentType
from django.test import TestCase

from notes.tests.factories import create_entry
from papers.models import Identifier
from papers.tests.factories import create_paper
from passages.models import Permalink
from topics.models import Topic
from topics.tests.factories import create_topic

from .derived import html_of, targets_of


class ReferenceTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.paper = create_paper(
            title="Low-Rank Adaptation",
            slug="lora",
            citation_key="hu2021",
            identifiers=[("arxiv", "2106.09685"), ("url", "https://example.org/lora")],
        )
        cls.topic = create_topic(title="Fine-Tuning", slug="tuning")
        cls.entry = create_entry(body="Read the guide")

    def assert_leads(self, body, target, html):
        source = create_topic(title="Source", body=body)
        self.assertEqual(targets_of(source), [target])
        self.assertIn(html, html_of(source))

    def test_a_slug_leads_to_a_paper(self):
        self.assert_leads(
            "[[lora]]", self.paper, '<a href="/papers/lora/" class="wiki">Low-Rank Adaptation</a>'
        )

    def test_a_slug_leads_to_a_topic(self):
        self.assert_leads("[[tuning]]", self.topic, '<a href="/topics/tuning/" class="wiki">Fine-Tuning</a>')

    def test_a_slug_leads_to_an_entry(self):
        self.assert_leads("[[read-the-guide]]", self.entry, 'href="/2023/03/11/read-the-guide/"')

    def test_a_slug_with_a_label_shows_the_label(self):
        self.assert_leads("[[lora|that paper]]", self.paper, ">that paper</a>")

    def test_a_title_leads_to_what_is_called_so(self):
        self.assert_leads("[[Tuning]]", self.topic, '<a href="/topics/tuning/" class="wiki">Fine-Tuning</a>')
        self.assert_leads("[[LoRA]]", self.paper, '<a href="/papers/lora/" class="wiki">')
        self.assert_leads("[[Read the guide|it]]", self.entry, 'href="/2023/03/11/read-the-guide/"')

    def test_a_heading_of_a_page_leads_to_the_page(self):
        self.assert_leads(
            "[[Tuning#How it began|began]]", self.topic, '<a href="/topics/tuning/" class="wiki">began'
        )

    def test_a_name_is_text_until_there_is_such_a_page(self):
        source = create_topic(title="Source", body="See [[What is Called Thinking?]]")
        self.assertIn("See [[What is Called Thinking?]]", html_of(source))
        thinking = create_topic(title="What is called thinking?")
        self.assertEqual(targets_of(source), [thinking])
        self.assertIn('href="/topics/what-is-called-thinking/"', html_of(source))

    def test_the_title_of_what_is_hidden_gives_nothing_away(self):
        for visibility in ("private", "unlisted"):
            create_topic(title=f"Hidden {visibility}", visibility=visibility)
            source = create_topic(title="Source", body=f"[[Hidden {visibility}]]")
            self.assertNotIn("<a", html_of(source))

    def test_a_key_leads_to_a_paper_by_author_and_year(self):
        self.assert_leads("@hu2021", self.paper, ">Vaswani</a>")

    def test_a_path_leads_to_its_document(self):
        self.assert_leads("[x](/topics/tuning/#b)", self.topic, 'href="/topics/tuning/#b"')
        self.assert_leads("[[topics/tuning]]", self.topic, 'href="/topics/tuning/"')

    def test_a_path_in_another_script_leads_to_its_document(self):
        topic = create_topic(title="日本語", slug="日本語")
        self.assert_leads("[x](/topics/日本語/)", topic, "/topics/%E6%97%A5")
        self.assert_leads("[[topics/日本語]]", topic, "/topics/%E6%97%A5")

    def test_a_former_address_leads_to_the_one_of_today(self):
        Permalink.objects.create(path="/old-lora/", owner=self.paper)
        self.assert_leads("[x](/old-lora)", self.paper, 'href="/papers/lora/"')
        self.assert_leads("[[old-lora]]", self.paper, ">Low-Rank Adaptation</a>")

    def test_an_address_of_a_work_mentions_it_and_still_leads_to_the_web(self):
        for url in (
            "https://arxiv.org/abs/2106.09685v2",
            "https://arxiv.org/pdf/2106.09685",
            "https://example.org/lora",
        ):
            with self.subTest(url):
                self.assert_leads(url, self.paper, f'href="{url}"')

    def test_what_is_not_there_stays_text(self):
        source = create_topic(title="Source", body="[[I wasn't around]] [[none]] @nobody1999 a@hu2021.org")
        self.assertNotIn("<a", html_of(source))
        self.assertEqual(targets_of(source), [None, None, None])

    def test_a_paper_has_the_right_of_way_over_a_topic(self):
        create_topic(title="Same slug", slug="lora")
        self.assert_leads("[[lora]]", self.paper, 'href="/papers/lora/"')

    def test_the_slug_of_two_entries_leads_to_neither(self):
        create_entry(body="Read the guide", read_on=date(2023, 3, 12))
        self.assert_leads("[[read-the-guide]]", None, "[[read-the-guide]]")

    def test_a_wrong_path_before_a_slug_leads_nowhere(self):
        self.assert_leads("[[topics/lora]]", None, "[[topics/lora]]")

    def test_a_name_mentioned_twice_in_a_passage_is_one_mention(self):
        source = create_topic(title="Source", body="[[lora]] and [[lora|again]]\n\n[[lora]]")
        self.assertEqual(targets_of(source), [self.paper, self.paper])

    def test_a_text_may_name_its_own_document(self):
        topic = create_topic(title="Itself", slug="itself", body="[[itself]]")
        self.assertIn('href="/topics/itself/"', html_of(topic))

    def test_an_entry_hears_of_the_works_in_its_text(self):
        entry = create_entry(body="[[lora]] @hu2021 https://arxiv.org/abs/2106.09685 [[tuning]]")
        self.assertEqual(list(entry.papers.all()), [self.paper])
        entry.body = "nothing"
        entry.save()
        self.assertEqual(list(entry.papers.all()), [])

    def test_mentions_of_a_document_are_found_from_it(self):
        source = create_topic(title="Source", body="* a\n* b [[tuning]]")
        mention = self.topic.mentions.get()
        self.assertEqual((mention.passage.owner, mention.passage.text), (source, "b tuning"))
        self.assertEqual(mention.target_type, ContentType.objects.get_for_model(Topic))


class IdentifierTests(TestCase):
    def test_a_text_mentions_a_work_as_soon_as_its_identifier_is_known(self):
        source = create_entry(body="https://doi.org/10.1000/xyz")
        paper = create_paper(identifiers=[("doi", "10.1000/XYZ")])
        self.assertEqual(targets_of(source), [paper])
        self.assertEqual(list(source.papers.all()), [paper])

    def test_no_longer_once_the_identifier_is_gone(self):
        paper = create_paper(identifiers=[("doi", "10.1000/xyz")])
        source = create_entry(body="https://doi.org/10.1000/xyz")
        paper.identifiers.get().delete()
        self.assertEqual(targets_of(source), [None])
        self.assertEqual(list(source.papers.all()), [])

    def test_an_identifier_that_moves_takes_its_mentions_along(self):
        first, second = create_paper(identifiers=[("doi", "10.1000/xyz")]), create_paper()
        source = create_entry(body="https://doi.org/10.1000/xyz")
        identifier = Identifier.objects.get(paper=first)
        identifier.paper = second
        identifier.save()
        self.assertEqual(targets_of(source), [second])
