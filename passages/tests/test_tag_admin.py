from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission, User
from django.test import TestCase
from django.urls import reverse

from notes.tests.factories import create_entry
from passages.models import Tag

from .factories import create_owner
from .test_aliases import create_tag, names

MERGE = reverse("admin:passages_tag_merge")
TAGS = reverse("admin:passages_tag_changelist")


def rows(*aliases):
    """The fields of the aliases of a tag in its form."""
    fields = {"aliases-TOTAL_FORMS": len(aliases), "aliases-INITIAL_FORMS": 0}
    return fields | {f"aliases-{place}-name": name for place, name in enumerate(aliases)}


class TagFormTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.tag = create_tag("ML")
        create_tag("Film", aliases=["Kino"])
        cls.owner = create_owner()

    def setUp(self):
        self.client.force_login(self.owner)

    def save(self, *aliases, **values):
        path = reverse("admin:passages_tag_change", args=[self.tag.pk])
        said = {"name": "ML", "slug": "ml", "description": ""} | values
        return self.client.post(path, said | rows(*aliases))

    def test_a_tag_is_renamed_and_gets_aliases(self):
        self.assertEqual(self.save("Lernen", name="Machine learning").status_code, 302)
        self.assertEqual({alias.name for alias in self.tag.aliases.all()}, {"ML", "Lernen"})

    def test_what_cannot_be_a_name_or_alias_is_said_at_its_field(self):
        for aliases, values, said in (
            ((), {"name": "film"}, "There is a tag “Film” already"),
            ((), {"name": "kino"}, "is an alias of “Film”"),
            ((), {"name": "x" * 300}, "at most 100 characters"),
            ((), {"name": "a\0b"}, "Null characters"),
            ((), {"name": " "}, "required"),
            (("film",), {}, "There is a tag “Film”"),
            (("KINO",), {}, "is an alias of “Film”"),
            (("ml",), {"name": "Machine learning"}, "becomes an alias by itself"),
            (("x" * 300,), {}, "at most 100 characters"),
            (("a\0b",), {}, "Null characters"),
        ):
            with self.subTest(said=said, aliases=aliases):
                self.assertContains(self.save(*aliases, **values), said)
        self.assertEqual(Tag.objects.get(pk=self.tag.pk).name, "ML")

    def test_who_does_not_own_every_kind_only_describes_it(self):
        create_entry(tags=["ML"])
        clerk = User.objects.create_user("clerk", is_staff=True)
        wanted = ["change_tag", "delete_tag", "view_tag", "change_entry"]
        clerk.user_permissions.set(Permission.objects.filter(codename__in=wanted))
        self.client.force_login(clerk)
        self.save("Lernen", name="Mine", description="Words.")
        self.tag.refresh_from_db()
        self.assertEqual((self.tag.name, self.tag.description), ("ML", "Words."))
        self.assertFalse(self.tag.aliases.exists())
        self.assertEqual(self.client.get(MERGE).status_code, 403)


class MergeTagsPageTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.kept, cls.gone = (
            create_tag("Language model", description="A."),
            create_tag("llm", description="B."),
        )
        cls.entry = create_entry(tags=["llm"])
        create_entry(tags=["Language model"])
        create_entry(tags=["Language model"])
        cls.owner = create_owner()
        cls.pair = {"tag": [cls.kept.pk, cls.gone.pk]}

    def setUp(self):
        self.client.force_login(self.owner)

    def test_chosen_tags_are_shown_with_what_will_change(self):
        chosen = {"action": "merge_tags", "_selected_action": self.pair["tag"]}
        response = self.client.post(TAGS, chosen, follow=True)
        self.assertContains(response, "will carry “Language model”")
        self.assertContains(response, "/tags/llm/")
        self.assertContains(response, "A.\n\nB.")
        self.assertEqual(Tag.objects.count(), 2)

    def test_the_one_that_is_said_stays(self):
        response = self.client.post(
            MERGE, self.pair | {"kept": self.gone.pk, "description": "C."}, follow=True
        )
        self.assertContains(response, "Merged “Language model” into “llm”. 2 texts changed.")
        self.assertEqual((Tag.objects.get().name, Tag.objects.get().description), ("llm", "C."))
        self.assertIn("Merged", str(LogEntry.objects.get()))

    def test_the_most_used_stays_if_nothing_is_said(self):
        self.client.post(MERGE, self.pair)
        self.assertEqual(names(self.entry), ["Language model"])

    def test_a_description_that_is_too_long_is_said_and_kept(self):
        response = self.client.post(MERGE, self.pair | {"description": "x" * 6000})
        self.assertContains(response, "at most 5000 characters")
        self.assertEqual(Tag.objects.count(), 2)

    def test_addresses_that_name_no_two_tags_are_not_there(self):
        for query in ("", "?tag=1", "?tag=x&tag=y", f"?tag={self.kept.pk}&tag={'9' * 30}"):
            with self.subTest(query):
                self.assertEqual(self.client.get(MERGE + query).status_code, 404)

    def test_others_see_nothing(self):
        self.client.logout()
        self.assertEqual(self.client.get(MERGE, self.pair).status_code, 302)
        self.client.force_login(User.objects.create_user("clerk", is_staff=True))
        self.assertEqual(self.client.get(MERGE, self.pair).status_code, 403)
        self.assertEqual(self.client.post(MERGE, self.pair).status_code, 403)
        self.assertEqual(Tag.objects.count(), 2)
