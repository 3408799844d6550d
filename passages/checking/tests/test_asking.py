"""Every way in which a host may answer, played by a server of this machine."""

import gzip
import socket
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from unittest import mock

from django.test import SimpleTestCase

from passages.checking.asking import PAUSE, ask
from passages.checking.verdicts import Verdict
from passages.health import Health, Why
from web.client import Client
from web.tests.server import NO_PACE, Reply

from .local import local

PAGE = "a.example/papers/one"


def to(target, status=301):
    return Reply(status, headers={"Location": target})


class CaseTestCase(SimpleTestCase):
    def ask(self, *replies, page=PAGE, others=(), path="/papers/one"):
        """The reply on a page that answers so, one time after the other."""
        with local({page: list(replies), **dict(others)}) as (self.server, client, self.port):
            return ask(f"http://a.example:{self.port}{path}", client)

    def judge(self, *replies, **options):
        return self.ask(*replies, **options).verdict

    def assert_open(self, verdict, why, status=0):
        self.assertEqual((verdict.health, verdict.why, verdict.status), (Health.UNKNOWN, why, status))

    @property
    def methods(self):
        return self.server.methods


class AnswerTests(CaseTestCase):
    def test_a_page_that_is_there(self):
        self.assertEqual(self.judge(Reply()), Verdict(Health.OK, status=200))
        self.assertEqual(self.methods, ["HEAD"])

    def test_head_is_refused_and_get_is_not(self):
        for status in (400, 403, 404, 405, 406, 500, 501):
            with self.subTest(status):
                self.assertEqual(self.judge(Reply(head=Reply(status))).health, Health.OK)
                self.assertEqual(self.methods, ["HEAD", "GET"])

    def test_head_is_not_answered(self):
        for head in (Reply(is_cut=True), Reply(late=1.3), to("/papers/one", 302)):
            self.assertEqual(self.judge(Reply(head=head)).health, Health.OK)

    def test_a_page_that_is_gone(self):
        for status in (404, 410):
            self.assertEqual(self.judge(Reply(status)), Verdict(Health.GONE, Why.NOT_FOUND, status))
            self.assertEqual(self.methods, ["HEAD", "GET"])

    def test_a_page_for_members(self):
        self.assert_open(self.judge(Reply(401)), Why.REFUSED, 401)
        self.assertEqual(self.methods, ["HEAD"])
        self.assert_open(self.judge(Reply(403)), Why.REFUSED, 403)

    def test_an_error_of_the_host(self):
        self.assert_open(self.judge(Reply(500)), Why.ERROR, 500)

    def test_the_fragment_is_not_sent(self):
        self.assertEqual(self.judge(Reply(), path="/papers/one#canary").health, Health.OK)
        self.assertEqual(self.server.asked, [PAGE])

    def test_the_request_says_who_asks_and_not_from_where(self):
        self.ask(Reply())
        headers = self.server.headers[0]
        self.assertEqual(headers["User-Agent"], "Commonplace/test")
        self.assertIsNone(headers["Referer"])
        self.assertIsNone(headers["Cookie"])


class RedirectTests(CaseTestCase):
    def test_a_chain_that_ends_elsewhere(self):
        others = {"a.example/2": to("/3", 308), "a.example/3": Reply()}
        verdict = self.judge(to("/2"), others=others)
        self.assertEqual(
            (verdict.health, verdict.moved_to), (Health.MOVED, f"http://a.example:{self.port}/3")
        )

    def test_a_temporary_one(self):
        for status in (302, 303, 307):
            self.assertEqual(self.judge(to("/2", status), others={"a.example/2": Reply()}).health, Health.OK)

    def test_to_the_front_page(self):
        for status in (301, 302):
            verdict = self.judge(to("/", status), others={"a.example/": Reply()})
            self.assert_open(verdict, Why.FRONT_PAGE, 200)
            self.assertEqual(verdict.moved_to, "")
            self.assertEqual(self.methods, ["HEAD", "HEAD", "GET", "GET"])

    def test_without_end(self):
        self.assert_open(self.judge(to("/papers/one")), Why.LOOP)

    def test_to_nowhere(self):
        self.assert_open(self.judge(Reply(301)), Why.ODD, 301)
        self.assert_open(self.judge(to("http://nowhere.example/")), Why.NO_HOST)

    def test_to_where_nobody_may_ask(self):
        for target in (
            *("http://127.0.0.1/", "http://127.0.0.1:22/", "http://169.254.169.254/latest/", "http://[::1]/"),
            *("file:///etc/passwd", "ftp://a.example/", "javascript:alert(1)", "http://[::1", "//0/"),
        ):
            with (
                self.subTest(target),
                mock.patch.object(socket, "create_connection", to_the_server()),
            ):
                self.assert_open(self.judge(to(target)), Why.FORBIDDEN)

    def test_that_is_garbage(self):
        for target in ("http://\udcff", "http://a" + "a" * 70 + ".example/", "\x07", "http://xn--a/", "//"):
            with self.subTest(repr(target)):
                head = {"Location": target.encode("latin-1", "replace").decode("latin-1")}
                self.assertEqual(self.judge(Reply(301, headers=head)).health, Health.UNKNOWN)


