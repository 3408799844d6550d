from datetime import UTC, datetime, timedelta
from io import StringIO
from unittest.mock import patch

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client, TestCase
from django.utils import timezone
from django_otp.plugins.otp_static.models import StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from accounts import factors
from accounts.models import SignInEvent

from .factories import KEY, PASSWORD, STEP, code_of, create_factor, create_owner, sign_in

PAGE = "/admin/second-factor/"


class WithFactorTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.owner = create_owner()
        cls.recovery = create_factor(cls.owner)

    def status(self, code):
        return sign_in(Client(), code=code).status_code

    def test_password_and_code_open_the_door(self):
        self.assertEqual(self.status(code_of()), 302)
        self.assertEqual(SignInEvent.objects.latest("pk").factor, "code")

    def test_the_password_alone_does_not(self):
        for code in ("", "123456", "12345", "abcdef", "１２３４５６", "1" * 40, "-1", "1e5", "🔑"):
            with self.subTest(code):
                self.assertEqual(self.status(code), 200)

    def test_a_code_is_taken_once(self):
        with time_machine.travel(timezone.now(), tick=False):
            code = code_of()
            self.assertEqual([self.status(code), self.status(code)], [302, 200])

    def test_an_earlier_code_is_not_taken_after_a_later_one(self):
        with time_machine.travel(timezone.now(), tick=False):
            self.assertEqual(self.status(code_of()), 302)
            self.assertEqual(self.status(code_of(later=-1)), 200)

    def test_of_two_who_show_one_code_at_once_one_comes_in(self):
        claims = [factors.claim_of("owner", code_of()) for _ in range(2)]
        self.assertEqual([claim.redeem() for claim in claims], ["code", None])
        claims = [factors.claim_of("owner", self.recovery[0]) for _ in range(2)]
        self.assertEqual([claim.redeem() for claim in claims], ["recovery", None])

    def test_a_code_holds_for_the_half_minute_in_which_it_is_shown_and_those_beside_it(self):
        begins = datetime(2026, 3, 1, 12, 0, 30, tzinfo=UTC)
        with time_machine.travel(begins, tick=False) as clock:
            code = code_of()
            for seconds, status in ((-31, 200), (60, 200), (-30, 302)):
                clock.move_to(begins + timedelta(seconds=seconds))
                self.assertEqual(self.status(code), status, seconds)

    def test_a_recovery_code_lets_in_once(self):
        code = self.recovery[3]
        self.assertEqual([self.status(code.upper().replace("-", " ")), self.status(code)], [302, 200])
        self.assertEqual(factors.codes_left(self.owner), 9)
        self.assertEqual(SignInEvent.objects.filter(factor="recovery").count(), 1)

    def test_the_codes_of_others_do_not(self):
        others = create_factor(create_owner("other"), key="00" * 20)
        self.assertEqual(self.status(others[0]), 200)
        self.assertEqual(self.status(code_of(key="00" * 20)), 200)

    def test_a_database_gives_no_recovery_code_away(self):
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT * FROM {StaticToken._meta.db_table}")
            kept = str(cursor.fetchall())
        for code in self.recovery:
            self.assertNotIn(code, kept)
            self.assertNotIn(code.replace("-", "")[:8], kept)
        digest = StaticToken.objects.first().token
        self.assertEqual(self.status(digest), 200)

    def test_a_code_and_what_is_kept_of_it_have_128_bits(self):
        self.assertEqual({len(code.replace("-", "")) for code in self.recovery}, {26})
        self.assertEqual(
            {len(digest) for digest in StaticToken.objects.values_list("token", flat=True)}, {16}
        )
        self.assertEqual(len({factors.digest_of(str(number))[0] for number in range(5000)}), 256)
        with patch.object(factors, "token_bytes", side_effect=lambda size: b"\0" * size) as random:
            factors.make_codes(self.owner)
        self.assertEqual({call.args for call in random.call_args_list}, {(16,)})

    def test_a_device_that_was_never_confirmed_asks_nothing(self):
        TOTPDevice.objects.update(confirmed=False)
        self.assertEqual(self.status(""), 302)

    def test_the_command_lets_in_who_has_lost_everything(self):
        out = StringIO()
        call_command("reset_second_factor", "owner", stdout=out)
        self.assertIn("password alone", out.getvalue())
        self.assertEqual(self.status(""), 302)
        for name in ("owner", "nobody"):
            with self.assertRaises(CommandError):
                call_command("reset_second_factor", name)


class SettingUpTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.owner = create_owner()

    def setUp(self):
        self.client.force_login(self.owner)

    def open_form(self, client=None):
        """The key on the page, and what its form sends besides password and code."""
        form = (client or self.client).get(PAGE).context["form"]
        return form.device.key, {"secret": form.signed}

    def set_up(self, *, password=PASSWORD):
        key, said = self.open_form()
        return self.client.post(PAGE, said | {"password": password, "code": code_of(key=key)})

    def test_the_page_shows_the_secret_as_picture_and_text_and_keeps_nothing(self):
        page = self.client.get(PAGE)
        self.assertContains(page, "data:image/svg+xml")
        self.assertContains(page, page.context["form"].secret_to_type)
        self.assertContains(page, "otpauth://totp/Commonplace%3Aowner?secret=")
        self.assertIn("no-store", page.headers["Cache-Control"])
        self.assertFalse(TOTPDevice.objects.exists())
        self.assertNotEqual(self.open_form()[0], self.open_form()[0])

    def test_a_code_sets_it_up_and_recovery_codes_are_shown_once(self):
        page = self.set_up()
        codes = page.context["codes"]
        self.assertEqual(len({*codes}), 10)
        for code in codes:
            self.assertContains(page, code)
            self.assertNotContains(self.client.get(PAGE), code)
        self.assertEqual(sign_in(Client(), code=codes[0]).status_code, 302)
        self.assertEqual(sign_in(Client()).status_code, 200)

    def test_the_code_that_set_it_up_does_not_let_in(self):
        with time_machine.travel(timezone.now(), tick=False) as clock:
            self.set_up()
            key = TOTPDevice.objects.get().key
            self.assertEqual(sign_in(Client(), code=code_of(key=key)).status_code, 200)
            clock.shift(STEP)
            self.assertEqual(sign_in(Client(), code=code_of(key=key)).status_code, 302)

    def test_other_sessions_that_came_without_it_end(self):
        other = Client()
        other.force_login(self.owner)
        self.set_up()
        self.assertEqual(other.get("/admin/").status_code, 302)
        self.assertEqual(self.client.get("/admin/").status_code, 200)

    @pytest.mark.once
    def test_the_password_is_asked_for_and_guesses_count(self):
        for _ in range(9):
            page = self.set_up(password="wrong")
        self.assertContains(page, "do not belong together")
        self.assertEqual(self.set_up(password="wrong").status_code, 429)
        self.assertFalse(TOTPDevice.objects.exists())
        self.assertEqual(self.client.get(PAGE).status_code, 200)

    def test_a_wrong_code_is_told_and_the_secret_stays(self):
        key, said = self.open_form()
        page = self.client.post(PAGE, said | {"password": PASSWORD, "code": "000000"})
        self.assertContains(page, "The code is wrong")
        self.assertEqual(page.context["form"].device.key, key)

    def test_a_secret_of_another_user_of_yesterday_or_of_one_s_own_making_is_not_taken(self):
        other = Client()
        other.force_login(create_owner("other"))
        with time_machine.travel(timezone.now() - timedelta(hours=2)):
            old = self.open_form()
        for key, said in (self.open_form(other), old, (KEY, {"secret": KEY}), (KEY, {})):
            with self.subTest(said):
                self.client.post(PAGE, said | {"password": PASSWORD, "code": code_of(key=key)})
                self.assertFalse(TOTPDevice.objects.exists())

    def test_the_longest_title_and_name_still_make_a_picture(self):
        self.client.force_login(create_owner("名" * 150))
        with self.settings(OTP_TOTP_ISSUER="本" * 40):
            self.assertContains(self.client.get(PAGE), "data:image/svg+xml")


class ChangingTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.owner = create_owner()
        cls.recovery = create_factor(cls.owner)

    def setUp(self):
        self.client.force_login(self.owner)

    def post(self, **said):
        return self.client.post(PAGE, {"password": PASSWORD, "code": code_of()} | said)

    def test_new_recovery_codes_take_the_place_of_the_old_ones(self):
        new = self.post(codes="1").context["codes"]
        self.assertEqual(sign_in(Client(), code=self.recovery[0]).status_code, 200)
        self.assertEqual(sign_in(Client(), code=new[0]).status_code, 302)
        self.assertContains(self.client.get(PAGE), "9 recovery codes are left")

    def test_it_is_turned_off_with_password_and_code(self):
        for said in ({"password": "wrong"}, {"code": "000000"}, {"code": ""}):
            self.post(off="1", **said)
            self.assertTrue(factors.is_on(self.owner))
        self.post(off="1")
        self.assertFalse(TOTPDevice.objects.exists() or StaticToken.objects.exists())
        kinds = [*SignInEvent.objects.values_list("kind", flat=True)[:3]]
        self.assertEqual(kinds, ["factor off", "refused", "refused"])

    def test_it_is_nobody_else_s(self):
        self.client.force_login(create_owner("other"))
        self.post(off="1", code=self.recovery[0])
        self.assertTrue(factors.is_on(self.owner))
        self.assertContains(self.client.get(PAGE), "Set it up")

    def test_there_is_nothing_for_who_is_not_on_the_staff(self):
        self.owner.is_staff = False
        self.owner.save()
        self.assertRedirects(self.client.get(PAGE), f"/admin/login/?next={PAGE}")
        self.assertEqual(self.post(off="1").status_code, 302)
        self.assertTrue(factors.is_on(self.owner))

    def test_secrets_have_no_page_in_the_admin(self):
        for table in ("otp_totp/totpdevice", "otp_static/staticdevice", "axes/accessattempt"):
            self.assertEqual(self.client.get(f"/admin/{table}/").status_code, 404)
