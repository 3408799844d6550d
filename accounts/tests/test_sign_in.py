from django.contrib.auth import get_user_model
from django.test import Client, TestCase

from .factories import LOGIN, PASSWORD, create_owner, sign_in

# Where browsers would go elsewhere, or run something (PayloadsAllTheThings, “Open Redirect”).
ELSEWHERE = [
    "https://evil.example", "//evil.example", "///evil.example", "////evil.example", r"\\evil.example",
    r"/\evil.example", r"\/evil.example", "http:evil.example", "https:/evil.example", "https:///evil.example",
    "//evil.example/%2f..", "/\t/evil.example", "\t//evil.example", " //evil.example", "\n//evil.example",
    "//testserver@evil.example", "https://testserver.evil.example", "https://testserver@evil.example",
    "javascript:alert(1)", "JaVaScRiPt:alert(1)", "java\nscript:alert(1)", "data:text/html,x", "vbscript:x",
    "//evil。example", "//%65vil.example", "//evil.example\\@testserver", "http://[::1", "//[evil", "///",
    "ftp://testserver/", "\x08//evil.example", "//evil.example:80/?@testserver",
]  # fmt: skip
HERE = ["/write/", "/papers/?tag=a%2Fb", "http://testserver/topics/"]


class NextTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.owner = create_owner()

    def next_of(self, path):
        said = {"username": "owner", "password": PASSWORD, "next": path}
        response = Client().post(LOGIN, said)
        self.assertEqual(response.status_code, 302)
        return response.headers["Location"]

    def test_nobody_is_sent_elsewhere(self):
        for path in ELSEWHERE:
            with self.subTest(path):
                self.assertEqual(self.next_of(path), "/admin/")

    def test_who_wanted_a_page_here_comes_to_it(self):
        self.assertEqual([self.next_of(path) for path in HERE], HERE)

    def test_no_header_is_put_in(self):
        self.assertEqual(self.next_of("/\r\nSet-Cookie: a=b"), "/%0D%0ASet-Cookie:%20a=b")

    def test_a_session_is_for_no_script_no_other_site_and_no_other_host(self):
        names = {"SESSION_COOKIE_NAME": "__Host-sessionid", "CSRF_COOKIE_NAME": "__Host-csrftoken"}
        with self.settings(**names, SESSION_COOKIE_SECURE=True, CSRF_COOKIE_SECURE=True):
            cookies = sign_in(self.client).cookies
        self.assertEqual({*cookies}, {*names.values()})
        for cookie in cookies.values():
            flags = [cookie[flag] for flag in ("httponly", "secure", "samesite", "path", "domain")]
            self.assertEqual(flags, [True, True, "Lax", "/", ""])

    def test_what_stands_in_the_address_is_no_better(self):
        said = {"username": "owner", "password": PASSWORD}
        response = self.client.post(f"{LOGIN}?next=//evil.example", said)
        self.assertEqual(response.headers["Location"], "/admin/")


class PageTests(TestCase):
    def test_it_asks_for_name_password_and_code_on_one_page(self):
        page = self.client.get(LOGIN)
        for field in ('autocomplete="username"', 'type="password"', 'autocomplete="one-time-code"'):
            self.assertContains(page, field)
        self.assertIn("no-store", page.headers["Cache-Control"])

    def test_it_needs_the_token_of_its_form(self):
        strict = Client(enforce_csrf_checks=True)
        self.assertEqual(sign_in(strict).status_code, 403)

    def test_a_reader_is_given_no_session(self):
        self.assertEqual({*self.client.get(LOGIN).cookies}, {"csrftoken"})
        self.assertNotIn("sessionid", sign_in(self.client, username="nobody").cookies)

    def test_who_may_not_see_a_page_is_offered_to_be_somebody_else(self):
        self.client.force_login(get_user_model().objects.create_user("reader"))
        self.assertContains(self.client.get(LOGIN), "You are signed in as reader")
