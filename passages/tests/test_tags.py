from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, transaction
from django.test import TestCase

from notes.models import Entry
from notes.tests.factories import create_entry
from papers.tests.factories import create_paper
from passages.filters import Filter
from passages.models import Tag
from topics.tests.factories import create_topic

from .factories import create_owner, create_reader


class SlugTests(TestCase):
    def slug_of(self, name):
        return Tag.objects.create(name=name).slug

    def test_words_are_joined_by_hyphens(self):
        self.assertEqual(self.slug_of("Machine Learning"), "machine-learning")

    def test_letters_of_any_script_stay(self):
        self.assertEqual(self.slug_of("機械学習"), "機械学習")

    def test_a_name_without_letters_still_has_a_slug(self):
        self.assertEqual(self.slug_of("\\"), "tag")
        self.assertEqual(self.slug_of("🙂"), "tag-1")

    def test_names_that_differ_in_signs_have_their_own_slugs(self):
        self.assertEqual([self.slug_of(name) for name in ("C", "C++", "C#")], ["c", "c-1", "c-2"])

    def test_the_longest_names_have_their_own_slugs(self):
        slugs = [self.slug_of(name) for name in ("x y" * 33, "x-y" * 33, "x_y" * 30, "x  y" * 25)]
        self.assertEqual(len(set(slugs)), 4)

    def test_a_name_that_grows_when_it_is_spelled_out_fits(self):
        self.assertLessEqual(len(self.slug_of("ﷺ" * 100)), 100)

    def test_every_slug_has_a_page(self):
        for name in ("\\", "C++", "機械 学習", "ﷺ" * 100, "a_b", "x" * 100):
            create_entry(tags=[name])
            tag = Tag.objects.latest("pk")
            with self.subTest(name):
                self.assertContains(self.client.get(tag.get_absolute_url()), tag.name)


class NameTests(TestCase):
    def test_case_makes_no_second_tag(self):
        create_entry(tags=["LoRA"])
        create_paper(tags=["lora", "LORA"])
        self.assertEqual([tag.name for tag in Tag.objects.all()], ["LoRA"])

    def test_the_database_refuses_a_name_that_differs_only_in_case(self):
        Tag.objects.create(name="LoRA")
        with self.assertRaises(IntegrityError), transaction.atomic():
            Tag.objects.create(name="lora", slug="another")


class OrderTests(TestCase):
    """Else the words of a text, and their digest, would depend on how the database goes about a query."""

    def test_tags_come_in_the_order_in_which_they_were_given(self):
        create_entry(tags=["zeal", "moss", "air"])
        entry = create_entry()
        for name in ("air", "zeal", "moss"):
            entry.tags.add(name)
        for fetched in (Entry.objects.get(pk=entry.pk), Entry.objects.with_tags().get(pk=entry.pk)):
            self.assertEqual([tag.name for tag in fetched.tags.all()], ["air", "zeal", "moss"])

    def test_tags_of_many_are_fetched_with_two_queries(self):
        entries = [create_entry(tags=["zeal"]), create_entry(tags=["air", "zeal"])]
        with self.assertNumQueries(2):
            fetched = list(Entry.objects.with_tags().order_by("pk"))
        self.assertEqual([entry.pk for entry in entries], [entry.pk for entry in fetched])
        self.assertEqual([len(entry.tags.all()) for entry in fetched], [1, 2])


class UsedInTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        create_entry(body="one", tags=["lora", "shared"])
        create_entry(body="two", tags=["lora"], visibility="unlisted")
        create_paper(tags=["lora", "shared"], visibility="private")
        create_topic(tags=["shared"])
        create_topic(tags=["hidden"], visibility="private")
        Tag.objects.create(name="unused")

    def uses(self, reader, asked=None):
        return {tag.name: tag.uses for tag in Tag.objects.used_in(reader, asked or Filter())}

    def test_only_what_the_reader_sees_is_counted(self):
        self.assertEqual(self.uses(AnonymousUser()), {"lora": 1, "shared": 2})
        self.assertEqual(self.uses(create_reader()), {"lora": 1, "shared": 2})

    def test_an_owner_counts_everything(self):
        self.assertEqual(self.uses(create_owner()), {"lora": 3, "shared": 3, "hidden": 1})

    def test_who_owns_one_kind_counts_that(self):
        reader = create_reader(may_change=["paper"])
        self.assertEqual(self.uses(reader), {"lora": 2, "shared": 3})

    def test_a_reader_sees_the_tags_that_count_something(self):
        for reader in (AnonymousUser(), create_reader(may_change=["paper"]), create_owner()):
            seen = [tag.name for tag in Tag.objects.visible_to(reader)]
            self.assertEqual(sorted(seen), sorted(self.uses(reader)))

    def test_the_documents_are_chosen_once(self):
        sql = str(Tag.objects.used_in(AnonymousUser(), Filter()).query)
        self.assertEqual(sql.count('FROM "notes_entry"'), 1)

    def test_filters_narrow_what_is_counted(self):
        self.assertEqual(self.uses(AnonymousUser(), Filter(tags=("lora",))), {"lora": 1, "shared": 1})

    def test_a_document_that_is_gone_counts_no_more(self):
        Entry.objects.all().delete()
        self.assertEqual(self.uses(AnonymousUser()), {"shared": 1})
