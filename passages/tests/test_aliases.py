from dataclasses import replace

from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, transaction
from django.test import RequestFactory, TestCase

from notes.models import Entry
from notes.tests.factories import create_entry
from papers.tests.factories import create_paper
from passages.filters import Filter
from passages.models import Alias, Permalink, Tag

from .factories import create_owner


def create_tag(name="Machine learning", aliases=(), **fields):
    tag = Tag.objects.create(name=name, **fields)
    for alias in aliases:
        Alias.objects.create(tag=tag, name=alias)
    return tag


def names(document):
    return sorted(tag.name for tag in document.tags.all())


class WritingTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.tag = create_tag(aliases=["ML", "maschinelles Lernen"])

    def test_who_writes_an_alias_gets_the_tag(self):
        entry = create_entry(tags=["ml", "ML", "Maschinelles lernen", "film"])
        self.assertEqual(names(entry), ["Machine learning", "film"])
        self.assertFalse(Tag.objects.filter(name__iexact="ml").exists())

    def test_tags_are_set_and_taken_off_by_an_alias(self):
        paper = create_paper(tags=["machine learning"])
        paper.tags.set(["ML"])
        self.assertEqual(names(paper), ["Machine learning"])
        paper.tags.remove("ML")
        self.assertEqual(names(paper), [])

    def test_the_database_refuses_a_second_alias_of_that_name(self):
        with self.assertRaises(IntegrityError), transaction.atomic():
            Alias.objects.create(tag=create_tag("Markup"), name="ml")

    def test_odd_names_are_aliases_too(self):
        for name in ("\\", "🙂", "شعر", "x" * 100, "a, b"):
            with self.subTest(name):
                Alias.objects.create(tag=self.tag, name=name)
                self.assertEqual(names(create_entry(tags=[name])), ["Machine learning"])

    def test_aliases_cost_one_query_however_many_names_there_are(self):
        entry = create_entry()
        with self.assertNumQueries(1):
            entry.tags.remove()
            entry.tags._to_tag_model_instances([], {})
            Alias.objects.of(["ml", "a", "b", "c"]).own_names()


class RenamingTests(TestCase):
    def setUp(self):
        self.tag = create_tag("ML")
        self.entry = create_entry(tags=["ML", "film"])

    def rename(self, **values):
        for name, value in values.items():
            setattr(self.tag, name, value)
        self.tag.save()

    def test_the_former_name_becomes_an_alias(self):
        self.rename(name="Machine learning")
        self.assertEqual(names(self.entry), ["Machine learning", "film"])
        self.assertEqual([alias.name for alias in self.tag.aliases.all()], ["ML"])
        self.assertEqual(names(create_entry(tags=["ML"])), ["Machine learning"])

    def test_another_case_makes_no_alias(self):
        self.rename(name="ml")
        self.assertFalse(self.tag.aliases.exists())

    def test_an_alias_can_become_the_name(self):
        self.rename(name="Machine learning")
        self.rename(name="ml")
        self.assertEqual([alias.name for alias in self.tag.aliases.all()], ["Machine learning"])

    def test_the_former_name_finds_what_carries_it(self):
        self.rename(name="Machine learning", slug="machine-learning")
        for query in ("/search/?q=tag:ml", "/search/?q=learning", "/?tag=ml", "/?tag=machine-learning"):
            with self.subTest(query):
                self.assertContains(self.client.get(query), self.entry.get_absolute_url())


class AddressTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.tag = create_tag("ML", aliases=["maschinelles Lernen"])
        create_entry(tags=["ML", "film"])
        cls.tag.name, cls.tag.slug = "Machine learning", "machine-learning"
        cls.tag.save()
        cls.hidden = create_tag("Hidden", aliases=["secret"])
        create_entry(tags=["Hidden"], visibility="private")

    def assert_moved(self, path, to):
        response = self.client.get(path)
        self.assertRedirects(response, to, 301, fetch_redirect_response=False)

    def test_former_addresses_and_those_of_aliases_lead_to_the_tag(self):
        for slug in ("ml", "maschinelles-lernen"):
            for file in ("", "feed.atom", "feed.json", "references.bib"):
                with self.subTest(slug=slug, file=file):
                    self.assert_moved(f"/tags/{slug}/{file}", f"/tags/machine-learning/{file}")

    def test_combined_addresses_and_filters_move_along(self):
        self.assert_moved("/tags/film+ml/?year=2023", "/tags/film+machine-learning/?year=2023")
        self.assert_moved("/tags/ml+machine-learning/", "/tags/machine-learning/")

    def test_tags_that_were_found_once_are_known_by_their_keys(self):
        request = RequestFactory().get("/", {"tag": ["ml", "film", "nothing"]})
        request.user = AnonymousUser()
        asked = Filter.from_request(request)
        self.assertEqual(asked.tags, ("machine-learning", "film", "nothing"))
        keys = {slug: Tag.objects.get(slug=slug).pk for slug in asked.tags[:2]}
        self.assertEqual(asked.tag_keys, keys)
        known = replace(asked, tags=asked.tags[:2])
        self.assertNotIn(
            "passages_tag", str(Entry.objects.matching(known).query).replace("passages_tagging", "")
        )

    def test_nothing_is_said_of_tags_that_the_reader_sees_nothing_of(self):
        for path in ("/tags/secret/", "/tags/film+secret/", "/tags/nothing/", "/tags/ml+nothing/"):
            with self.subTest(path):
                self.assertNotIn("hidden", self.client.get(path).headers.get("Location", ""))
        self.assertNotContains(self.client.get("/?tag=secret"), "/tags/hidden/")
        self.assertNotContains(self.client.get("/?tag=secret"), "tagged hidden")
        self.client.force_login(create_owner())
        self.assert_moved("/tags/secret/", "/tags/hidden/")

    def test_a_tag_of_that_slug_goes_before_an_alias(self):
        create_entry(tags=["maschinelles-lernen"])
        self.assertEqual(self.client.get("/tags/maschinelles-lernen/").status_code, 200)

    def test_a_deleted_tag_leaves_no_address(self):
        self.tag.delete()
        self.assertFalse(Permalink.objects.exists())
        self.assertEqual(self.client.get("/tags/ml/").status_code, 404)
