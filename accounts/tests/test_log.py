from datetime import timedelta
from io import StringIO

from django.contrib.admin.models import LogEntry
from django.core.management import call_command
from django.db import IntegrityError
from django.test import Client, TestCase, override_settings
from django.utils import timezone

from accounts.models import SignInEvent
from api.tests.factories import create_token
from desk.tests.factories import create_staff
from history.models import Version
from notes.models import Entry
from topics.models import Topic
from topics.tests.factories import create_topic

from .factories import change_password, create_owner, sign_in

PAGE = "/admin/accounts/signinevent/"
CHANGES = "/admin/admin/logentry/"


class LogTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.owner = create_owner()
        SignInEvent.objects.all().delete()

    def kinds(self):
        return [*SignInEvent.objects.order_by("pk").values_list("kind", flat=True)]

    def test_it_tells_who_came_in_from_where_with_what(self):
        client = Client(REMOTE_ADDR="192.0.2.7", HTTP_USER_AGENT="curl/8.5.0")
        sign_in(client, password="wrong")
        sign_in(client)
        client.post("/admin/logout/")
        self.assertEqual(self.kinds(), ["refused", "signed in", "signed out"])
        told = {(each.user, each.name, each.address, each.browser) for each in SignInEvent.objects.all()}
        self.assertEqual(told, {(self.owner, "owner", "192.0.2.7", "curl/8.5.0")})

    def test_a_new_password_is_told(self):
        self.client.force_login(self.owner)
        change_password(self.client)
        self.assertEqual(self.kinds(), ["signed in", "password"])
        self.assertEqual(SignInEvent.objects.latest("pk").address, "127.0.0.1")

    def test_it_outlives_the_account(self):
        sign_in(self.client)
        self.owner.delete()
        self.assertEqual(SignInEvent.objects.get().name, "owner")

    def test_it_is_kept_for_ninety_days(self):
        create_topic()
        for days in (91, 89):
            event = SignInEvent.objects.record("refused")
            SignInEvent.objects.filter(pk=event.pk).update(happened_at=timezone.now() - timedelta(days=days))
        call_command("prepare", stdout=StringIO())
        self.assertEqual(self.kinds(), ["refused"])
        SignInEvent.objects.update(happened_at=timezone.now() - timedelta(days=91))
        sign_in(self.client)
        self.assertEqual(self.kinds(), ["signed in"])

    def test_a_factor_is_told_of_a_sign_in_only(self):
        with self.assertRaisesMessage(IntegrityError, "signinevent_factor_of_sign_in"):
            SignInEvent.objects.record("refused", factor="code")


class LogPageTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.owner, cls.staff = create_owner(), create_staff("change_topic")
        for user, browser in ((cls.owner, "Lynx/owner"), (cls.staff, "Lynx/staff"), (None, "Lynx/nobody")):
            event = SignInEvent.objects.record("refused", user=user)
            SignInEvent.objects.filter(pk=event.pk).update(browser=browser)

    def test_a_superuser_sees_all_and_others_their_own(self):
        for user, seen in ((self.owner, ["owner", "staff", "nobody"]), (self.staff, ["staff"])):
            self.client.force_login(user)
            page = self.client.get(PAGE)
            for name in ("owner", "staff", "nobody"):
                told = self.assertContains if name in seen else self.assertNotContains
                told(page, f"Lynx/{name}")

    def test_another_s_is_not_found_at_its_address(self):
        self.client.force_login(self.staff)
        other = SignInEvent.objects.get(user=self.owner)
        self.assertEqual(self.client.get(f"{PAGE}{other.pk}/change/").status_code, 302)

    def test_nobody_changes_it(self):
        self.client.force_login(self.owner)
        event = SignInEvent.objects.first()
        for path in ("add/", f"{event.pk}/change/", f"{event.pk}/delete/"):
            self.assertEqual(self.client.post(f"{PAGE}{path}", {"post": "yes"}).status_code, 403)

    def test_it_is_searched_by_address(self):
        SignInEvent.objects.filter(user=self.staff).update(address="192.0.2.7")
        self.client.force_login(self.owner)
        found = self.client.get(f"{PAGE}?q=192.0.2").context["cl"].queryset
        self.assertEqual([event.name for event in found], ["staff"])

    def test_a_proxy_that_is_not_trusted_is_told_of(self):
        self.client.force_login(self.owner)
        behind = {"X-Forwarded-For": "192.0.2.1"}
        self.assertContains(self.client.get(PAGE, headers=behind), "TRUSTED_PROXIES")
        self.assertNotContains(self.client.get(PAGE), "TRUSTED_PROXIES")
        with override_settings(TRUSTED_PROXIES=1):
            self.assertNotContains(self.client.get(PAGE, headers=behind), "TRUSTED_PROXIES")

    def test_the_log_of_changes_is_for_superusers(self):
        self.client.force_login(self.staff)
        self.assertNotContains(self.client.get(PAGE), CHANGES)
        self.assertEqual(self.client.get(CHANGES).status_code, 403)
        self.client.force_login(self.owner)
        self.assertContains(self.client.get(PAGE), CHANGES)


class WhoChangedTests(TestCase):
    """The log of changes tells who, whichever way they came."""

    @classmethod
    def setUpTestData(cls):
        cls.owner = create_owner()

    def assert_by_owner(self, document):
        self.assertEqual({each.saved_by for each in Version.objects.of(document)}, {self.owner})

    def test_at_the_desk(self):
        self.client.force_login(self.owner)
        said = {"title": "Language", "slug": "language", "body": "Words", "visibility": "public", "tags": ""}
        self.client.post("/admin/topics/topic/add/", said)
        self.assert_by_owner(Topic.objects.get())
        entry = LogEntry.objects.get()
        self.assertEqual(entry.user, self.owner)
        page = self.client.get(CHANGES)
        self.assertContains(page, "Added “Language”.")
        self.assertContains(page, "owner")

    def test_by_the_api(self):
        headers = create_token(user=self.owner)
        self.client.post("/api/entries", {"text": "Read"}, content_type="application/json", headers=headers)
        self.assert_by_owner(Entry.objects.get())
