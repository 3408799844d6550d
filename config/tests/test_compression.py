import gzip

from django.contrib.auth import get_user_model
from django.http import HttpResponse, StreamingHttpResponse
from django.test import RequestFactory, SimpleTestCase, TestCase

from config.compression import CompressionMiddleware

TEXT = "The same words, over and over. " * 100


def send(response, *, cookies=None, **headers):
    """What a reader who takes gzip gets of the response."""
    request = RequestFactory().get("/", headers={"accept-encoding": "gzip, br"} | headers)
    request.COOKIES.update(cookies or {})
    return CompressionMiddleware(lambda request: response)(request)


class CompressionTests(SimpleTestCase):
    def test_a_page_is_compressed_and_keeps_its_words(self):
        response = send(HttpResponse(TEXT))
        self.assertEqual(response.headers["Content-Encoding"], "gzip")
        self.assertEqual(response.headers["Vary"], "Accept-Encoding")
        self.assertEqual(gzip.decompress(response.content).decode(), TEXT)
        self.assertEqual(response.headers["Content-Length"], str(len(response.content)))

    def test_feeds_and_drawings_are_texts_too(self):
        for kind in ("application/atom+xml", "application/feed+json; charset=utf-8", "image/svg+xml"):
            response = send(HttpResponse(TEXT, content_type=kind))
            self.assertEqual(response.headers.get("Content-Encoding"), "gzip", kind)

    def test_pictures_are_left_alone(self):
        response = send(HttpResponse(TEXT, content_type="image/png"))
        self.assertNotIn("Content-Encoding", response.headers)

    def test_a_reader_who_takes_no_gzip_gets_the_plain_page(self):
        response = send(HttpResponse(TEXT), **{"accept-encoding": "identity"})
        self.assertEqual(response.content.decode(), TEXT)
        self.assertEqual(response.headers["Vary"], "Accept-Encoding")

    def test_an_etag_is_of_the_page_not_of_its_bytes(self):
        response = send(HttpResponse(TEXT, headers={"ETag": '"one"'}))
        self.assertEqual(response.headers["ETag"], 'W/"one"')

    def test_a_stream_stays_a_stream(self):
        response = send(StreamingHttpResponse(iter([TEXT, TEXT])))
        self.assertTrue(response.streaming)
        self.assertEqual(gzip.decompress(response.getvalue()).decode(), TEXT * 2)

    def test_whoever_has_a_session_or_a_token_is_sent_nothing_compressed(self):
        for name in ("sessionid", "csrftoken"):
            response = send(HttpResponse(TEXT), cookies={name: "x"})
            self.assertNotIn("Content-Encoding", response.headers)

    def test_nor_is_who_gets_one_now(self):
        page = HttpResponse(TEXT)
        page.set_cookie("csrftoken", "x")
        self.assertNotIn("Content-Encoding", send(page).headers)


class SiteTests(TestCase):
    def ask(self, path):
        return self.client.get(path, headers={"accept-encoding": "gzip"})

    def test_readers_get_pages_compressed(self):
        response = self.ask("/")
        self.assertEqual(response.headers["Content-Encoding"], "gzip")
        self.assertIn("Accept-Encoding", response.headers["Vary"])

    def test_the_owner_and_the_way_in_do_not(self):
        self.assertNotIn("Content-Encoding", self.ask("/admin/login/").headers)
        self.client.force_login(get_user_model().objects.create_superuser("owner"))
        for path in ("/", "/admin/"):
            self.assertNotIn("Content-Encoding", self.ask(path).headers)
