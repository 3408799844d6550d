from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Event
from unittest import mock

from django.contrib.auth import get_user_model
from django.core.cache import caches
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.test import RequestFactory, SimpleTestCase, TestCase

from config.caching import LARGEST, keep_pages
from notes.tests.factories import create_entry


class Pages:
    """Makes a page with the next number each time that it is asked for one."""

    def __init__(self, **headers):
        self.made = 0
        self.headers = headers
        self.cookies = {}
        self.status = 200

    def __call__(self, request):
        self.made += 1
        response = HttpResponse(f"page {self.made}", headers=self.headers, status=self.status)
        for name, value in self.cookies.items():
            response.set_cookie(name, value)
        return response


class KeptPagesTests(SimpleTestCase):
    def setUp(self):
        caches["pages"].clear()
        self.commits = self.enterContext(mock.patch("config.caching.last_commit", return_value="1"))
        self.pages = Pages()

    def ask(self, path="/", *, method="get", cookies=None, **headers):
        request = getattr(RequestFactory(), method)(path, headers=headers)
        request.COOKIES.update(cookies or {})
        return keep_pages(self.pages)(request)

    def assert_made(self, times):
        self.assertEqual(self.pages.made, times)

    def test_a_page_is_made_once_and_is_the_same_afterwards(self):
        first, second = self.ask(), self.ask()
        self.assert_made(1)
        self.assertEqual((first.content, first.headers), (second.content, second.headers))
        self.assertEqual(second.headers["Vary"], "Cookie")

    def test_after_a_commit_it_is_made_anew(self):
        self.ask()
        self.commits.return_value = "2"
        self.assertEqual(self.ask().content, b"page 2")

    def test_on_another_day_it_is_made_anew(self):
        self.ask()
        with mock.patch("config.caching.timezone.localdate", return_value=date(2030, 1, 1)):
            self.ask()
        self.assert_made(2)

    def test_it_is_another_page_by_address_language_encoding_host_and_scheme(self):
        self.ask()
        self.ask("/?tag=a")
        self.ask("/2023/")
        self.ask(**{"accept-language": "de"})
        self.ask(**{"accept-encoding": "gzip"})
        self.ask(host="localhost")
        keep_pages(self.pages)(RequestFactory().get("/", secure=True))
        self.assert_made(7)

    def test_languages_that_the_site_does_not_speak_share_a_page(self):
        for language in ("en", "en-GB,en;q=0.5", "tlh"):
            self.ask(**{"accept-language": language})
        self.assert_made(1)

    def test_whoever_has_it_is_told_so(self):
        etag = self.ask().headers["ETag"]
        response = self.ask(**{"if-none-match": etag})
        self.assertEqual((response.status_code, response.content), (304, b""))
        self.assertEqual(self.ask(**{"if-none-match": '"other"'}).status_code, 200)

    def test_the_first_who_asks_is_told_so_too(self):
        etag = self.ask().headers["ETag"]
        self.commits.return_value = "2"
        self.pages.made = 0  # the page will be the same again
        self.assertEqual(self.ask(**{"if-none-match": etag}).status_code, 304)

    def test_an_etag_of_the_page_itself_is_left(self):
        self.pages.headers = {"ETag": 'W/"own"'}
        self.assertEqual(self.ask().headers["ETag"], 'W/"own"')
        self.assertEqual(self.ask(**{"if-none-match": '"own"'}).status_code, 304)

    def test_nothing_is_kept_of_or_for_somebody_with_a_session_or_a_token(self):
        self.ask()
        for cookies, headers in (
            ({"sessionid": "x"}, {}),
            ({"csrftoken": "x"}, {}),
            ({}, {"authorization": "Bearer x"}),
        ):
            response = self.ask(cookies=cookies, **headers)
            self.assertNotEqual(response.content, b"page 1")
            self.assertNotIn("ETag", response.headers)
        self.assertEqual(self.ask().content, b"page 1")

    def test_a_page_that_gives_a_cookie_is_not_kept(self):
        self.pages.cookies = {"csrftoken": "x"}
        self.ask()
        self.ask()
        self.assert_made(2)

    def test_what_is_not_for_every_cache_or_no_whole_text_is_not_kept(self):
        for headers in (
            {"Cache-Control": "private, max-age=60"},
            {"Cache-Control": "no-store"},
            {"Content-Type": "image/png"},
        ):
            with self.subTest(headers):
                self.pages = Pages(**headers)
                self.ask()
                self.ask()
                self.assert_made(2)
        stream = mock.Mock(side_effect=lambda request: StreamingHttpResponse(["a"]))
        for _ in range(2):
            keep_pages(stream)(RequestFactory().get("/"))
        self.assertEqual(stream.call_count, 2)

    def test_only_answers_with_a_page_are_kept(self):
        for status in (301, 404, 400, 500, 503):
            self.pages = Pages()
            self.pages.status = status
            self.ask()
            self.ask()
            self.assert_made(2)

    def test_what_is_sent_in_is_never_answered_from_what_is_kept(self):
        self.ask()
        self.ask(method="post")
        self.assert_made(2)

    def test_within_a_transaction_nothing_is_kept(self):
        self.commits.return_value = ""
        self.ask()
        self.ask()
        self.assert_made(2)

    def test_what_is_committed_meanwhile_makes_the_next_page_another(self):
        def commit(request):
            self.commits.return_value = "2"
            return HttpResponse("page 1")

        self.assertEqual(keep_pages(commit)(RequestFactory().get("/")).content, b"page 1")
        self.ask()
        self.assert_made(1)

    def test_a_large_page_is_sent_but_not_kept(self):
        make = mock.Mock(side_effect=lambda request: HttpResponse("x" * (LARGEST + 1)))
        for _ in range(2):
            response = keep_pages(make)(RequestFactory().get("/"))
        self.assertEqual((make.call_count, len(response.content)), (2, LARGEST + 1))

    def test_other_bytes_in_the_query_are_another_page(self):
        request = RequestFactory().get("/search/")
        request.META["QUERY_STRING"] = "q=\u00c3\u00bc"  # as WSGI has the bytes of ü
        keep_pages(self.pages)(request)
        self.assertEqual(self.ask("/search/?q=%C3%83%C2%BC").content, b"page 2")

    def test_who_takes_something_like_gzip_does_not_share_the_page_of_who_takes_gzip(self):
        self.ask(**{"accept-encoding": "notgzip"})
        self.ask(**{"accept-encoding": "gzip"})
        self.assert_made(2)

    def test_a_page_that_was_begun_yesterday_is_kept_as_yesterdays(self):
        days = iter([date(2030, 1, 1)] + 5 * [date(2030, 1, 2)])
        self.enterContext(mock.patch("config.caching.timezone.localdate", side_effect=lambda: next(days)))
        self.ask()
        self.assertEqual(self.ask().content, b"page 2")

    def test_whether_the_site_is_well_is_not_remembered(self):
        self.ask("/healthz")
        self.ask("/healthz")
        self.commits.assert_not_called()
        self.assert_made(2)

    def test_pages_of_the_site_as_files_are_no_pages_for_readers(self):
        request = RequestFactory().get("/")
        request.is_static = True
        keep_pages(self.pages)(request)
        self.assertEqual(self.ask().content, b"page 2")

    def test_what_goes_wrong_is_not_kept(self):
        self.pages = mock.Mock(side_effect=Http404)
        for _ in range(2):
            with self.assertRaises(Http404):
                self.ask()


