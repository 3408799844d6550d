"""What is found otherwise where there is much of it: the limits are made small here."""

from dataclasses import replace
from datetime import date, timedelta
from unittest import mock, skipUnless

from django.contrib.auth.models import AnonymousUser
from django.core.cache import cache
from django.db import connection
from django.test import TestCase

from notes.models import TIMELINE, Entry, EntryQuerySet
from papers.models import Paper
from papers.tests.factories import create_paper
from passages.admin import VisibleListFilter
from passages.filters import Filter
from passages.models import Excerpt, Tagging, checked, counting, excerpt
from passages.tests.factories import create_owner
from topics.models import Topic
from topics.tests.factories import create_topic

from .factories import create_entries, create_entry

FIRST = date(2023, 3, 1)


class FrequentTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        days = [FIRST + timedelta(days=n) for n in range(6)]
        cls.topic = create_topic(title="Llamas")
        create_entries([(day, f"Entry of {day}") for day in days], tags=["common"], topics=[cls.topic])
        both = {"read_on": FIRST, "tags": ["common", "rare"], "topics": [cls.topic]}
        create_entry(body="Both", **both)
        create_entry(body="Hidden", **both, visibility="private")
        create_entry(body="Neither", read_on=FIRST)

    def titles(self, path):
        cache.clear()  # it is remembered for ten minutes what is frequent
        return [entry.title for entry in self.client.get(path).context["page"]]

    def test_a_list_is_the_same_whether_it_is_followed_or_not(self):
        for path in (
            "/tags/common/", "/?tag=common", "/tags/common+rare/", "/tags/common/?year=2023",
            "/topics/llamas/", "/topics/llamas/?tag=common", "/topics/llamas/?tag=rare&q=both",
        ):  # fmt: skip
            seldom = self.titles(path)
            with self.subTest(path), mock.patch.object(checked, "FREQUENT", 3):
                self.assertTrue(seldom)
                self.assertNotIn("Neither", seldom)
                self.assertEqual(self.titles(path), seldom)

    def test_only_what_is_on_more_than_so_many_is_frequent(self):
        rows = Tagging.objects.filter(tag__slug="common")
        for number, frequent in ((7, True), (8, False)):
            cache.clear()
            with mock.patch.object(checked, "FREQUENT", number):
                self.assertIs(checked.is_frequent("common", rows), frequent)

    def followed(self, entries):
        cache.clear()
        with mock.patch.object(checked, "FREQUENT", 3):
            return "Checked" in str(entries().query.where)

    def test_a_list_is_followed_that_is_by_one_tag_and_wanted_in_part(self):
        one, both = Filter(tags=("common",)), Filter(tags=("common", "rare"))
        self.assertTrue(self.followed(lambda: Entry.objects.matching(one)))
        self.assertTrue(
            self.followed(
                lambda: Topic.objects.for_page().get().list_of_entries(Filter(reader=create_owner()))
            )
        )
        self.assertFalse(self.followed(lambda: Entry.objects.matching(one, is_whole=True)))
        self.assertFalse(self.followed(lambda: Entry.objects.matching(both)))
        self.assertFalse(self.followed(lambda: Paper.objects.matching(one)))

    @skipUnless(connection.vendor == "sqlite", "PostgreSQL chooses by itself")
    def test_sqlite_follows_it(self):
        with mock.patch.object(checked, "FREQUENT", 3):
            cache.clear()
            plan = Entry.objects.matching(Filter(tags=("common",))).order_by(*TIMELINE.ordering).explain()
        self.assertIn("SCAN notes_entry USING INDEX entry_timeline", plan)

    def test_a_tag_made_frequent_is_looked_up_until_that_is_noticed(self):
        cache.clear()
        with mock.patch.object(checked, "FREQUENT", 8):
            self.assertEqual(len(self.client.get("/tags/common/").context["page"].items), 7)
            create_entry(body="One more", tags=["common"])
            self.assertEqual(len(self.client.get("/tags/common/").context["page"].items), 8)


