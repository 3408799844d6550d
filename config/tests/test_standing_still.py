from concurrent.futures import ThreadPoolExecutor
from time import sleep
from unittest import mock, skipUnless

from django.db import OperationalError, connection
from django.http import HttpResponse
from django.test import RequestFactory, SimpleTestCase

from config.caching import stand_still


class StandingStillTests(SimpleTestCase):
    def setUp(self):
        self.still = self.enterContext(mock.patch("config.caching.standing_still"))
        self.request = RequestFactory().get("/")

    def ask(self):
        return stand_still(lambda request: HttpResponse("a page"))(self.request)

    def test_a_reader_is_sent_the_data_of_one_moment(self):
        self.assertEqual(self.ask().content, b"a page")
        self.still.assert_called_once()

    def test_what_is_not_kept_is_not_held(self):
        for request in (
            RequestFactory().post("/"),
            RequestFactory().get("/healthz"),
            RequestFactory(headers={"authorization": "Bearer x"}).get("/"),
        ):
            self.request = request
            self.ask()
        self.still.assert_not_called()

    def test_a_transaction_that_has_begun_is_enough(self):
        with mock.patch("config.caching.connection", in_atomic_block=True):
            self.ask()
        self.still.assert_not_called()

    def test_an_answer_is_sent_even_if_the_transaction_cannot_end(self):
        self.still.return_value.__exit__.side_effect = OperationalError
        self.assertEqual(self.ask().content, b"a page")

    def test_a_transaction_that_cannot_begin_is_told(self):
        self.still.return_value.__enter__.side_effect = OperationalError
        with self.assertRaises(OperationalError):
            self.ask()

    @skipUnless(connection.vendor == "sqlite", "elsewhere they hold up nobody")
    def test_threads_make_one_page_after_the_other(self):
        within = []

        def make(request):
            within.append(1)
            sleep(0.01)
            page = HttpResponse(str(len(within)))
            within.pop()
            return page

        with ThreadPoolExecutor(4) as pool:
            pages = list(pool.map(stand_still(make), [self.request] * 8))
        self.assertEqual({page.content for page in pages}, {b"1"})
