from django.db import connection
from django.test import Client, TestCase
from django.test.utils import CaptureQueriesContext

from .factories import LOGIN, create_factor, create_owner

PAGES = ["/admin/second-factor/", "/admin/signed-in/", "/admin/password_change/"]
PAGES += ["/admin/accounts/signinevent/", "/admin/admin/logentry/"]


class AccountPagesTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.owner = create_owner()

    def writes(self, address):
        with CaptureQueriesContext(connection) as queries:
            self.assertEqual(self.client.get(address).status_code, 200, address)
        return [query["sql"] for query in queries if not query["sql"].startswith("SELECT")]

    def test_looking_at_them_changes_nothing(self):
        self.assertEqual(self.writes(LOGIN), [])
        self.client.force_login(self.owner)
        for _ in range(2):
            self.assertEqual([self.writes(address) for address in PAGES], [[]] * len(PAGES))
            create_factor(self.owner)

    def test_their_forms_need_a_token(self):
        strict = Client(enforce_csrf_checks=True)
        strict.force_login(self.owner)
        for address in PAGES[:3]:
            self.assertEqual(strict.post(address).status_code, 403, address)

    def test_strangers_are_asked_to_sign_in(self):
        for address in PAGES:
            self.assertRedirects(self.client.get(address), f"{LOGIN}?next={address}")
            self.assertEqual(self.client.post(address).status_code, 302)
