"""What the desk says after a save is kept in the transaction of the save."""

import errno
from unittest.mock import patch

from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.models import Session
from django.db import connection
from django.db.models.signals import post_save
from django.test import TransactionTestCase
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from notes.models import Entry
from notes.tests.factories import create_entry
from passages.tests.factories import create_owner

SAVE = "django.contrib.sessions.backends.db.SessionStore.save"


class SayingTests(TransactionTestCase):
    def setUp(self):
        self.client.force_login(create_owner())
        self.client.get(reverse("admin:notes_entry_add"))  # which notes down that the session was used today

    def add(self, **options):
        typed = {"read_on": "2023-03-11", "body": "Read it", "visibility": "public"}
        return self.client.post(reverse("admin:notes_entry_add"), typed, **options)

    def test_a_save_is_one_commit(self):
        with CaptureQueriesContext(connection) as queries:
            self.assertEqual(self.add().status_code, 302)
        self.assertEqual([each["sql"] for each in queries].count("COMMIT"), 1)

    def test_it_is_said_once_on_the_next_page(self):
        self.assertContains(self.add(follow=True), "was added successfully", 1)
        self.assertNotContains(self.client.get(reverse("admin:index")), "was added successfully")

    def test_of_a_deletion_too(self):
        address = reverse("admin:notes_entry_delete", args=[create_entry().pk])
        with CaptureQueriesContext(connection) as queries:
            self.client.post(address, {"post": "yes"})
        self.assertEqual([each["sql"] for each in queries].count("COMMIT"), 1)
        self.assertContains(self.client.get(reverse("admin:index")), "was deleted successfully", 1)

    def test_where_it_cannot_be_kept_nothing_is_saved_and_the_text_comes_back(self):
        full = UpdateError()
        full.__cause__ = OSError(errno.ENOSPC, "No space left on device")
        self.client.raise_request_exception = False
        with patch(SAVE, side_effect=full), self.assertLogs("django.request", level="ERROR"):
            response = self.add()
        self.assertContains(response, "Read it", status_code=503)
        self.assertFalse(Entry.objects.exists())

    def test_a_session_that_ended_meanwhile_costs_no_text(self):
        def sign_out(**_told):
            Session.objects.all().delete()

        post_save.connect(sign_out, sender=Entry)
        self.addCleanup(post_save.disconnect, sign_out, sender=Entry)
        self.assertEqual(self.add().status_code, 400)
        self.assertEqual(Entry.objects.get().body, "Read it")
