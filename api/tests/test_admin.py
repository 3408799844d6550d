from django.contrib.admin.models import LogEntry
from django.contrib.sessions.models import Session
from django.test import TestCase

from api.models import Token
from api.tokens import PREFIX, digest_of, make_secret
from desk.tests.factories import create_staff
from passages.tests.factories import create_owner, create_reader

from .factories import create_token

TOKENS = "/admin/api/token/"


class TokensTests(TestCase):
    def test_no_two_are_the_same_and_they_are_recognised(self):
        self.assertEqual(len({make_secret() for _ in range(9)}), 9)
        self.assertTrue(make_secret().startswith(PREFIX))

    def test_nobody_guesses_one(self):
        self.assertGreaterEqual(len(make_secret().removeprefix(PREFIX)) * 6, 256)  # bits, by base64

    def test_only_a_hash_of_it_is_kept(self):
        token, secret = Token.objects.make(create_owner(), "phone")
        self.assertEqual(token.digest, digest_of(secret))
        self.assertNotIn(secret, str(Token.objects.values().get()))


class MakingTests(TestCase):
    def test_it_is_shown_once_and_works(self):
        user = create_staff("add_entry")
        self.client.force_login(user)
        response = self.client.post(f"{TOKENS}add/", {"name": "phone"})
        token = Token.objects.get()
        self.assertEqual((token.user, token.name), (user, "phone"))
        secret = response.context["secret"]
        self.assertContains(response, secret)
        self.assertIn("no-store", response.headers["Cache-Control"])
        told = self.client.get("/api/known?url=x", headers={"Authorization": f"Bearer {secret}"})
        self.assertEqual(told.status_code, 200)
        for page in (TOKENS, f"{TOKENS}{token.pk}/change/", "/admin/"):
            self.assertNotContains(self.client.get(page), secret)
        kept = str([session.get_decoded() for session in Session.objects.all()])
        self.assertNotIn(secret, kept + str(LogEntry.objects.values()) + str(response.cookies))

    def test_a_token_without_a_name_is_told_at_its_field(self):
        self.client.force_login(create_staff())
        self.assertContains(self.client.post(f"{TOKENS}add/", {"name": ""}), "errorlist")
        self.assertEqual(Token.objects.count(), 0)


class OwnTokensTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.one, cls.other = create_staff(username="one"), create_staff(username="other")
        cls.headers = create_token(user=cls.one, name="my phone")
        create_token(user=cls.other, name="their phone")

    def test_everybody_sees_their_own_and_a_superuser_sees_what_all_are_called(self):
        self.client.force_login(self.one)
        self.assertContains(self.client.get(TOKENS), "my phone")
        self.assertNotContains(self.client.get(TOKENS), "their phone")
        theirs = Token.objects.get(user=self.other)
        self.assertEqual(self.client.get(f"{TOKENS}{theirs.pk}/change/").status_code, 302)
        self.client.force_login(create_owner())
        self.assertContains(self.client.get(TOKENS), "my phone")
        self.assertContains(self.client.get(TOKENS), "their phone")

    def revoke(self, *tokens):
        data = {"action": "revoke", "_selected_action": [token.pk for token in tokens]}
        return self.client.post(TOKENS, data, follow=True)

    def test_a_revoked_token_holds_no_longer(self):
        self.client.force_login(self.one)
        self.assertEqual(self.client.get("/api/entries", headers=self.headers).status_code, 200)
        self.assertContains(self.revoke(Token.objects.get(user=self.one)), "1 token was revoked.")
        self.assertEqual(self.client.get("/api/entries", headers=self.headers).status_code, 401)

    def test_nobody_revokes_or_changes_what_is_not_theirs(self):
        self.client.force_login(self.one)
        theirs = Token.objects.get(user=self.other)
        self.revoke(theirs)
        theirs.refresh_from_db()
        self.assertIsNone(theirs.revoked_at)
        own = Token.objects.get(user=self.one)
        self.assertEqual(self.client.post(f"{TOKENS}{own.pk}/change/", {"name": "x"}).status_code, 403)
        self.assertEqual(self.client.post(f"{TOKENS}{own.pk}/delete/", {"post": "yes"}).status_code, 403)

    def test_there_is_nothing_for_who_is_not_on_the_staff(self):
        for user in (None, create_reader()):
            if user:
                self.client.force_login(user)
            for address in (TOKENS, f"{TOKENS}add/"):
                self.assertRedirects(self.client.get(address), f"/admin/login/?next={address}")
            self.client.post(f"{TOKENS}add/", {"name": "x"})
        self.assertEqual(Token.objects.count(), 2)
