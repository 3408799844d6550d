from unittest.mock import patch

from axes.models import AccessAttempt
from django.contrib.auth.hashers import MD5PasswordHasher
from django.db import connection
from django.test import Client, TestCase
from django.test.utils import CaptureQueriesContext

from accounts.models import SignInEvent

from .factories import LOGIN, code_of, create_factor, create_owner, sign_in
from .test_guessing import create_failures, guess


class SameAnswerTests(TestCase):
    """Whatever is wrong, the answer, the queries and the hashes are the same, and so is the time."""

    @classmethod
    def setUpTestData(cls):
        cls.owner = create_owner()
        create_factor(create_owner("careful"))
        reader = create_owner("reader")
        reader.is_staff = False
        reader.save()

    def failing(self, **said):
        """What an attempt is answered, the queries that it takes, and how often a hash is computed."""
        client = Client(REMOTE_ADDR="192.0.2.1")
        hashing = patch.object(
            MD5PasswordHasher, "encode", autospec=True, side_effect=MD5PasswordHasher.encode
        )
        with hashing as hashed, CaptureQueriesContext(connection) as queries:
            response = sign_in(client, **said)
        AccessAttempt.objects.all().delete()
        [told] = response.context["form"].non_field_errors()
        verbs = [query["sql"].split(maxsplit=1)[0] for query in queries]
        return response.status_code, told, verbs, hashed.call_count

    def test_nobody_can_tell_what_was_wrong(self):
        wrong = self.failing(password="wrong")
        for what, said in {
            "an unknown name": {"username": "nobody"},
            "a wrong password and a code": {"password": "wrong", "code": "123456"},
            "a wrong code": {"username": "careful", "code": "123456"},
            "no code": {"username": "careful"},
            "a wrong recovery code": {"username": "careful", "code": "abcd-efgh-ijkl-mnop"},
            "a wrong password with a factor": {"username": "careful", "password": "wrong", "code": code_of()},
            "somebody who is not on the staff": {"username": "reader"},
        }.items():
            with self.subTest(what):
                self.assertEqual(self.failing(**said), wrong)

    def test_an_attempt_that_is_locked_computes_nothing_for_anybody(self):
        for username in ("owner", "nobody"):
            create_failures(10, username=username, address="192.0.2.1")
            with patch.object(MD5PasswordHasher, "encode") as hashed:
                self.assertEqual(guess(username=username).status_code, 429)
            hashed.assert_not_called()
            AccessAttempt.objects.all().delete()

    def test_what_was_typed_is_kept_nowhere(self):
        guess(username="a secret typed too early", password="hunter-2", code="654321")
        kept = str([*SignInEvent.objects.values(), *AccessAttempt.objects.values("get_data", "post_data")])
        for word in ("early", "hunter-2", "654321"):
            self.assertNotIn(word, kept)

    def test_the_form_is_not_asked_of_anybody_without_a_name_or_password(self):
        for said in ({"username": ""}, {"password": ""}, {"username": "x" * 300}, {"username": "a\0b"}):
            self.assertEqual(sign_in(self.client, **said).status_code, 200)
        self.assertEqual(AccessAttempt.objects.count(), 0)
        self.assertNotContains(self.client.get(LOGIN), "errornote")