class InMakingTests(SimpleTestCase):
    """Two who ask for the same page at once."""

    def setUp(self):
        caches["pages"].clear()
        self.enterContext(mock.patch("config.caching.last_commit", return_value="1"))
        self.made, self.begun, self.asked = 0, Event(), Event()
        asked = self.asked

        class Told(Event):
            def wait(self, timeout=None):
                asked.set()
                return super().wait(timeout)

        self.enterContext(mock.patch("config.caching.Event", Told))

    def make(self, request):
        """The first page is made until the second is asked for."""
        self.made += 1
        number = self.made
        self.begun.set()
        self.assertTrue(self.asked.wait(5))
        return self.answer(number)

    def ask_at_once(self, answer, second="/"):
        """What the first and the second of them are sent."""
        self.answer, site = answer, keep_pages(self.make)
        with ThreadPoolExecutor(2) as pool:
            first = pool.submit(site, RequestFactory().get("/"))
            self.begun.wait(5)
            return first, pool.submit(site, RequestFactory().get(second))

    def test_it_is_made_once(self):
        first, other = self.ask_at_once(lambda number: HttpResponse(f"page {number}"))
        self.assertEqual((first.result().content, other.result().content), (b"page 1", b"page 1"))
        self.assertEqual(self.made, 1)

    def test_one_that_is_not_kept_is_made_for_each(self):
        first, other = self.ask_at_once(lambda number: HttpResponse(f"page {number}", status=404))
        self.assertEqual((first.result().content, other.result().content), (b"page 1", b"page 2"))

    def test_one_that_fails_is_made_again(self):
        def fail_once(number):
            if number == 1:
                raise ZeroDivisionError
            return HttpResponse(f"page {number}")

        first, other = self.ask_at_once(fail_once)
        self.assertIsInstance(first.exception(), ZeroDivisionError)
        self.assertEqual(other.result().content, b"page 2")

    def test_nobody_waits_for_another_page(self):
        self.asked.set()
        first, other = self.ask_at_once(lambda number: HttpResponse(f"page {number}"), second="/tags/")
        self.assertEqual((first.result().content, other.result().content), (b"page 1", b"page 2"))