def to_the_server():
    """Connections to this machine at the port of the test only; another one fails the test."""
    real = socket.create_connection

    def connect(address, *args, **options):
        if address[0] != "127.0.0.1" or address[1] < 1024:
            raise AssertionError(address)
        return real(address, *args, **options)

    return connect


class BusyTests(CaseTestCase):
    def test_a_busy_host_says_when_to_come_back(self):
        for status in (429, 503):
            reply = self.ask(Reply(status, headers={"Retry-After": "7"}))
            self.assert_open(reply.verdict, Why.BUSY, status)
            self.assertEqual(reply.come_back, 7)
            self.assertEqual(self.methods, ["HEAD"])

    def test_or_names_a_moment(self):
        moment = format_datetime(datetime.now(UTC) + timedelta(seconds=50), usegmt=True)
        reply = self.ask(Reply(429, headers={"Retry-After": moment}))
        self.assertTrue(45 < reply.come_back <= 50)

    def test_or_says_nothing(self):
        for headers in ({}, {"Retry-After": "soon"}, {"Retry-After": "-5"}):
            self.assertEqual(self.ask(Reply(429, headers=headers)).come_back, PAUSE)

    def test_others_do_not_ask_to_be_asked_again(self):
        self.assertIsNone(self.ask(Reply(404, headers={"Retry-After": "7"})).come_back)


class NoAnswerTests(CaseTestCase):
    def test_a_host_that_there_is_not(self):
        with local({}) as (_, client, _port):
            self.assert_open(ask("http://nowhere.example/x", client).verdict, Why.NO_HOST)

    def test_a_name_service_that_does_not_know_yet(self):
        with local({}) as (_, client, _port):
            self.assert_open(ask("http://unsure.example/x", client).verdict, Why.UNREACHABLE)

    def test_nobody_listens(self):
        with local({}) as (_, client, port):
            pass
        with mock.patch.object(socket, "getaddrinfo", return_value=[(2, 1, 6, "", ("127.0.0.1", port))]):
            self.assert_open(ask(f"http://a.example:{port}/x", client).verdict, Why.UNREACHABLE)

    def test_a_connection_that_breaks(self):
        verdict = self.judge(Reply(is_cut=True))
        self.assertIn(verdict.why, (Why.UNREACHABLE, Why.UNREADABLE))
        self.assertTrue(verdict.reason)

    def test_an_answer_that_does_not_come(self):
        verdict = self.judge(Reply(late=1.3))
        self.assert_open(verdict, Why.LATE)
        self.assertEqual(self.methods, ["HEAD", "GET"])

    def test_a_host_that_does_not_speak_tls(self):
        with local({}) as (_, client, port):
            self.assert_open(ask(f"https://a.example:{port}/x", client).verdict, Why.UNTRUSTED)

    def test_what_must_not_be_asked(self):
        client = Client("x", pace=NO_PACE)
        with mock.patch.object(socket, "create_connection") as connect:
            for url in (
                "http://127.0.0.1/",
                "http://10.0.0.1/x",
                "http://a.example:22/",
                "https://u:p@a.example/",
            ):
                self.assert_open(ask(url, client).verdict, Why.FORBIDDEN)
        connect.assert_not_called()


class BodyTests(CaseTestCase):
    """Nothing of what stands there is read, so that nothing of it can do harm or take long."""

    def assert_there(self, reply):
        reply.head = Reply(405)
        began = datetime.now(UTC)
        self.assertEqual(self.judge(reply).health, Health.OK)
        self.assertLess(datetime.now(UTC) - began, timedelta(seconds=1.5))

    def test_one_that_comes_drop_by_drop(self):
        self.assert_there(Reply(body=b"x" * 1000, drip=0.5))

    def test_one_that_is_huge(self):
        self.assert_there(Reply(body=b"x" * 50_000_000))
        self.assert_there(Reply(body=b"x", headers={"Content-Length": "900000000000"}))

    def test_one_that_becomes_huge(self):
        bomb = gzip.compress(bytes(50_000_000), 9)
        self.assert_there(Reply(body=bomb, headers={"Content-Encoding": "gzip"}))

    def test_one_that_is_no_gzip(self):
        self.assert_there(Reply(body=b"x", headers={"Content-Encoding": "gzip"}))
        self.assert_there(Reply(body=b"x", headers={"Content-Encoding": "br"}))
