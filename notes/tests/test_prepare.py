import re
from io import StringIO
from unittest.mock import patch

from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command
from django.db import OperationalError
from django.test import TestCase

from notes.models import Entry
from topics.tests.factories import create_topic


def prepare() -> str:
    out = StringIO()
    call_command("prepare", stdout=out)
    return out.getvalue()


class PrepareTests(TestCase):
    def test_an_empty_notebook_is_filled_with_the_sample(self):
        self.assertIn("sample", prepare())
        self.assertGreater(Entry.objects.count(), 80)

    def test_a_notebook_with_anything_in_it_is_left_alone(self):
        create_topic()
        self.assertNotIn("sample", prepare())
        self.assertFalse(Entry.objects.exists())

    def test_the_owner_is_made_once_with_a_password_that_works(self):
        create_topic()
        password = re.search(r"as owner with the password (\S+)", prepare())[1]
        self.assertGreaterEqual(len(password) * 6, 128)  # bits, of an alphabet of 64
        self.client.post("/admin/login/", {"username": "owner", "password": password})
        self.assertEqual(self.client.get("/admin/").status_code, 200)
        self.assertEqual(prepare(), "")
        self.assertEqual(get_user_model().objects.count(), 1)

    def test_a_database_that_cannot_be_used_is_said_in_one_sentence(self):
        command = "notes.management.commands.prepare.call_command"
        with patch(command, side_effect=OperationalError("unable to open")), self.assertRaises(CommandError):
            prepare()
