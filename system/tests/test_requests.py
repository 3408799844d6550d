import json
from unittest.mock import patch

from django.http import HttpResponse
from django.test import RequestFactory, SimpleTestCase, TestCase, override_settings

from notes.tests.factories import create_entry
from passages.tests.factories import create_owner
from system.requests import kind_of, log_requests, shape_of

from .lines import listening

GIVEN = "a-request-1234"


class LineTests(TestCase):
    def ask(self, path, **request):
        with listening() as lines:
            response = self.client.get(path, **request)
        (line,) = lines.requests
        return response, line

    def test_each_request_is_one_line(self):
        entry = create_entry(body="Read it")
        response, line = self.ask(entry.get_absolute_url(), headers={"user-agent": "Mozilla/5.0"})
        self.assertEqual((line["method"], line["path"]), ("GET", "/2023/3/11/<slug>/"))
        self.assertEqual((line["status"], line["user"], line["client"]), (200, None, "browser"))
        self.assertEqual(line["bytes"], len(response.content))
        self.assertGreater(line["queries"], 0)
        self.assertGreaterEqual(line["ms"], line["query_ms"])

    def test_it_names_who_has_signed_in_by_key(self):
        owner = create_owner()
        self.client.force_login(owner)
        self.assertEqual(self.ask("/admin/")[1]["user"], owner.pk)

    def test_it_asks_nothing_of_the_database_itself(self):
        self.client.force_login(create_owner())
        with self.assertNumQueries(0):
            self.assertIsNone(self.ask("/healthz")[1]["user"])

    def test_words_that_were_asked_for_are_not_in_it(self):
        with listening() as lines:
            for path in ("/search/?q=canary", "/?year=canary", "/canary/", "/tags/canary/", "/admin/canary/",
                         "/api/canary", "/links/canary.org/", "/2023/03/11/canary/"):  # fmt: skip
                self.client.get(path)
            self.client.get("/", headers={"host": "canary.org"})
            self.client.post("/admin/login/", {"username": "canary", "password": "canary"})
        self.assertEqual(len(lines.requests), 10)
        self.assertNotIn("canary", "".join(lines.texts))

    def test_a_failure_is_told_with_its_frames_and_without_words(self):
        self.client.raise_request_exception = False
        with listening() as lines, patch("notes.views.Filter.from_request", side_effect=ValueError("canary")):
            response = self.client.get("/?q=canary")
        failure, line = map(json.loads, lines.texts)
        self.assertEqual(failure["request"], line["request"])
        self.assertEqual((line["status"], line["level"]), (500, "error"))
        self.assertTrue(any("notes/views.py" in frame for frame in failure["errors"][0]["frames"]))
        self.assertNotIn("canary", "".join(lines.texts))
        self.assertContains(response, line["request"], status_code=500)

    @override_settings(DEBUG=True)
    def test_whoever_works_on_the_program_reads_plain_words(self):
        with self.assertLogs("system.requests") as logs:
            self.client.get("/healthz?a=1")
        self.assertRegex(logs.records[0].getMessage(), r"^GET /healthz 200, [\d.]+ ms, 0 queries$")


class IdTests(SimpleTestCase):
    def id_for(self, **meta):
        request = RequestFactory().get("/healthz", **{"HTTP_X_REQUEST_ID": GIVEN, **meta})
        return log_requests(lambda request: HttpResponse("ok"))(request).headers["X-Request-ID"]

    def test_that_of_the_web_server_in_front_is_taken(self):
        self.assertEqual(self.id_for(REMOTE_ADDR="127.0.0.1"), GIVEN)
        self.assertEqual(self.id_for(REMOTE_ADDR=""), GIVEN)

    def test_that_of_a_stranger_is_not(self):
        self.assertRegex(self.id_for(REMOTE_ADDR="192.0.2.1"), "^[0-9a-f]{16}$")

    @override_settings(FORWARDED_ALLOW_IPS=["192.0.2.1"])
    def test_others_can_be_trusted(self):
        self.assertEqual(self.id_for(REMOTE_ADDR="192.0.2.1"), GIVEN)

    def test_one_that_is_none_is_not_taken(self):
        for given in ("short", "x" * 65, "two words of it", "line\nbreak-and-more", "größe-größe", ""):
            self.assertRegex(self.id_for(HTTP_X_REQUEST_ID=given), "^[0-9a-f]{16}$")


class ShapeTests(SimpleTestCase):
    def test_keys_and_dates_stay_and_words_go(self):
        for path, shape in {
            "/": "/",
            "/2023/03/": "/2023/3/",
            "/tags/lora+nlp/": "/tags/<slugs>/",
            "/admin/notes/entry/12/change/": "/admin/notes/entry/12/change/",
            "/admin/notes/entry/words/change/": "/admin/notes/entry/<object_id>/change/",
            "/admin/words/": "/admin/<url>",
            "/api/entries/7": "/api/entries/7",
            "/papers/1984/": "/papers/<slug>/",
            "/nothing/here": "<unknown>",
            "/static/css/all.css": "/static/css/all.css",
        }.items():
            with self.subTest(path):
                request = RequestFactory().get(path)
                request.resolver_match = None
                self.assertEqual(shape_of(request), shape)

    def test_clients_are_told_apart_roughly(self):
        for agent, kind in {
            "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0": "browser",
            "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)": "robot",
            "Mozilla/5.0 (compatible; Miniflux/2.2.0; +https://miniflux.app)": "feed reader",
            "curl/8.5.0": "program",
            "": "none",
        }.items():
            self.assertEqual(kind_of(agent), kind)
