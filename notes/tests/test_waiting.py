"""What is deleted waits for 30 days, all of it, and not longer."""

from contextlib import contextmanager
from datetime import timedelta
from io import StringIO
from unittest.mock import patch

from django.core.files.storage import default_storage
from django.core.management import call_command
from django.test import TestCase
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from history.models import Version
from passages.models import Image, bring_back
from passages.tests.factories import create_image, create_owner
from topics.models import Topic
from topics.tests.factories import create_topic

from .factories import create_entry
from .test_bringing_back import dump

HOUR = timedelta(hours=1)


@contextmanager
def later(time):
    """As if so much time had gone by."""
    now = timezone.now() + time
    with patch("django.utils.timezone.now", return_value=now):
        yield


class WaitingTests(TestCase):
    def setUp(self):
        self.image = create_image()
        self.addCleanup(default_storage.delete, self.image.file.name)
        self.entry = create_entry(
            body=f"First.\n\n![]({self.image.get_absolute_url()})",
            tags=["one"],
            topics=[create_topic(title="Reading")],
        )
        self.entry.body += "\n\nMore."
        self.entry.save()
        self.before = dump(self.entry)
        self.versions = Version.objects.of(self.entry).count()
        self.pk = self.entry.pk
        self.entry.delete()

    def tidy(self):
        """What a night and a start do."""
        with self.captureOnCommitCallbacks(execute=True):
            call_command("prune_images", stdout=StringIO())
            call_command("prepare", stdout=StringIO())

    def test_after_29_days_all_of_it_comes_back(self):
        with later(timedelta(days=29)):
            create_entry(body="Another").delete()
            self.tidy()
            self.assertTrue(default_storage.exists(self.image.file.name))
            back = bring_back(Version.objects.restorable().get(owner_id=self.pk))
        self.assertEqual(back.remarks, [])
        self.assertEqual(dump(back.document), self.before)
        self.assertEqual(Version.objects.of(back.document).count(), self.versions + 2)

    def test_the_last_hour_counts(self):
        with later(timedelta(days=30) - HOUR):
            self.tidy()
            self.assertTrue(Version.objects.restorable().exists())
        with later(timedelta(days=30) + HOUR):
            self.assertFalse(Version.objects.restorable().exists())

    def test_after_31_days_it_is_gone_with_its_versions_and_pictures(self):
        with later(timedelta(days=31)):
            self.tidy()
        self.assertFalse(Version.objects.filter(owner_id=self.pk, title__contains="First").exists())
        self.assertFalse(Image.objects.filter(pk=self.image.pk).exists())
        self.assertFalse(default_storage.exists(self.image.file.name))

    def test_a_dry_run_forgets_nothing(self):
        out = StringIO()
        with later(timedelta(days=31)):
            call_command("prune_images", dry_run=True, stdout=out)
        self.assertIn("Would delete pictures: 1,", out.getvalue())
        self.assertTrue(Version.objects.deleted().exists())
        self.assertTrue(Image.objects.filter(pk=self.image.pk).exists())

    def test_the_owner_sees_until_when(self):
        self.client.force_login(create_owner())
        until = timezone.localtime(Version.objects.deleted().get().saved_at + timedelta(days=30))
        response = self.client.get(reverse("admin:notes_entry_deleted"))
        self.assertContains(response, f"<td>{date_format(until, 'DATETIME_FORMAT')}</td>", html=True)


class TakenAddressTests(TestCase):
    """It comes back although something else has its address by now."""

    def bring_back(self, document, other):
        back = bring_back(Version.objects.restorable().get(owner_id=document))
        self.assertEqual(back.remarks, [f"Something else stands at {other.path} now."])
        self.assertEqual(self.client.get(other.get_absolute_url()).status_code, 200)
        self.assertContains(self.client.get(back.document.get_absolute_url()), "What was there first")
        return back.document.slug

    def test_an_entry(self):
        entry = create_entry(body="Words\n\nWhat was there first")
        key = entry.pk
        entry.delete()
        self.assertEqual(self.bring_back(key, create_entry(body="Words")), "words-2")

    def test_a_topic(self):
        topic = create_topic(title="Words", body="What was there first")
        key = topic.pk
        topic.delete()
        self.assertEqual(self.bring_back(key, create_topic(title="Words")), "words-2")
        self.assertEqual(Topic.objects.count(), 2)
