from datetime import timedelta

import time_machine
from axes.models import AccessAttempt
from django.test import Client, TestCase, override_settings
from django.utils import timezone

from accounts.models import SignInEvent
from tests.test_privacy import with_login_required

from .factories import change_password, create_owner, sign_in

BEHIND_ONE = override_settings(TRUSTED_PROXIES=1)


def guess(times=1, *, username="owner", address="192.0.2.1", **said):
    """The last answer to so many wrong passwords from an address."""
    client = Client(REMOTE_ADDR=address)
    said = {"password": "wrong"} | said
    return [sign_in(client, username=username, **said) for _ in range(times)][-1]


def create_failures(number, *, username="owner", address):
    """What as many guesses leave behind, which takes no time."""
    said = {"username": username, "ip_address": address, "failures_since_start": number}
    AccessAttempt.objects.create(**said, attempt_time=timezone.now())


def guess_from_everywhere():
    """The last of 50 guesses, each nine of them from another address."""
    for number in range(5):
        create_failures(9, address=f"198.51.100.{number}")
    create_failures(4, address="198.51.100.6")
    return guess(address="198.51.100.6")


class GuessingTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.owner = create_owner()

    def test_the_tenth_wrong_password_locks_name_and_address(self):
        self.assertEqual(guess(9).status_code, 200)
        locked = guess()
        self.assertContains(locked, "for 15 minutes", status_code=429)
        self.assertTemplateUsed(locked, "429.html")
        self.assertTrue(0 < int(locked.headers["Retry-After"]) <= 900)
        self.assertEqual(sign_in(Client(REMOTE_ADDR="192.0.2.1")).status_code, 429)

    def test_who_is_locked_waits_a_quarter_of_an_hour_however_often_they_try(self):
        start = timezone.now()
        with time_machine.travel(start, tick=False) as clock:
            guess(10)
            for _ in range(7):
                clock.shift(timedelta(minutes=2))
                locked = guess()
            self.assertEqual((locked.status_code, locked.headers["Retry-After"]), (429, "60"))
            clock.shift(timedelta(minutes=1, seconds=1))
            self.assertEqual(sign_in(Client(REMOTE_ADDR="192.0.2.1")).status_code, 302)

    def test_guesses_do_not_fill_tables(self):
        guess(14)
        self.assertEqual(SignInEvent.objects.count(), 10)
        self.assertEqual(AccessAttempt.objects.count(), 1)

    def test_the_owner_goes_on_and_signs_in_from_elsewhere(self):
        self.client.force_login(self.owner)
        guess(12)
        self.assertEqual(self.client.get("/admin/").status_code, 200)
        self.assertEqual(sign_in(Client(REMOTE_ADDR="192.0.2.2")).status_code, 302)

    def test_guesses_from_many_addresses_lock_the_name(self):
        self.assertEqual(guess_from_everywhere().status_code, 429)
        self.assertEqual(sign_in(Client(REMOTE_ADDR="203.0.113.1")).status_code, 429)
        self.assertEqual(guess(username="somebody", address="203.0.113.1").status_code, 200)

    def test_nobody_is_locked_out_of_where_they_signed_in_lately(self):
        home = Client(REMOTE_ADDR="203.0.113.1")
        sign_in(home)
        guess_from_everywhere()
        self.assertEqual(sign_in(Client(REMOTE_ADDR="203.0.113.1")).status_code, 302)
        create_failures(9, address="203.0.113.1")
        self.assertEqual(guess(address="203.0.113.1").status_code, 429)

    def test_one_address_tries_no_hundred_names(self):
        for number in range(11):
            create_failures(9, username=f"name-{number}", address="192.0.2.1")
        self.assertEqual(guess(username="one more").status_code, 429)
        self.assertEqual(guess(username="one more", address="192.0.2.2").status_code, 200)

    def test_another_s_sign_in_forgives_nothing(self):
        create_owner("other")
        guess(9)
        sign_in(Client(REMOTE_ADDR="192.0.2.1"), username="other")
        self.assertEqual(guess().status_code, 429)

    def test_a_sign_in_forgives_one_s_own_slips(self):
        guess(9)
        sign_in(Client(REMOTE_ADDR="192.0.2.1"))
        self.assertEqual(guess(9).status_code, 200)

    def test_guesses_of_the_old_password_count(self):
        client = Client(REMOTE_ADDR="192.0.2.1")
        client.force_login(self.owner)
        create_failures(8, address="192.0.2.1")
        self.assertContains(change_password(client, old="wrong"), "Your old password was entered incorrectly")
        self.assertEqual(change_password(client, old="wrong").status_code, 429)
        self.assertEqual(change_password(client).status_code, 429)
        self.assertEqual(client.get("/admin/").status_code, 200)

    def test_a_private_site_tells_it_as_well(self):
        create_failures(9, address="192.0.2.1")
        with self.settings(SITE_PRIVATE=True, MIDDLEWARE=with_login_required()):
            self.assertContains(guess(), "for 15 minutes", status_code=429)

    def test_no_header_makes_somebody_else_of_a_guesser(self):
        client = Client(REMOTE_ADDR="192.0.2.1")
        for number in range(10):
            headers = {"X-Forwarded-For": f"203.0.113.{number}", "User-Agent": f"browser {number}"}
            answer = sign_in(client, password="wrong", **headers)
        self.assertEqual(answer.status_code, 429)

    @BEHIND_ONE
    def test_behind_a_proxy_those_who_ask_it_are_told_apart(self):
        proxy = Client(REMOTE_ADDR="127.0.0.1")
        for number in range(10):
            forged = {"X-Forwarded-For": f"203.0.113.{number}, 192.0.2.1"}
            answer = sign_in(proxy, password="wrong", **forged)
        self.assertEqual(answer.status_code, 429)
        self.assertEqual(sign_in(proxy, **{"X-Forwarded-For": "192.0.2.2"}).status_code, 302)
