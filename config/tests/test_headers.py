"""The headers of answers of every kind. tests/test_headers.py asks for them at every address."""

from unittest.mock import patch

from django.contrib.auth.models import User
from django.http import HttpResponse
from django.templatetags.static import static
from django.test import Client, RequestFactory, SimpleTestCase, TestCase, override_settings

from config import headers
from notes.tests.factories import create_entry
from passages.tests.drawings import drawing
from passages.tests.factories import create_image, create_owner

PACKETS = 7 * 1460  # bytes that come at once: audit/README.md
OF_SERVER = 120  # bytes of the status line and of what gunicorn adds: server, date and connection


def answered(response=None, *, cookies=None):
    request = RequestFactory().get("/")
    request.COOKIES.update(cookies or {})
    return headers.put_headers(lambda request: response or HttpResponse("x"))(request).headers


class PutHeadersTests(SimpleTestCase):
    def test_what_a_view_says_itself_stays(self):
        said = {"Cache-Control": "private, max-age=60", "Cross-Origin-Resource-Policy": "same-site"}
        sent = answered(HttpResponse("x", headers=said))
        self.assertEqual({name: sent[name] for name in said}, said)

    def test_what_nobody_signed_in_asked_for_is_asked_for_again(self):
        self.assertEqual(answered()["Cache-Control"], "no-cache")

    def test_what_somebody_signed_in_is_sent_is_kept_nowhere(self):
        for name in ("sessionid", "csrftoken"):
            self.assertEqual(answered(cookies={name: "x"})["Cache-Control"], "private, no-store")

    def test_every_feature_but_the_one_in_use_is_off(self):
        allowed = [each for each in headers.PERMISSIONS.split(", ") if not each.endswith("=()")]
        self.assertEqual(allowed, ["clipboard-write=(self)"])
        for name in ("camera", "geolocation", "microphone", "payment", "usb"):
            self.assertIn(f"{name}=()", headers.PERMISSIONS)


class ServedTests(TestCase):
    def test_a_static_file_may_do_nothing(self):
        response = self.client.get(static("css/all.css"))
        response.getvalue()  # which closes its file
        sent = response.headers
        allowed = "default-src 'none'; frame-ancestors 'none'; sandbox"
        self.assertEqual(sent["Content-Security-Policy"], allowed)
        self.assertEqual(sent["Cross-Origin-Resource-Policy"], "same-origin")
        self.assertEqual(sent["X-Content-Type-Options"], "nosniff")
        self.assertNotIn("Access-Control-Allow-Origin", sent)

    def test_a_static_file_that_is_missing_is_told_of_by_a_page(self):
        sent = self.client.get("/static/css/nothing.css").headers
        self.assertIn("style-src 'self'", sent["Content-Security-Policy"])
        self.assertIn("Permissions-Policy", sent)

    def test_a_face_comes_with_its_headers_in_the_packets_that_come_at_once(self):
        response = self.client.get(static("fonts/charis-italic.woff2"))
        lines = sum(len(f"{name}: {value}\r\n") for name, value in response.headers.items())
        of_server = (
            len("HTTP/1.1 200 OK\r\nServer: gunicorn\r\nDate: \r\nConnection: keep-alive\r\n\r\n") + 29
        )
        self.assertLessEqual(len(response.getvalue()) + lines + of_server, PACKETS)

    def test_no_folder_is_listed(self):
        for address in ("/static/", "/static/css/", "/images/", "/static/../manage.py", "/.git/config"):
            self.assertEqual(self.client.get(address).status_code, 404, address)

    def test_nothing_is_traced(self):
        for address in ("/", "/nothing/", "/admin/", "/admin/login/", "/api/entries", static("css/all.css")):
            response = self.client.trace(address, headers={"x-secret": "canary"})
            self.assertNotContains(response, "canary", status_code=response.status_code)
            self.assertNotEqual(response.headers.get("Content-Type"), "message/http")

    def test_whatever_goes_wrong_has_them_too(self):
        client = Client(enforce_csrf_checks=True, raise_request_exception=False)
        with patch("notes.views.Entry.objects.visible_to", side_effect=RuntimeError):
            broken = client.get("/")
        answers = {
            400: client.get("/?year=never"),
            401: client.post("/api/entries", "{}", "application/json"),
            403: client.post("/admin/login/"),
            404: client.get("/api/nothing"),
            405: self.client.delete("/papers/"),
            500: broken,
        }
        for status, response in answers.items():
            with self.subTest(status):
                self.assertEqual(response.status_code, status)
                self.assertEqual(response.headers["Permissions-Policy"], headers.PERMISSIONS)
                self.assertEqual(response.headers["X-Content-Type-Options"], "nosniff")
                self.assertIn("default-src 'none'", response.headers["Content-Security-Policy"])
                self.assertEqual(response.headers["Cross-Origin-Resource-Policy"], "same-origin")

    def test_pictures_are_shown_by_others_unless_somebody_is_signed_in(self):
        image = create_image(data=drawing())
        entry = create_entry(body=f"![seen]({image.get_absolute_url()})")
        for address in (image.get_absolute_url(), entry.get_card_url(), "/card.png", "/favicon.ico"):
            self.assert_resource_policy(address, "cross-origin")
        self.client.force_login(create_owner())
        self.assert_resource_policy(image.get_absolute_url(), "same-origin")

    def assert_resource_policy(self, address, policy):
        response = self.client.get(address)
        self.assertEqual(response.status_code, 200)
        self.assertEqual(response.headers["Cross-Origin-Resource-Policy"], policy, address)

    def test_another_host_is_refused_with_all_headers(self):
        for settings in ({}, {"SECURE_SSL_REDIRECT": True}):
            with override_settings(ALLOWED_HOSTS=["notes.example.org"], **settings):
                response = self.client_class().get("/", headers={"host": "evil.example"})
            self.assertEqual(response.status_code, 400)
            self.assertIn("default-src 'none'", response.headers["Content-Security-Policy"])
            self.assertEqual(response.headers["Cross-Origin-Opener-Policy"], "same-origin")
            self.assertNotContains(response, "evil.example", status_code=400)


