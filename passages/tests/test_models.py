from contextlib import contextmanager
from datetime import date

from django.db import IntegrityError, transaction
from django.test import SimpleTestCase, TestCase

from markup import BlockKind
from notes.tests.factories import create_entry
from passages.models import Link, Mention, Passage, Permalink, Tag, Tagging
from passages.models.kinds import type_id
from topics.models import Topic
from topics.tests.factories import create_topic


class ConstraintTestCase(TestCase):
    @contextmanager
    def assert_broken(self, *names):
        """The database says which promise was broken, by its name or, in SQLite, by its columns."""
        with self.assertRaisesRegex(IntegrityError, "|".join(names)), transaction.atomic():
            yield


class LinkTests(ConstraintTestCase):
    def test_an_address_is_kept_once(self):
        Link.objects.create(url="https://a.org/", domain="a.org")
        with self.assert_broken("passages_link_url", "passages_link.url"):
            Link.objects.create(url="https://a.org/", domain="a.org")

    def test_an_address_is_one_of_the_web(self):
        for url in ("javascript:alert(1)", "ftp://a.org/", "//a.org/", ""):
            with self.subTest(url), self.assert_broken("link_url_is_http"):
                Link.objects.create(url=url, domain="a.org")

    def test_remembering_makes_what_is_new_and_finds_the_rest(self):
        known = Link.objects.create(url="https://a.org/", domain="a.org")
        links = Link.objects.remember({"https://a.org/", "https://www.b.org/x"})
        self.assertEqual(links["https://a.org/"], known)
        self.assertEqual(links["https://www.b.org/x"].domain, "b.org")
        self.assertEqual(Link.objects.count(), 2)

    def test_its_page_is_that_of_its_domain(self):
        self.assertEqual(Link(url="https://a.org/x", domain="a.org").get_absolute_url(), "/links/a.org/")
        self.assertEqual(Link(url="http://[::1]/", domain="::1").get_absolute_url(), "/links/::1/")


class PassageTests(ConstraintTestCase):
    def test_an_anchor_is_given_once_in_a_document(self):
        passage = create_topic(body="one").passages.get()
        with self.assert_broken("passage_owner_anchor_unique", "passages_passage.anchor"):
            Passage.objects.create(
                owner=passage.owner, anchor=passage.anchor, position=1, depth=0, dated_on=date(2023, 3, 11)
            )

    def test_its_address_is_its_place_in_the_document(self):
        passage = create_topic(body="one").passages.get()
        self.assertEqual(passage.get_absolute_url(), f"/topics/a-topic/#{passage.anchor}")

    def test_quotations_are_found_apart(self):
        create_topic(body='* "Quoted\n* Said')
        self.assertEqual([passage.text for passage in Passage.objects.quotations()], ['"Quoted'])


class MentionTests(ConstraintTestCase):
    @classmethod
    def setUpTestData(cls):
        cls.passage = create_topic(body="text").passages.get()
        cls.link = Link.objects.create(url="https://a.org/", domain="a.org")

    def test_it_has_a_link_or_a_reference_not_both_nor_neither(self):
        for fields in ({}, {"link": self.link, "reference": "wiki:x"}):
            with self.subTest(fields), self.assert_broken("mention_link_or_reference"):
                Mention.objects.create(passage=self.passage, **fields)

    def test_a_target_is_whole(self):
        topic_type = type_id(Topic)
        for fields in ({"target_id": 1}, {"target_type_id": topic_type}):
            with self.subTest(fields), self.assert_broken("mention_target_whole"):
                Mention.objects.create(passage=self.passage, link=self.link, **fields)

    def test_a_passage_mentions_a_link_once(self):
        Mention.objects.create(passage=self.passage, link=self.link)
        with self.assert_broken("mention_passage_link_unique", "passages_mention.link_id"):
            Mention.objects.create(passage=self.passage, link=self.link)

    def test_a_passage_refers_to_a_name_once(self):
        Mention.objects.create(passage=self.passage, reference="wiki:x")
        with self.assert_broken("mention_passage_reference_unique", "passages_mention.reference"):
            Mention.objects.create(passage=self.passage, reference="wiki:x")

    def test_many_links_stand_in_one_passage(self):
        other = Link.objects.create(url="https://b.org/", domain="b.org")
        Mention.objects.create(passage=self.passage, link=self.link)
        Mention.objects.create(passage=self.passage, link=other)
        self.assertEqual(self.passage.mentions.count(), 2)


class TaggingTests(ConstraintTestCase):
    def test_a_document_carries_a_tag_once(self):
        topic = create_topic(tags=["lora"])
        with self.assert_broken("tagging_document_tag_unique", "passages_tagging.tag_id"):
            Tagging.objects.create(tag=Tag.objects.get(), content_object=topic)


class PermalinkTests(ConstraintTestCase):
    @classmethod
    def setUpTestData(cls):
        cls.topic = create_topic(title="LoRA")

    def rename(self, slug):
        self.topic.slug = slug
        self.topic.save()

    def paths(self):
        return list(self.topic.permalinks.values_list("path", flat=True))

    def test_a_path_leads_to_one_document(self):
        Permalink.objects.create(path="/x/", owner=self.topic)
        with self.assert_broken("passages_permalink_path", "passages_permalink.path"):
            Permalink.objects.create(path="/x/", owner=create_topic())

    def test_a_path_is_whole(self):
        for path in ("x", "/x", "x/", "https://a.org/", ""):
            with self.subTest(path), self.assert_broken("permalink_path_whole"):
                Permalink.objects.create(path=path, owner=self.topic)

    def test_a_new_slug_keeps_the_former_address(self):
        self.rename("adapters")
        self.rename("fine-tuning")
        self.assertEqual(self.paths(), ["/topics/adapters/", "/topics/lora/"])

    def test_an_address_that_is_taken_up_again_is_former_no_more(self):
        self.rename("adapters")
        self.rename("lora")
        self.assertEqual(self.paths(), ["/topics/adapters/"])

    def test_saving_under_the_same_address_keeps_none(self):
        self.topic.title = "Another title"
        self.topic.save()
        self.assertEqual(self.paths(), [])

    def test_an_address_in_another_script_is_kept_as_it_is_asked_for(self):
        self.rename("字" * 120)
        self.rename("lora")
        self.assertEqual(self.paths(), [f"/topics/{'字' * 120}/"])

    def test_an_entry_that_moves_to_another_day_keeps_its_former_address(self):
        entry = create_entry(body="Read")
        entry.read_on = date(2023, 4, 1)
        entry.save()
        self.assertEqual(entry.permalinks.get().path, "/2023/03/11/read/")

    def test_a_former_address_of_two_documents_is_that_of_the_last(self):
        self.rename("adapters")
        other = create_topic(title="Another", slug="lora")
        other.slug = "another"
        other.save()
        self.assertEqual(Permalink.objects.get(path="/topics/lora/").owner, other)

    def test_it_goes_with_its_document(self):
        self.rename("adapters")
        self.topic.delete()
        self.assertFalse(Permalink.objects.exists())


class KindTests(SimpleTestCase):
    def test_a_passage_has_every_kind_that_a_block_has(self):
        self.assertEqual(Passage.Kind.values, [kind.value for kind in BlockKind])
