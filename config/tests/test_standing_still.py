from unittest import mock

from django.db import OperationalError
from django.http import HttpResponse
from django.test import RequestFactory, SimpleTestCase

from config.caching import stand_still


class StandingStillTests(SimpleTestCase):
    """Where a reader who stands still holds up nobody."""

    def setUp(self):
        self.still = self.enterContext(mock.patch("config.caching.standing_still"))
        self.enterContext(mock.patch("config.caching.holds_up_writers", return_value=False))
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


class UndisturbedTests(SimpleTestCase):
    """Where nobody could commit meanwhile."""

    def setUp(self):
        self.still = self.enterContext(mock.patch("config.caching.standing_still"))
        self.enterContext(mock.patch("config.caching.holds_up_writers", return_value=True))
        self.commits = self.enterContext(mock.patch("config.caching.last_commit", side_effect=["1", "2"]))

    def ask(self, *answers):
        answers = iter(answers)
        return stand_still(lambda request: next(answers))(RequestFactory().get("/"))

    def test_a_page_that_nobody_disturbed_is_made_once_and_holds_up_nobody(self):
        self.commits.side_effect = ["1", "1"]
        self.assertEqual(self.ask(HttpResponse("good")).content, b"good")
        self.still.assert_not_called()

    def test_a_page_is_made_again_standing_still_if_something_was_committed_meanwhile(self):
        self.assertEqual(self.ask(HttpResponse("mixed"), HttpResponse("good")).content, b"good")
        self.still.assert_called_once()

    def test_if_that_goes_wrong_the_first_page_is_sent(self):
        self.assertEqual(self.ask(HttpResponse("good"), HttpResponse(status=503)).content, b"good")

    def test_where_it_cannot_stand_still_the_first_page_is_sent(self):
        self.still.return_value.__enter__.side_effect = OperationalError
        self.assertEqual(self.ask(HttpResponse("good")).content, b"good")

    def test_what_is_no_page_is_not_made_again(self):
        self.assertEqual(self.ask(HttpResponse(status=404)).status_code, 404)
        self.still.assert_not_called()
