from django.contrib.auth.models import AnonymousUser
from django.db.models import F, Value
from django.test import TestCase, override_settings

from passages.models import Mention, Passage
from passages.models.prepared import Fetched, fill, made_once, prepared
from topics.models import Topic
from topics.tests.factories import create_topic

from .factories import create_owner

NOBODY = AnonymousUser()


class PreparedTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.minds = create_topic(title="Minds", body="A thought\n\nAbout [[words]]")
        cls.words = create_topic(title="Words", body="Said")
        cls.hidden = create_topic(title="Hidden", visibility="private")
        cls.owner = create_owner()

    def setUp(self):
        self.made = []

        @prepared
        def called(reader, *, slug):
            self.made.append(reader)
            return Topic.objects.visible_to(reader).without_text().filter(slug=slug)

        self.called = called

    def test_it_finds_what_the_query_finds(self):
        [found] = self.called(NOBODY, slug="minds")
        self.assertEqual(found, self.minds)
        self.assertEqual(found.title, "Minds")
        self.assertIn("body", found.get_deferred_fields())

    def test_its_sql_is_made_once_for_all_who_have_not_signed_in(self):
        for slug, topic in (("minds", self.minds), ("words", self.words)):
            with self.assertNumQueries(1):
                self.assertEqual(self.called(NOBODY, slug=slug), [topic])
        self.assertEqual(len(self.made), 1)

    def test_everybody_finds_what_they_may_see(self):
        for reader, found in ((NOBODY, []), (self.owner, [self.hidden]), (NOBODY, [])):
            self.assertEqual(self.called(reader, slug="hidden"), found)

    def test_a_site_that_has_become_private_shows_nothing(self):
        self.called(NOBODY, slug="minds")
        with override_settings(SITE_PRIVATE=True), self.assertNumQueries(0):
            self.assertEqual(self.called(NOBODY, slug="minds"), [])

    def test_what_is_given_is_a_value_and_nothing_else(self):
        self.assertEqual(self.called(NOBODY, slug="' OR '1' = '1"), [])

    def test_rows_come_with_what_was_selected_besides(self):
        @prepared
        def pointing(*, key):
            rows = Mention.objects.filter(target_id=key).select_related("passage")
            return rows.annotate(twice=F("target_id") * Value(2))

        with self.assertNumQueries(1):
            [mention] = pointing(key=self.words.pk)
            self.assertEqual(mention.passage.text, "About words")
        self.assertEqual(mention.twice, self.words.pk * 2)

    def test_values_are_given_as_they_are_asked_for(self):
        @prepared
        def texts(*, key):
            return Passage.objects.filter(owner_id=key).order_by("position").values_list("text", flat=True)

        @prepared
        def places(*, key):
            return Passage.objects.filter(owner_id=key).order_by("position").values_list("position", "text")

        self.assertEqual(texts(key=self.minds.pk), ["A thought", "About words"])
        self.assertEqual(places(key=self.words.pk), [(0, "Said")])

    def test_any_number_of_keys_are_one_value(self):
        @prepared
        def among(reader, *, keys):
            return Topic.objects.visible_to(reader).filter(pk__among=keys)

        for keys in ([], [self.minds.pk], [self.minds.pk, self.words.pk, self.hidden.pk]):
            self.assertEqual(among(NOBODY, keys=keys), list(Topic.objects.public().filter(pk__in=keys)))

    def test_something_else_by_name_is_made_apart(self):
        number = made_once(lambda *readers, name: object())
        self.assertIs(number(NOBODY, name="a"), number(NOBODY, name="a"))
        self.assertIsNot(number(NOBODY, name="a"), number(NOBODY, name="b"))
        self.assertIsNot(number(self.owner, name="a"), number(self.owner, name="a"))


class FillTests(TestCase):
    def test_a_relation_that_is_filled_is_not_asked_for(self):
        minds, words = create_topic(title="Minds", tags=["some"]), create_topic(title="Words")
        [tag] = minds.tags.all()
        tag.owner_key = minds.pk
        fill([minds, words], "tags", [tag])
        with self.assertNumQueries(0):
            self.assertEqual([list(topic.tags.all()) for topic in (minds, words)], [[tag], []])

    def test_it_can_only_be_gone_through(self):
        with self.assertRaises(AttributeError):
            Fetched().filter(pk=1)