class SiteTests(TestCase):
    """The site's own pages, where `last_commit` is made to say that nothing changes."""

    def setUp(self):
        caches["pages"].clear()
        self.enterContext(mock.patch("config.caching.last_commit", return_value="1"))
        self.entry = create_entry(body="A public text", visibility="public")
        self.owner = get_user_model().objects.create_superuser("owner")

    def test_a_reader_is_never_sent_the_owners_page(self):
        private = create_entry(body="A secret text", visibility="private")
        self.client.force_login(self.owner)
        self.assertContains(self.client.get("/"), "A secret text")
        self.client.logout()
        self.assertNotContains(self.client.get("/"), "A secret text")
        self.assertEqual(self.client.get(private.get_absolute_url()).status_code, 404)
        self.client.force_login(self.owner)
        self.assertContains(self.client.get("/"), "A secret text")

    def test_a_kept_page_costs_no_query(self):
        self.client.get("/")
        with self.assertNumQueries(0):
            response = self.client.get("/")
        self.assertContains(response, "A public text")
        self.assertIn("script-src", response.headers["Content-Security-Policy"])
        self.assertEqual(response.headers["X-Frame-Options"], "DENY")
        self.assertEqual(response.headers["Cache-Control"], "no-cache")

    def test_who_has_it_is_told_so_with_all_headers(self):
        first = self.client.get("/")
        told = self.client.get("/", headers={"if-none-match": first.headers["ETag"]})
        self.assertEqual(told.status_code, 304)
        for name in ("Cache-Control", "Content-Security-Policy", "ETag", "Vary"):
            self.assertEqual(told.headers[name], first.headers[name], name)

    def test_the_owners_pages_are_kept_by_nobody(self):
        self.client.force_login(self.owner)
        self.assertEqual(self.client.get("/").headers["Cache-Control"], "private, no-store")

    def test_a_host_that_is_not_ours_is_refused(self):
        self.assertEqual(self.client.get("/", headers={"host": "elsewhere.example"}).status_code, 400)
