"""Writing and deleting at the desk."""

import re
from datetime import date
from unittest.mock import patch

from django.test import TestCase

from notes.models import Entry
from papers.models import Paper
from papers.tests.factories import create_paper
from passages.models import Link, Permalink
from passages.tests.factories import create_owner
from topics.tests.factories import create_topic

from .factories import create_entry
from .test_admin import address, create_editor


class EntryFormTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.paper, cls.topic = create_paper(title="Attention"), create_topic(title="Language")
        cls.user = create_owner()

    def setUp(self):
        self.client.force_login(self.user)

    def post(self, entry=None, **fields):
        typed = {
            "read_on": "2023-03-11",
            "initial-read_on": "2023-03-11",
            "body": "Read it",
            "visibility": "public",
        } | fields
        path = address(Entry, "change", entry.pk) if entry else address(Entry, "add")
        return self.client.post(path, typed)

    def assert_error(self, response, field, text):
        self.assertEqual(response.status_code, 200)
        self.assertIn(text, str(response.context["adminform"].form.errors[field]))

    def test_day_and_text_are_enough(self):
        self.assertRedirects(self.post(), address(Entry, "changelist"))
        self.assertEqual(Entry.objects.get().get_absolute_url(), "/2023/03/11/read-it/")

    def test_saving_derives_html_passages_links_and_mentions(self):
        self.post(
            body="*Read* [[attention]] at https://example.org/", tags="lora, low rank", topics=[self.topic.pk]
        )
        entry = Entry.objects.get()
        self.assertIn("<em>Read</em>", entry.body_html)
        self.assertEqual(entry.passages.get().text, "Read attention at https://example.org/")
        self.assertEqual([link.url for link in Link.objects.all()], ["https://example.org/"])
        self.assertEqual(list(entry.papers.all()), [self.paper])
        self.assertEqual(sorted(entry.tags.names()), ["lora", "low rank"])
        self.assertEqual(list(entry.topics.all()), [self.topic])

    def test_what_cannot_be_derived_is_not_saved(self):
        with patch("passages.models.derivation.write_mentions", side_effect=RuntimeError):
            self.assertRaises(RuntimeError, self.post)
        self.assertFalse(Entry.objects.exists())

    def test_a_change_keeps_the_address_and_stands_in_the_history(self):
        entry = create_entry(body="Draft")
        self.post(entry, body="Final", slug=entry.slug, position=entry.position)
        entry.refresh_from_db()
        self.assertEqual((entry.title, entry.slug), ("Final", "draft"))
        self.assertContains(self.client.get(address(Entry, "history", entry.pk)), "Changed Text.")

    def test_a_tag_of_300_characters_is_an_error_at_the_tags(self):
        self.assert_error(self.post(tags="x" * 300), "tags", "at most 100 characters")

    def test_a_null_character_is_an_error_at_the_text(self):
        self.assert_error(self.post(body="a\0b"), "body", "Null characters are not allowed")

    def test_a_text_that_is_too_long_is_an_error_at_the_text(self):
        self.assert_error(self.post(body="x" * 2_000_001), "body", "at most 2000000 characters")

    def test_an_impossible_date_is_an_error_at_the_date(self):
        self.assert_error(self.post(read_on="2023-02-30"), "read_on", "valid date")
        self.assert_error(self.post(read_on="0999-12-31"), "read_on", "1000-01-01")

    def test_a_slug_that_the_day_has_already_is_an_error(self):
        create_entry(body="Read it")
        self.assert_error(self.post(slug="read-it"), "__all__", "already exists")

    def test_an_error_keeps_what_was_typed(self):
        response = self.post(body="Words\0 typed", tags="kept")
        self.assertContains(response, "Words\0 typed</textarea>")
        self.assertContains(response, 'value="kept"')


class LinkFormTests(TestCase):
    def test_one_with_many_mentions_shows_the_newest_and_can_be_saved(self):
        create_topic(body="\n\n".join(f"https://a.org/ {number}" for number in range(600)))
        create_entry(body="Newest https://a.org/", read_on=date(2100, 1, 1))
        link = Link.objects.get()
        self.client.force_login(create_owner())
        page = self.client.get(address(Link, "change", link.pk))
        self.assertContains(page, "A topic: https://a.org/", 49)
        self.assertContains(page, "2100-01-01 Newest https://a.org/: Newest")
        typed = dict(
            re.findall('<input type="hidden" name="((?:checks|mentions)-[^"]*)" value="([^"]*)"', page.text)
        )
        self.client.post(address(Link, "change", link.pk), typed | {"health": "gone"})
        link.refresh_from_db()
        self.assertEqual((link.health, link.mentions.count()), ("gone", 601))


class DeletingTests(TestCase):
    """Texts that referred to what is gone say so no longer."""

    @classmethod
    def setUpTestData(cls):
        cls.papers = [create_paper(slug="one"), create_paper(slug="two")]
        cls.entry = create_entry(body="See [[one]] and [[two]]")
        cls.user = create_editor()

    def setUp(self):
        self.client.force_login(self.user)

    def assert_unlinked(self, *slugs):
        self.entry.refresh_from_db()
        for slug in slugs:
            self.assertIn(f"[[{slug}]]", self.entry.body_html)

    def test_one_that_is_deleted(self):
        self.client.post(address(Paper, "delete", self.papers[0].pk), {"post": "yes"})
        self.assertEqual([paper.slug for paper in self.entry.papers.all()], ["two"])
        self.assert_unlinked("one")

    def test_many_that_are_deleted_at_once(self):
        chosen = {
            "action": "delete_selected",
            "_selected_action": [paper.pk for paper in self.papers],
            "post": "yes",
        }
        self.client.post(address(Paper, "changelist"), chosen)
        self.assertFalse(Paper.objects.exists())
        self.assert_unlinked("one", "two")

    def test_an_entry_that_has_moved_can_be_deleted(self):
        self.entry.slug = "moved"
        self.entry.save()
        self.client.post(address(Entry, "delete", self.entry.pk), {"post": "yes"})
        self.assertFalse(Entry.objects.exists())
        self.assertFalse(Permalink.objects.exists())
