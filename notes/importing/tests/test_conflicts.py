from threading import Barrier, Thread

from django.db import connection
from django.test import Client, TestCase, TransactionTestCase, skipUnlessDBFeature
from django.urls import reverse

from history.models import Version
from notes.tests.factories import create_entry
from passages.tests.factories import create_owner


def to_data(entry, **changes):
    """What the form of an entry sends when it has just been opened, but for some changes."""
    data = {"read_on": "2023-03-11", "body": entry.body, "visibility": "public", "position": "0"}
    return data | {"slug": entry.slug, "stamp": entry.stamp} | changes


class ConflictTests(TestCase):
    def setUp(self):
        self.owner = create_owner(username="hypatia")
        self.client.force_login(self.owner)
        self.entry = create_entry(body="The first words.")
        self.page = reverse("admin:notes_entry_change", args=[self.entry.pk])
        self.opened = to_data(self.entry)

    def save(self, **changes):
        return self.client.post(self.page, self.opened | changes)

    def body(self):
        self.entry.refresh_from_db()
        return self.entry.body

    def test_the_form_says_which_state_it_was_opened_with(self):
        self.assertContains(self.client.get(self.page), f'name="stamp" value="{self.entry.stamp}"')

    def test_who_saves_later_is_told_of_who_saved_first(self):
        self.assertEqual(self.save(body="Their words.").status_code, 302)
        response = self.save(body="My words.", tags="mine")
        self.assertContains(response, "hypatia saved this")
        self.assertContains(response, "<del>Their</del><ins>My</ins> words.")
        self.assertContains(response, '<pre class="diff__whole" tabindex="0">Their words.</pre>')
        self.assertContains(response, "My words.</textarea>")
        self.assertEqual(self.body(), "Their words.")
        self.assertFalse(self.entry.tags.exists())

    def test_the_choice_to_save_over_it_is_theirs(self):
        self.save(body="Their words.")
        response = self.save(body="My words.")
        stamp = response.context["adminform"].form.conflict.stamp
        self.assertContains(response, f'name="over" value="{stamp}"')
        self.assertEqual(self.save(body="My words.", over=stamp).status_code, 302)
        self.assertEqual(self.body(), "My words.")
        self.assertIn("Their words.", [each.values["body"] for each in Version.objects.of(self.entry)])

    def test_a_third_is_not_saved_over_unseen(self):
        self.save(body="Their words.")
        stamp = self.save(body="My words.").context["adminform"].form.conflict.stamp
        self.client.post(self.page, to_data(self.entry_now(), body="A third's words."))
        self.assertContains(self.save(body="My words.", over=stamp), "Somebody else saved meanwhile")
        self.assertEqual(self.body(), "A third's words.")

    def entry_now(self):
        self.entry.refresh_from_db()
        return self.entry

    def test_tags_that_were_set_meanwhile_count(self):
        self.entry.tags.add("new")
        response = self.save(body="My words.")
        self.assertContains(response, "<del>new</del>")
        self.assertEqual(self.body(), "The first words.")

    def test_one_after_the_other_is_no_conflict(self):
        self.save(body="Once.")
        self.assertEqual(
            self.client.post(self.page, to_data(self.entry_now(), body="Twice.")).status_code, 302
        )
        self.assertEqual(self.body(), "Twice.")

    def test_another_error_keeps_what_was_typed(self):
        response = self.save(body="My words.", is_told="on")
        self.assertContains(response, "Say what readers are told.")
        self.assertContains(response, "My words.</textarea>")

    def test_the_note_becomes_that_of_the_version(self):
        self.save(body="Once.", change_note=" corrected the date ", is_told="on")
        version = Version.objects.of(self.entry)[0]
        self.assertEqual(
            (version.note, version.is_told, version.saved_by), ("corrected the date", True, self.owner)
        )


# SQLite lets one write at a time from the beginning of its transaction, and its tests share one connection.
@skipUnlessDBFeature("has_select_for_update")
class SameMomentTests(TransactionTestCase):
    def test_of_two_that_save_at_the_same_moment_one_is_told(self):
        owner, entry = create_owner(), create_entry(body="The first words.")
        page = reverse("admin:notes_entry_change", args=[entry.pk])
        data = to_data(entry)
        together, statuses = Barrier(2), []

        def save(words):
            client = Client()
            client.force_login(owner)
            client.get(page)
            together.wait(timeout=30)
            statuses.append(client.post(page, data | {"body": words}).status_code)
            connection.close()

        threads = [Thread(target=save, args=[words]) for words in ("One.", "Two.")]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(sorted(statuses), [200, 302])
        self.assertEqual(Version.objects.of(entry).count(), 2)
