from base64 import b32decode
from time import time
from unittest.mock import patch

from accounts.models import SignInEvent
from tests.browser import BrowserTestCase

from .factories import LOGIN, PASSWORD, code_of, create_owner

# Fields that reach beyond the row that hides the rest of them.
CUT_OFF = """[...document.querySelectorAll(".form-row input")].filter((field) =>
    field.getBoundingClientRect().right > field.closest(".form-row").getBoundingClientRect().right
).map((field) => field.name)"""


class SecondFactorBrowserTests(BrowserTestCase):
    has_sample = False

    def assert_fine(self, page, width):
        self.assertEqual(self.complaints, [])
        self.assertEqual(self.violations(page), [])
        self.complaints.clear()  # of what axe itself does
        self.assertLessEqual(page.evaluate("document.documentElement.scrollWidth"), width)
        self.assertEqual(page.evaluate(CUT_OFF), [])

    def send(self, page, button):
        """Click, and wait until the next page is there instead of this one."""
        with page.expect_navigation():
            page.click(button)

    def sign_in(self, page, code=""):
        page.fill("#id_username", "owner")
        page.fill("#id_password", PASSWORD)
        page.fill("#id_code", code)
        self.send(page, "#login-form input[type=submit]")

    def set_up(self, page):
        """The key that was read off the page, and the recovery codes."""
        page.goto("/admin/second-factor/")
        self.assert_fine(page, 360)
        self.assertTrue(page.evaluate("document.querySelector('.steps__qr').naturalWidth"))
        typed = page.text_content(".steps__secret")
        key = b32decode(typed.replace(" ", "")).hex()
        page.fill("#id_password", PASSWORD)
        page.fill("#id_code", code_of(key=key))
        self.send(page, ".submit-row input")
        codes = page.locator(".recovery-codes code").all_text_contents()
        self.assert_fine(page, 360)
        return key, codes

    def test_it_is_set_up_and_asked_for_and_a_recovery_code_works_once(self):
        create_owner()
        page = self.open(LOGIN, width=360, scheme="dark")
        self.assert_fine(page, 360)
        self.sign_in(page)
        key, codes = self.set_up(page)
        page.click("#logout-form button")
        page.goto(LOGIN)
        self.sign_in(page)
        self.assertIn("do not belong together", page.text_content(".errornote"))
        self.assert_fine(page, 360)
        with patch("django_otp.oath.time", return_value=time() + 60):
            self.sign_in(page, code_of(key=key))
        page.wait_for_selector("#logout-form")
        page.goto("/admin/signed-in/")
        self.assert_fine(page, 360)
        for is_in in (True, False):
            page.click("#logout-form button")
            page.goto(LOGIN)
            self.sign_in(page, codes[0])
            self.assertEqual(page.locator("#logout-form").count(), 1 if is_in else 0)
        factors = [*SignInEvent.objects.filter(kind="signed in").values_list("factor", flat=True)]
        self.assertEqual(factors, ["recovery", "code", ""])

    def test_who_is_locked_reads_so(self):
        create_owner()
        page = self.open(LOGIN, width=360)
        for _ in range(10):
            page.fill("#id_username", "owner")
            page.fill("#id_password", "wrong")
            self.send(page, "#login-form input[type=submit]")
        self.assertEqual(page.text_content("h1"), "Too many tries")
        self.complaints = [said for said in self.complaints if "429" not in said]
        self.assert_fine(page, 360)