class CommonWordTests(TestCase):
    """A word that more has than is counted is ranked among the newest of that."""

    @classmethod
    def setUpTestData(cls):
        create_entry(body="Llama llama llama", read_on=FIRST)
        days = [FIRST + timedelta(days=n) for n in range(1, 6)]
        create_entries([(day, f"A llama among many other animals on {day}") for day in days])

    def found(self, path):
        response = self.client.get(path)
        return [result.document.title for result in response.context["results"]], response

    def test_what_few_have_is_ranked_everywhere(self):
        titles, response = self.found("/search/?q=llama")
        self.assertEqual(titles[0], "Llama llama llama")
        self.assertContains(response, "6 places")

    def test_what_many_have_is_ranked_among_the_newest(self):
        with mock.patch.object(counting, "MOST_HITS", 3):
            titles, response = self.found("/search/?q=llama")
            self.assertEqual(len(titles), 3)
            self.assertNotIn("Llama llama llama", titles)
            self.assertContains(response, "The 3 places that came last")

    def test_without_words_nothing_is_ranked_and_all_are_there(self):
        with mock.patch.object(counting, "MOST_HITS", 3):
            titles, response = self.found("/search/?year=2023")
            self.assertEqual(len(titles), 6)
            self.assertContains(response, "More than 3 places")

    def test_in_the_order_of_days_all_are_there(self):
        with mock.patch.object(counting, "MOST_HITS", 3):
            titles, _ = self.found("/search/newest/?q=llama")
            self.assertEqual(len(titles), 6)
            self.assertEqual(titles[-1], "Llama llama llama")


class SampleTests(TestCase):
    """Of many hits the newest are counted."""

    @classmethod
    def setUpTestData(cls):
        topic = create_topic(title="Llamas")
        older, newer = [(FIRST, 'An old llama\n\n* "Said of a llama"')] * 3, [(date(2024, 2, 1), "A llama")]
        create_entries(older, tags=["common", "old"], topics=[topic])
        create_entries(newer, tags=["common", "new"], topics=[topic])

    def counted(self, path, *, most, sample):
        with mock.patch.multiple(counting, MOST_HITS=most, SAMPLE=sample):
            response = self.client.get(path)
        facets = response.context["facets"]
        tags = {
            choice.label: choice.count for facet in facets if facet.name == "tag" for choice in facet.choices
        }
        return facets.total, tags, response

    def test_each_of_few_hits_is_counted(self):
        total, tags, response = self.counted("/", most=5, sample=2)
        self.assertEqual((total, tags), (4, {"old": 3, "new": 1}))
        self.assertNotContains(response, "of the newest")

    def test_of_many_hits_some_of_the_newest_are_counted(self):
        for path in ("/", "/topics/llamas/", "/?topic=llamas"):
            with self.subTest(path):
                total, tags, response = self.counted(path, most=4, sample=2)
                self.assertEqual((total, tags), (4, {"old": 1, "new": 1}))
                self.assertContains(response, "Numbers are of the newest 2.")

    def test_quotations_are_counted_among_the_same(self):
        # One of the old ones comes as late as what is counted, by their keys; by the day all do.
        for path, number in (("/search/?q=llama", 1), ("/search/?tag=common", 3)):
            with self.subTest(path):
                for most, counted in ((5, 3), (4, number)):
                    _, _, response = self.counted(path, most=most, sample=2)
                    kinds = response.context["facets"].numbers["kind"]
                    self.assertEqual(kinds["quotation"], counted)

    def test_years_are_the_same_however_they_are_found(self):
        for frequent in (2, checked.FREQUENT):
            for query in ("", "tag=common", "tag=common&tag=new", "topic=llamas", "q=llama", "tag=old"):
                cache.clear()
                with self.subTest(query, frequent=frequent), mock.patch.object(checked, "FREQUENT", frequent):
                    years = self.client.get(f"/?{query}").context["years"]
                    expected = {"tag=common&tag=new": [2024], "tag=old": [2023]}.get(query, [2024, 2023])
                    self.assertEqual(years, expected)

    def test_what_all_that_is_counted_share_is_no_choice(self):
        _, tags, _ = self.counted("/", most=4, sample=1)
        self.assertEqual(tags, {})

    def test_so_it_is_with_places_that_have_words(self):
        total, tags, response = self.counted("/search/?q=llama", most=4, sample=2)
        self.assertEqual((total, sum(tags.values()), len(response.context["results"])), (4, 2, 4))


