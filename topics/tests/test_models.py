from datetime import date

from django.db import IntegrityError, transaction
from django.test import TestCase

from markup import Reference
from notes.tests.factories import create_entry
from papers.tests.factories import create_paper
from passages.filters import Filter
from passages.tests.factories import create_owner
from topics.models import Topic

from .factories import create_topic


class ConstraintTests(TestCase):
    def assert_refused(self, name, **fields):
        with self.assertRaisesRegex(IntegrityError, name), transaction.atomic():
            Topic.objects.create(**fields)

    def test_a_topic_has_a_title(self):
        self.assert_refused("topic_title_given", title="", slug="x")

    def test_a_topic_has_a_slug(self):
        self.assert_refused("topic_slug_given", title="x", slug="")

    def test_a_slug_is_one_topics(self):
        create_topic(slug="language")
        self.assert_refused("topics_topic.slug|slug_key", title="x", slug="language")


class TopicTests(TestCase):
    def test_it_reads_as_its_title(self):
        self.assertEqual(str(create_topic(title="Generative AI")), "Generative AI")

    def test_it_answers_to_its_slug_and_its_address(self):
        topic = create_topic(slug="gen-ai")
        references = {Reference("wiki", "gen-ai"), Reference("path", "/topics/gen-ai/")}
        self.assertEqual(Topic.objects.answering_to(references), dict.fromkeys(references, topic))

    def test_texts_follow_it_to_a_new_slug(self):
        topic = create_topic(slug="gen-ai", title="Generative AI")
        entry = create_entry(body="More on [it](/topics/gen-ai/)")
        topic.slug = "generative"
        topic.save()
        entry.refresh_from_db()
        self.assertIn('href="/topics/generative/"', entry.body_html)

    def test_older_texts_mention_it_once_it_is_there(self):
        entry = create_entry(body="More on [[gen-ai]]")
        topic = create_topic(slug="gen-ai")
        self.assertEqual(topic.mentions.get().passage.owner, entry)

    def test_a_paper_of_the_same_slug_comes_first(self):
        create_topic(slug="essays")
        paper = create_paper(slug="essays")
        self.assertEqual(list(create_entry(body="On [[essays]]").papers.all()), [paper])


class MatchingTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.language = create_topic(title="Language", tags=["words"], body="# Heading")
        cls.vision = create_topic(title="Vision")
        create_entry(topics=[cls.language], read_on=date(2023, 1, 1))
        create_entry(topics=[cls.vision], read_on=date(2023, 1, 2), visibility="private")
        create_paper(slug="open", authors=["Aho, Alfred"], topics=[cls.language])
        create_paper(slug="secret", authors=["Hidden, Hal"], topics=[cls.vision], visibility="private")

    def assert_matching(self, *topics, **filters):
        self.assertEqual(list(Topic.objects.matching(Filter(**filters))), list(topics))

    def test_each_filter_narrows(self):
        self.assert_matching(self.language, self.vision)
        self.assert_matching(self.language, tags=("words",))
        self.assert_matching(self.language, topic="language")
        self.assert_matching(self.language, year=2023)
        self.assert_matching(self.language, paper="open")
        self.assert_matching(self.language, author="aho-alfred")
        self.assert_matching(self.language, kind="heading")

    def test_filters_combine(self):
        self.assert_matching(year=2023, topic="vision")
        self.assert_matching(self.language, year=2023, author="aho-alfred", tags=("words",))

    def test_what_is_private_matches_for_its_owner_only(self):
        self.assert_matching(paper="secret")
        self.assert_matching(author="hidden-hal")
        self.assert_matching(self.vision, paper="secret", reader=create_owner())
