from django.contrib.auth.models import AnonymousUser
from django.db.models import F, Value
from django.test import TestCase, override_settings

from passages.filters import BadFilter, Filter
from passages.models import Mention, Passage
from passages.models.prepared import Fetched, by_keys, fill, made_once, paged, prepared
from passages.paging import PAGE_SIZE
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

    def test_rows_are_asked_for_by_their_keys_without_what_is_prefetched(self):
        for topics in ([self.minds, self.words], [self.words], []):
            with self.assertNumQueries(1):
                found = by_keys(Topic, "with_tags")(keys=[topic.pk for topic in topics])
            self.assertEqual(found, topics)

    def test_values_may_have_names(self):
        found = by_keys(Passage, "for_index")(keys=[self.words.passages.get().pk])
        self.assertEqual([(row.text, row.owner_id) for row in found], [("Said", self.words.pk)])

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


class PagedTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.topics = [
            create_topic(title=f"T {n:03}", tags=["odd"][: n % 2]) for n in range(PAGE_SIZE * 2 + 2)
        ]
        cls.hidden = create_topic(title="T 000 hidden", visibility="private")
        cls.owner = create_owner()

    def setUp(self):
        self.made = []

        @paged
        def after(asked, *, slug):
            self.made.append(asked)
            return Topic.objects.visible_to(asked.reader).matching(asked).filter(slug__gt=slug)

        self.after = after

    def test_each_page_goes_on_where_the_one_before_ended(self):
        first = self.after(Filter(), slug="t-000")
        self.assertEqual(list(first), self.topics[1 : PAGE_SIZE + 1])
        second = self.after(Filter(cursor="t-030", cursor_name="after"), slug="t-000")
        self.assertEqual((first.next_query, list(second)), ("after=t-030", self.topics[31:61]))
        last = self.after(Filter(cursor="t-060", cursor_name="after"), slug="t-000")
        self.assertEqual((list(last), last.next_query), ([self.topics[-1]], ""))

    def test_the_sql_of_the_first_and_of_later_pages_is_made_once(self):
        for slug, cursor in (("t-000", ""), ("t-010", ""), ("t-000", "t-030"), ("t-000", "t-040")):
            with self.assertNumQueries(1):
                self.after(Filter(cursor=cursor, cursor_name=cursor and "after"), slug=slug)
        self.assertEqual(len(self.made), 2)

    def test_a_filter_that_asks_for_something_is_heard(self):
        for tags, found in (((), self.topics[1:]), (("odd",), self.topics[1::2]), ((), self.topics[1:])):
            page = self.after(Filter(tags=tags), slug="t-000")
            self.assertEqual(list(page), found[:PAGE_SIZE])
        page = self.after(Filter(tags=("odd",), cursor="t-030", cursor_name="after"), slug="t-000")
        self.assertEqual(list(page), [topic for topic in self.topics[1::2] if topic.slug > "t-030"])

    def test_everybody_finds_what_they_may_see(self):
        for reader, found in ((NOBODY, False), (self.owner, True), (NOBODY, False)):
            self.assertEqual(self.hidden in self.after(Filter(reader=reader), slug="t-000"), found)

    def test_a_place_in_another_list_is_none_here(self):
        for name, cursor in (("before", "t-030"), ("after", "t-030,4")):
            with self.assertRaises(BadFilter):
                self.after(Filter(cursor=cursor, cursor_name=name), slug="t-000")


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