class CommonWordsWithFiltersTests(TestCase):
    """What few or many answer is found by two ways, which find the same."""

    @classmethod
    def setUpTestData(cls):
        topic = create_topic(title="Llamas", body="# Llamas\n\nA llama in a topic", tags=["rare"])
        paper = create_paper(title="On the llama", body='* "A llama" (p. 3)\n* A llama', tags=["rare"])
        for tags, topics in (([], []), (["common"], [topic]), (["common", "rare"], [topic])):
            text = {"tags": tags, "topics": topics, "read_on": FIRST}
            for visibility in ("public", "unlisted", "private"):
                create_entry(body=f'A llama [[{paper.slug}]]\n\n* "A llama"', visibility=visibility, **text)
            create_entry(body="Another animal", **text)

    def found(self, asked, reader):
        cache.clear()
        asked = replace(asked, reader=reader)
        excerpts = Excerpt.objects.visible_to(reader).matching(asked)
        return sorted(excerpts.values_list("pk", "score"))

    def test_they_find_the_same(self):
        two = {"tags": ("common", "rare")}
        for filters in (
            {"tags": ("rare",)}, two, {"topic": "llamas"}, {"topic": "llamas", **two}, {"year": 2023},
            {"tags": ("rare",), "kind": "quotation"}, {"tags": ("nothing",)}, {"author": "nobody"},
            {"topic": "llamas", "q": "llama -another"}, {"topic": "llamas", "q": "llama tag:rare"},
            {"tags": ("rare",), "q": "-animal"}, {"tags": ("rare",), "q": '"a llama" OR animal'},
        ):  # fmt: skip
            for reader in (AnonymousUser(), create_owner(username=str(filters))):
                asked = Filter(**{"q": "llama", **filters})
                with self.subTest(filters, reader=reader):
                    few = self.found(asked, reader)
                    self.assertEqual(bool(few), filters not in ({"tags": ("nothing",)}, {"author": "nobody"}))
                    with mock.patch.object(excerpt, "COMMON", 0):
                        self.assertEqual(self.found(asked, reader), few)

    def test_only_words_that_many_have_are_held_against_a_list(self):
        asked = Filter(q="llama", tags=("rare",))
        places = Excerpt.objects.answering(asked).count()
        for number, is_common in ((places - 1, True), (places, False)):
            cache.clear()
            with mock.patch.object(excerpt, "COMMON", number):
                self.assertIs(excerpt.is_common(asked), is_common)

    def test_without_words_there_is_no_such_list(self):
        with mock.patch.object(excerpt, "COMMON", 0):
            self.assertFalse(excerpt.is_common(Filter(tags=("rare",))))
            self.assertFalse(excerpt.is_common(Filter(q="-llama", tags=("rare",))))


class DeskTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.papers = [create_paper(title=f"Work {n}", slug=f"work-{n}") for n in range(3)]
        for n, day in enumerate([FIRST, FIRST, date(2021, 5, 1)]):
            create_entry(body=f"On [[work-{n}]]", read_on=day)
        cls.owner = create_owner()

    def setUp(self):
        self.client.force_login(self.owner)

    def test_works_are_offered_to_choose_from_as_long_as_they_are_few(self):
        address = "/admin/notes/entry/"
        self.assertContains(self.client.get(address), "?papers__id__exact=")
        with mock.patch.object(VisibleListFilter, "most", 2):
            self.assertNotContains(self.client.get(address), "?papers__id__exact=")
            chosen = self.client.get(f"{address}?papers__id__exact={self.papers[0].pk}")
            self.assertEqual(chosen.context["cl"].result_count, 1)

    def test_the_years_above_the_list_are_those_of_its_entries(self):
        response = self.client.get("/admin/notes/entry/")
        for year in (2021, 2023):
            self.assertContains(response, f"?read_on__year={year}")
        self.assertNotContains(response, "?read_on__year=2022")
        narrowed = self.client.get(f"/admin/notes/entry/?papers__id__exact={self.papers[2].pk}")
        self.assertNotContains(narrowed, "read_on__year=2023")

    def test_years_are_those_that_django_finds(self):
        found = Entry.objects.all()
        self.assertEqual(
            found.dates("read_on", "year"), list(super(EntryQuerySet, found).dates("read_on", "year"))
        )
