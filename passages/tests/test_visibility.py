from django.contrib.auth.models import AnonymousUser
from django.test import TestCase, override_settings

from notes.models import Entry
from notes.tests.factories import create_entry
from papers.models import Paper
from papers.tests.factories import create_paper
from passages.filters import Filter
from passages.models import Link, Mention, Passage, Tag
from topics.models import Topic
from topics.tests.factories import create_topic

from .factories import create_owner, create_reader

ANYBODY = AnonymousUser()
LEVELS = ["public", "unlisted", "private"]


class VisibilityTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        for level in LEVELS:
            text = {"body": f"https://{level}.example/ [[x]]", "visibility": level, "tags": [level]}
            create_entry(**text)
            create_paper(title=level, **text)
            create_topic(title=level, **text)
        cls.reader = create_reader()
        cls.paper_owner = create_reader(may_change=["paper"])
        cls.owner = create_owner()

    def assert_seen(self, model, reader, levels, **options):
        seen = model.objects.visible_to(reader, **options).values_list("visibility", flat=True)
        self.assertCountEqual(seen, levels)

    def test_readers_see_in_lists_what_is_public(self):
        for model in (Entry, Paper, Topic):
            self.assert_seen(model, ANYBODY, ["public"])
            self.assert_seen(model, self.reader, ["public"])

    def test_readers_see_what_is_unlisted_at_its_address(self):
        for model in (Entry, Paper, Topic):
            self.assert_seen(model, ANYBODY, ["public", "unlisted"], at_address=True)
            self.assert_seen(model, self.reader, ["public", "unlisted"], at_address=True)

    def test_an_owner_sees_everything(self):
        for model in (Entry, Paper, Topic):
            self.assert_seen(model, self.owner, LEVELS)
            self.assert_seen(model, self.owner, LEVELS, at_address=True)

    def test_who_may_change_one_kind_owns_that_kind_only(self):
        self.assert_seen(Paper, self.paper_owner, LEVELS)
        self.assert_seen(Entry, self.paper_owner, ["public"])
        self.assert_seen(Topic, self.paper_owner, ["public"])

    def test_somebody_who_was_shut_out_owns_nothing(self):
        self.owner.is_active = False
        self.assert_seen(Paper, self.owner, ["public"])

    def test_passages_are_seen_where_their_document_is_listed(self):
        self.assert_seen(Passage, ANYBODY, ["public"] * 3)
        self.assert_seen(Passage, self.reader, ["public"] * 3)
        self.assert_seen(Passage, self.paper_owner, ["public"] * 3 + ["unlisted", "private"])
        self.assert_seen(Passage, self.owner, LEVELS * 3)

    def test_mentions_are_seen_where_their_passage_is(self):
        numbers = [
            Mention.objects.visible_to(reader).count() for reader in (ANYBODY, self.paper_owner, self.owner)
        ]
        self.assertEqual(numbers, [6, 10, 18])

    def test_links_are_seen_where_a_mention_is(self):
        def domains(reader):
            links = Link.objects.mentioned_in(reader, Filter())
            return [link.domain for link in links.order_by("pk")]

        self.assertEqual(domains(ANYBODY), ["public.example"])
        self.assertEqual(len(domains(self.paper_owner)), 3)
        self.assertEqual(len(domains(self.owner)), 3)


@override_settings(SITE_PRIVATE=True)
class PrivateSiteTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.entry = create_entry(body="https://public.example/", tags=["public"])

    def test_nobody_sees_anything_who_has_not_signed_in(self):
        self.assertFalse(Entry.objects.visible_to(ANYBODY))
        self.assertFalse(Entry.objects.visible_to(ANYBODY, at_address=True))
        self.assertFalse(Passage.objects.visible_to(ANYBODY))
        self.assertFalse(Mention.objects.visible_to(ANYBODY))
        self.assertFalse(Tag.objects.used_in(ANYBODY, Filter()))

    def test_who_has_signed_in_reads(self):
        self.assertEqual(list(Entry.objects.visible_to(create_reader())), [self.entry])
        self.assertTrue(Passage.objects.visible_to(create_reader()))