@override_settings(
    SECURE_SSL_REDIRECT=True,
    SECURE_HSTS_SECONDS=365 * 24 * 3600,
    SESSION_COOKIE_SECURE=True,
    CSRF_COOKIE_SECURE=True,
)
class HttpsTests(TestCase):
    """As `HTTPS` sets them (config/tests/test_settings.py)."""

    def test_http_redirects_for_good_with_all_headers(self):
        response = self.client.get("/papers/?year=2023")
        self.assertEqual(response.status_code, 301)
        self.assertEqual(response.headers["Location"], "https://testserver/papers/?year=2023")
        self.assertIn("Permissions-Policy", response.headers)
        self.assertNotIn("Strict-Transport-Security", response.headers)  # RFC 6797, 7.2

    def test_a_program_that_sends_its_token_readably_is_told_so(self):
        for address in ("/api/", "/api/entries", "/api/nothing"):
            response = self.client.get(address)
            self.assertEqual(response.status_code, 403, address)
            self.assertIn("https", response.json()["detail"])
            self.assertEqual(
                self.client.get(address, secure=True).status_code, 404 if "no" in address else 200
            )

    def test_https_is_remembered_for_a_year(self):
        for address in ("/", "/nothing/", "/admin/login/", "/api/", static("css/all.css")):
            response = self.client.get(address, secure=True)
            response.getvalue()  # which closes its file
            self.assertEqual(response.headers["Strict-Transport-Security"], "max-age=31536000", address)

    @override_settings(SECURE_HSTS_INCLUDE_SUBDOMAINS=True)
    def test_it_holds_for_subdomains_where_they_are_one_s_own(self):
        sent = self.client.get("/", secure=True).headers["Strict-Transport-Security"]
        self.assertEqual(sent, "max-age=31536000; includeSubDomains")

    def test_cookies_are_sent_by_https_to_this_site_and_not_told_to_scripts(self):
        User.objects.create_superuser("owner", password="secret")
        form = {"username": "owner", "password": "secret", "next": "/"}
        cookies = self.client.post("/admin/login/", form, secure=True).cookies
        self.assertEqual(len(cookies), 2)
        for cookie in cookies.values():
            self.assertTrue(cookie["secure"], cookie)
            self.assertTrue(cookie["httponly"], cookie)
            self.assertEqual(cookie["samesite"], "Lax", cookie)
