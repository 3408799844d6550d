from datetime import timedelta

from django.contrib.auth.models import Permission
from django.test import TestCase
from django.urls import reverse
from django.utils import timezone

from history.models import Version
from history.sitting import sitting
from notes.models import Entry
from notes.tests.factories import create_entry
from papers.tests.factories import create_paper
from passages.tests.factories import create_owner, create_reader
from topics.tests.factories import create_topic


class HistoryPageTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.owner = create_owner(username="hypatia")
        with sitting(by=cls.owner):
            cls.entry = create_entry(body="Read on Monday, with some care.", tags=["first"])
        with sitting(by=cls.owner, note="Corrected the day"):
            cls.entry.body = "Read on Tuesday, with some care."
            cls.entry.save()
        cls.new, cls.old = Version.objects.of(cls.entry)
        cls.history = reverse("admin:notes_entry_history", args=[cls.entry.pk])
        cls.compare = reverse("admin:notes_entry_compare", args=[cls.entry.pk])
        cls.restore = reverse("admin:notes_entry_restore", args=[cls.entry.pk, cls.old.pk])

    def test_versions_are_listed_with_who_and_what(self):
        self.client.force_login(self.owner)
        response = self.client.get(self.history)
        self.assertContains(response, "hypatia")
        self.assertContains(response, "Corrected the day")
        self.assertContains(response, 'name="old"', 2)

    def test_any_two_are_compared_word_by_word(self):
        self.client.force_login(self.owner)
        for pair in ({"old": self.old.pk, "new": self.new.pk}, {"old": self.new.pk, "new": self.old.pk}):
            response = self.client.get(self.compare, pair)
            self.assertContains(response, "Read on <del>Monday</del><ins>Tuesday</ins>, with some care.")

    def test_private_topics_are_named_to_their_owners_only(self):
        """Whoever may change entries need not own topics."""
        topics = [create_topic(title="Hidden", visibility="private"), create_topic(title="Open")]
        entry = create_entry(body="One", topics=topics)
        entry.topics.clear()
        newer, older = Version.objects.of(entry)[:2]
        pair = {"old": older.pk, "new": newer.pk}
        compare = reverse("admin:notes_entry_compare", args=[entry.pk])
        change = reverse("admin:notes_entry_change", args=[entry.pk])
        entry.topics.set(topics)
        form = {"read_on": "2023-03-11", "body": "Two", "visibility": "public", "stamp": "long ago"}
        staff = create_reader(may_change=["entry"])
        staff.is_staff = True
        staff.save()
        for user, is_told in ((staff, False), (self.owner, True)):
            self.client.force_login(user)
            for response in (self.client.get(compare, pair), self.client.post(change, form)):
                told = response.content.decode().partition('id="content-main"')[2]
                self.assertIn("Open", told)
                self.assertEqual("Hidden" in told, is_told)

    def test_versions_of_something_else_are_not_compared(self):
        self.client.force_login(self.owner)
        other = Version.objects.of(create_entry(body="Other"))[0]
        response = self.client.get(self.compare, {"old": self.old.pk, "new": other.pk})
        self.assertEqual(response.status_code, 404)

    def test_an_earlier_version_is_restored_as_a_new_one(self):
        self.client.force_login(self.owner)
        self.entry.tags.set(["second"])
        response = self.client.post(self.restore)
        self.assertRedirects(response, reverse("admin:notes_entry_change", args=[self.entry.pk]))
        self.entry.refresh_from_db()
        self.assertEqual(self.entry.body, "Read on Monday, with some care.")
        self.assertIn("Monday", self.entry.body_html)
        self.assertEqual([tag.name for tag in self.entry.tags.all()], ["first"])
        newest = Version.objects.of(self.entry)[0]
        self.assertEqual((newest.values, newest.saved_by), (self.old.values, self.owner))
        self.assertIn("As it was on", newest.note)

    def test_restoring_shows_it_to_no_more_readers(self):
        self.client.force_login(self.owner)
        self.entry.visibility = "private"
        self.entry.save()
        self.client.post(self.restore)
        self.entry.refresh_from_db()
        self.assertEqual(self.entry.visibility, "private")

    def test_get_restores_nothing(self):
        self.client.force_login(self.owner)
        self.assertEqual(self.client.get(self.restore).status_code, 405)

    def test_a_text_from_before_has_a_page_as_well(self):
        Version.objects.all().delete()
        self.client.force_login(self.owner)
        self.assertContains(self.client.get(self.history), "Nothing has been changed")

    def test_others_see_and_restore_nothing(self):
        reader = create_reader(may_change=["topic"])
        reader.is_staff = True
        reader.save()
        looking = create_reader()
        looking.is_staff = True
        looking.save()
        looking.user_permissions.add(*permissions("view_entry", "delete_entry"))
        pair = {"old": self.old.pk, "new": self.new.pk}
        with sitting():
            gone = create_entry(body="Gone")
            gone.delete()
        deleted = Version.objects.deleted().get()
        for user in (reader, looking, create_reader(), None):
            if user:
                self.client.force_login(user)
            else:
                self.client.logout()
            for answer in (
                self.client.get(self.history),
                self.client.get(self.compare, pair),
                self.client.post(self.restore),
                self.client.get(reverse("admin:notes_entry_deleted")),
                self.client.post(reverse("admin:notes_entry_bring_back", args=[deleted.pk])),
            ):
                self.assertIn(answer.status_code, (302, 403, 404))
                self.assertNotIn("Monday", answer.content.decode())
                self.assertNotIn("/change/", answer.get("Location", ""))
        self.entry.refresh_from_db()
        self.assertIn("Tuesday", self.entry.body)
        self.assertFalse(Entry.objects.filter(body="Gone").exists())


class DeletedPageTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.owner = create_owner()
        cls.page = reverse("admin:notes_entry_deleted")

    def setUp(self):
        self.client.force_login(self.owner)

    def test_what_was_deleted_is_listed_and_brought_back(self):
        entry = create_entry(body="Worth keeping.")
        self.client.post(reverse("admin:notes_entry_delete", args=[entry.pk]), {"post": "yes"})
        self.assertFalse(Entry.objects.exists())
        response = self.client.get(self.page)
        self.assertContains(response, "Worth keeping.")
        [version] = Version.objects.restorable()
        self.assertEqual(version.saved_by, self.owner)
        self.client.post(reverse("admin:notes_entry_bring_back", args=[version.pk]))
        self.assertEqual(Entry.objects.get().pk, entry.pk)
        self.assertFalse(Version.objects.restorable().exists())

    def test_several_that_are_deleted_at_once_are_all_kept(self):
        entries = [create_entry(body=f"Entry {number}") for number in range(3)]
        data = {"action": "delete_selected", "_selected_action": [each.pk for each in entries], "post": "yes"}
        self.client.post(reverse("admin:notes_entry_changelist"), data)
        self.assertFalse(Entry.objects.exists())
        self.assertContains(self.client.get(self.page), "Bring back “")
        self.assertEqual(Version.objects.restorable().count(), 3)

    def test_after_thirty_days_it_is_gone_with_all_its_versions(self):
        entry = create_entry(body="Old.")
        entry.body = "Older."
        entry.save()
        entry.delete()
        kept = create_entry(body="Kept.")
        Version.objects.deleted().update(saved_at=timezone.now() - timedelta(days=31))
        self.assertNotContains(self.client.get(self.page), "Older.")
        kept.delete()
        self.assertEqual([version.title for version in Version.objects.deleted()], [str(kept)])
        self.assertFalse(Version.objects.filter(title__contains="Old").exists())

    def test_only_things_of_this_kind_are_listed(self):
        topic = create_topic(title="A topic")
        topic.delete()
        [version] = Version.objects.restorable()
        self.assertNotContains(self.client.get(self.page), "A topic")
        answer = self.client.post(reverse("admin:notes_entry_bring_back", args=[version.pk]))
        self.assertEqual(answer.status_code, 404)

    def test_the_list_of_entries_leads_there(self):
        self.assertContains(self.client.get(reverse("admin:notes_entry_changelist")), self.page)


def permissions(*codenames):
    return Permission.objects.filter(codename__in=codenames)


class EveryKindTests(TestCase):
    def test_papers_and_topics_have_these_pages_as_well(self):
        self.client.force_login(create_owner())
        for document in (create_paper(body="One."), create_topic(body="One.")):
            model = f"admin:{document._meta.app_label}_{document._meta.model_name}"
            document.body = "Two."
            document.save()
            new, *_, old = Version.objects.of(document)
            history = self.client.get(reverse(f"{model}_history", args=[document.pk]))
            self.assertContains(history, "Restore this version")
            compare = reverse(f"{model}_compare", args=[document.pk])
            self.assertContains(self.client.get(compare, {"old": old.pk, "new": new.pk}), "<del>One</del>")
            self.assertContains(self.client.get(reverse(f"{model}_changelist")), reverse(f"{model}_deleted"))
            document.delete()
            self.assertContains(self.client.get(reverse(f"{model}_deleted")), document.title)
