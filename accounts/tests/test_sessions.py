from datetime import timedelta
from io import StringIO
from unittest.mock import patch

import time_machine
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.db import OperationalError
from django.test import Client, TestCase
from django.utils import timezone

from accounts.sessions import renew
from topics.tests.factories import create_topic

from .factories import PASSWORD, change_password, code_of, create_factor, create_owner, sign_in

PAGE = "/admin/signed-in/"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:127.0) Gecko/20100101 Firefox/127.0"


def end_others(client, *, password=PASSWORD, code="", follow=False):
    return client.post(PAGE, {"password": password, "code": code}, follow=follow)


class SessionTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.owner = create_owner()

    def setUp(self):
        self.other = Client(REMOTE_ADDR="192.0.2.7", HTTP_USER_AGENT=FIREFOX)
        sign_in(self.client)
        sign_in(self.other)

    def assert_signed_in(self, client, is_so=True):
        self.assertEqual(client.get("/admin/").status_code, 200 if is_so else 302)

    def test_it_is_shown_where_one_is_signed_in(self):
        page = self.client.get(PAGE)
        self.assertEqual([place.is_this for place in page.context["places"]], [True, False])
        self.assertContains(page, "192.0.2.7")
        self.assertContains(page, "Firefox, Linux")

    def test_the_password_signs_out_everywhere_else(self):
        self.assertContains(end_others(self.client, follow=True), "Signed out in 1 place.")
        self.assert_signed_in(self.client)
        self.assert_signed_in(self.other, False)

    def test_who_has_only_stolen_a_session_ends_none(self):
        for password in ("", "a guess"):
            page = end_others(self.client, password=password)
            self.assertEqual(page.status_code, 200)
            self.assertTrue(page.context["form"].errors)
        self.assertContains(page, "The password is wrong.")
        self.assert_signed_in(self.other)

    def test_guesses_of_the_password_count(self):
        statuses = [end_others(self.client, password="a guess").status_code for _ in range(10)]
        self.assertEqual(statuses, [*[200] * 9, 429])
        self.assert_signed_in(self.other)

    def test_with_a_second_factor_it_takes_a_code_as_well(self):
        create_factor(self.owner)
        self.assertTrue(end_others(self.client).context["form"].has_error("code"))
        self.assert_signed_in(self.other)
        self.assertRedirects(end_others(self.client, code=code_of()), PAGE)
        self.assert_signed_in(self.other, False)

    def test_what_the_next_page_says_is_in_no_cookie(self):
        self.assertEqual({*end_others(self.client).cookies}, {"sessionid"})

    def test_the_sessions_of_others_are_not_shown_and_not_ended(self):
        stranger = Client(REMOTE_ADDR="203.0.113.9")
        stranger.force_login(create_owner("other"))
        self.assertNotContains(stranger.get(PAGE), "192.0.2.7")
        end_others(stranger)
        self.assert_signed_in(self.client)
        self.assert_signed_in(self.other)

    def test_a_session_from_before_is_listed_without_its_beginning(self):
        session = self.other.session
        del session["signed_in"], session["seen_on"]
        session.save()
        self.assertEqual(len(self.client.get(PAGE).context["places"]), 2)

    def test_a_new_password_ends_all_other_sessions(self):
        self.assertRedirects(change_password(self.client), "/admin/password_change/done/")
        self.assert_signed_in(self.client)
        self.assert_signed_in(self.other, False)
        self.assertEqual(Session.objects.count(), 1)

    def test_a_password_that_somebody_else_sets_ends_all(self):
        admin = Client()
        admin.force_login(create_owner("admin"))
        said = {"usable_password": "true", "password1": "another secret", "password2": "another secret"}
        admin.post(f"/admin/auth/user/{self.owner.pk}/password/", said)
        self.assertTrue(User.objects.get(username="owner").check_password("another secret"))
        for client in (self.client, self.other):
            self.assert_signed_in(client, False)
        self.assert_signed_in(admin)

    def test_one_s_own_new_password_takes_the_old_one(self):
        said = {"usable_password": "true", "password1": "another secret", "password2": "another secret"}
        for key in (self.owner.pk, f"0{self.owner.pk}"):
            response = self.client.post(f"/admin/auth/user/{key}/password/", said)
            self.assertRedirects(response, "/admin/password_change/")
        self.owner.refresh_from_db()
        self.assertFalse(self.owner.check_password("another secret"))

    def test_a_session_that_is_used_lasts_two_weeks_from_then_on(self):
        start = timezone.now()
        with time_machine.travel(start + timedelta(days=13)):
            self.assert_signed_in(self.client)
        with time_machine.travel(start + timedelta(days=26)):
            self.assert_signed_in(self.client)
            self.assert_signed_in(self.other, False)

    def test_a_session_ends_after_ninety_days_however_much_it_is_used(self):
        start = timezone.now()
        for day in range(10, 90, 10):
            with time_machine.travel(start + timedelta(days=day)):
                self.assert_signed_in(self.client)
        with time_machine.travel(start + timedelta(days=89, hours=23)):
            end_others(self.client)  # which saves the session once more
            self.assert_signed_in(self.client)
        with time_machine.travel(start + timedelta(days=90, minutes=1)):
            self.assert_signed_in(self.client, False)

    def test_signing_in_again_begins_anew(self):
        start = timezone.now()
        with time_machine.travel(start + timedelta(days=10)):
            sign_in(self.client)
        for day in (20, 32, 44, 56, 68, 80, 92, 99):
            with time_machine.travel(start + timedelta(days=day)):
                self.assert_signed_in(self.client)
        with time_machine.travel(start + timedelta(days=101)):
            self.assert_signed_in(self.client, False)

    def test_a_session_without_a_beginning_is_not_prolonged(self):
        session = self.client.session
        del session["signed_in"], session["seen_on"]
        session.save()
        start = timezone.now()
        with time_machine.travel(start + timedelta(days=13)):
            self.assert_signed_in(self.client)
        with time_machine.travel(start + timedelta(days=15)):
            self.assert_signed_in(self.client, False)

    def test_it_is_written_once_a_day_and_not_with_each_page(self):
        with time_machine.travel(timezone.now() + timedelta(days=1)):
            cookies = [{*self.client.get("/").cookies} for _ in range(2)]
        self.assertEqual(cookies, [{"sessionid"}, set()])

    def test_a_database_that_takes_nothing_keeps_nobody_from_reading(self):
        fails = patch.object(Session, "save", side_effect=OperationalError("readonly database"))
        with time_machine.travel(timezone.now() + timedelta(days=1)), fails as save:
            page = self.client.get("/")
        save.assert_called_once()
        self.assertEqual((page.status_code, {*page.cookies}), (200, set()))

    def test_a_session_that_ended_meanwhile_does_not_come_back(self):
        with time_machine.travel(timezone.now() + timedelta(days=1)):
            ends = patch("accounts.middleware.renew", side_effect=self.end_before_renewing)
            with ends:
                self.assertEqual(self.client.get("/admin/").status_code, 200)
            self.assert_signed_in(self.client, False)

    def end_before_renewing(self, session):
        Session.objects.all().delete()
        renew(session)

    def test_signing_in_makes_a_new_session_and_ends_the_one_before(self):
        before = self.client.cookies["sessionid"].value
        sign_in(self.client)
        self.assertNotEqual(self.client.cookies["sessionid"].value, before)
        self.assertFalse(Session.objects.filter(pk=before).exists())

    def test_an_account_that_is_closed_is_signed_in_nowhere(self):
        User.objects.filter(pk=self.owner.pk).update(is_active=False)
        for client in (self.client, self.other):
            self.assert_signed_in(client, False)

    def test_signing_out_ends_a_session(self):
        cookie = self.client.cookies["sessionid"].value
        self.client.post("/admin/logout/")
        self.client.cookies["sessionid"] = cookie
        self.assert_signed_in(self.client, False)

    def test_what_has_run_out_is_deleted_at_the_next_start(self):
        create_topic()
        Session.objects.filter(pk=self.other.session.session_key).update(expire_date=timezone.now())
        call_command("prepare", stdout=StringIO())
        self.assertEqual(Session.objects.count(), 1)
