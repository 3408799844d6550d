import gzip
import socket
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from threading import Thread
from unittest import mock

import httpcore2
from django.test import SimpleTestCase

from web.client import MOST_BYTES, Client, to_seconds
from web.connecting import resolve
from web.failures import AskingFailed, NothingThere

from .server import NO_PACE, LocalClient, Reply, serving

URL = "https://example.org/a"


def resolving_to(*addresses):
    """The system's resolver says these addresses, whatever it is asked for."""
    found = [
        (socket.AF_INET6 if ":" in address else socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, 443))
        for address in addresses
    ]
    return mock.patch.object(socket, "getaddrinfo", return_value=found)


class ClientTestCase(SimpleTestCase):
    @contextmanager
    def assert_fails(self, sentence, kind=AskingFailed):
        with self.assertRaises(kind) as caught:
            yield
        self.assertRegex(str(caught.exception), rf"\A{sentence}\Z")

    def get(self, *replies, url=URL, **options):
        with serving({"example.org/a": list(replies) or [Reply(body=b"yes")]}) as (self.server, port):
            return LocalClient(port, **options).get(url)


class AnswerTests(ClientTestCase):
    def test_the_body_is_what_stands_there(self):
        self.assertEqual(self.get().body, b"yes")

    def test_a_compressed_body_is_decompressed(self):
        reply = Reply(body=gzip.compress(b"yes" * 1000), headers={"Content-Encoding": "gzip"})
        self.assertEqual(self.get(reply).body, b"yes" * 1000)

    def test_the_request_says_who_asks_and_for_what(self):
        with serving({"example.org/a": Reply()}) as (server, port):
            LocalClient(port).get(URL, accept="application/json")
        self.assertEqual(server.headers[0]["User-Agent"], "Commonplace/test")
        self.assertEqual(server.headers[0]["Accept"], "application/json")
        self.assertEqual(server.headers[0]["Accept-Encoding"], "gzip")

    def test_proxies_of_the_environment_are_not_used(self):
        with mock.patch.dict(
            "os.environ", {"HTTP_PROXY": "http://127.0.0.1:9", "ALL_PROXY": "http://127.0.0.1:9"}
        ):
            self.assertEqual(self.get().body, b"yes")

    def test_a_redirect_is_followed(self):
        there = {"example.org/a": Reply(302, headers={"Location": "/b"}), "b": Reply(body=b"yes")}
        with serving(there) as (_, port):
            answer = LocalClient(port).get(URL)
        self.assertEqual((answer.body, answer.url), (b"yes", f"http://127.0.0.1:{port}/b"))

    def test_a_busy_host_is_asked_again_after_the_time_it_says(self):
        slept = []
        for status in (429, 503):
            answer = self.get(
                Reply(status, headers={"Retry-After": "3"}), Reply(body=b"yes"), sleep=slept.append
            )
            self.assertEqual(answer.body, b"yes")
        self.assertEqual(slept, [3.0, 3.0])

    def test_every_request_waits_for_its_turn(self):
        pace = mock.Mock()
        self.get(Reply(503), Reply(body=b"yes"), pace=pace)
        self.assertEqual(pace.wait_for.mock_calls, [mock.call("127.0.0.1")] * 2)


class FailureTests(ClientTestCase):
    def test_nothing_there(self):
        for status in (404, 410):
            with self.assert_fails(r"There is nothing at http\S+/a\.", NothingThere):
                self.get(Reply(status))

    def test_an_error_of_the_host(self):
        with self.assert_fails(r"127\.0\.0\.1 answered with an error \(500\)\."):
            self.get(Reply(500))

    def test_a_host_that_asks_for_more_patience_than_there_is(self):
        with self.assert_fails(r"127\.0\.0\.1 is busy and asks to come back in 60 seconds\."):
            self.get(Reply(429, headers={"Retry-After": "60"}))
        self.assertEqual(len(self.server.asked), 1)

    def test_a_host_that_stays_busy_is_left_alone(self):
        with self.assert_fails(r"127\.0\.0\.1 is busy .+"):
            self.get(Reply(429, headers={"Retry-After": "0"}))
        self.assertEqual(len(self.server.asked), 3)

    def test_no_answer_in_time(self):
        with self.assert_fails(r"127\.0\.0\.1 did not answer within 0 seconds\."):
            self.get(Reply(body=b"x" * 10, drip=5), seconds=0.2)

    def test_an_answer_that_comes_drop_by_drop(self):
        with self.assert_fails(r"127\.0\.0\.1 did not answer within 0 seconds\."):
            self.get(Reply(body=b"x" * 1000, drip=0.02), seconds=0.3)

    def test_redirects_share_one_deadline(self):
        with self.assert_fails(r".+ within 0 seconds\."), mock.patch("web.client.time") as time:
            time.monotonic.side_effect = range(100)
            self.get(
                Reply(302, headers={"Location": URL}), Reply(302, headers={"Location": "/x"}), seconds=0.5
            )

    def test_redirects_without_end(self):
        with self.assert_fails(r"127\.0\.0\.1 only leads from one address to the next\."):
            self.get(Reply(302, headers={"Location": "/example.org/a"}))
        self.assertEqual(len(self.server.asked), 6)

    def test_garbage_instead_of_gzip(self):
        with self.assert_fails(r"127\.0\.0\.1 answered with something that cannot be read\."):
            self.get(Reply(body=b"no gzip", headers={"Content-Encoding": "gzip"}))

    def test_an_encoding_that_was_not_asked_for(self):
        for encoding in ("br", "gzip, gzip", "zstd"):
            with self.assert_fails(r".+ answered with something that cannot be read\."):
                self.get(Reply(body=b"x", headers={"Content-Encoding": encoding}))

    def test_garbage_instead_of_http(self):
        with socket.create_server(("127.0.0.1", 0)) as listener:
            Thread(target=self.send_garbage, args=[listener], daemon=True).start()
            with self.assert_fails(r"127\.0\.0\.1 answered with something that cannot be read\."):
                LocalClient(listener.getsockname()[1], seconds=5).get(URL)

    def send_garbage(self, listener):
        connection, _ = listener.accept()
        with connection:
            connection.recv(1000)
            connection.sendall(b"garbage\r\n\r\n")

    def test_a_body_of_more_than_5_mb(self):
        with self.assert_fails(r"The answer of 127\.0\.0\.1 is larger than 5 MB\."):
            self.get(Reply(body=b"x" * (MOST_BYTES + 1)))
        self.assertEqual(len(self.get(Reply(body=b"x" * MOST_BYTES)).body), MOST_BYTES)

    def test_a_small_body_that_becomes_a_large_one(self):
        bomb = gzip.compress(bytes(200_000_000), 9)
        self.assertLess(len(bomb), 250_000)
        with self.assert_fails(r"The answer of 127\.0\.0\.1 is larger than 5 MB\."):
            self.get(Reply(body=bomb, headers={"Content-Encoding": "gzip"}))

    def test_nobody_listens(self):
        with socket.create_server(("127.0.0.1", 0)) as listener:
            port = listener.getsockname()[1]
        with self.assert_fails(r"127\.0\.0\.1 cannot be reached: .+\."):
            LocalClient(port).get(URL)

    def test_a_name_that_nobody_knows(self):
        failing = mock.patch.object(socket, "getaddrinfo", side_effect=socket.gaierror(-2, "Name not known"))
        with failing, self.assert_fails(r"example\.org cannot be reached: Name not known\."):
            Client("x", pace=NO_PACE).get(URL)

    def test_a_resolver_that_does_not_answer(self):
        with mock.patch("web.connecting.Thread"), self.assertRaises(httpcore2.ConnectTimeout):
            resolve("example.org", 443, 0.01)


class ForbiddenTests(ClientTestCase):
    """Nothing is ever sent to what is not on the public internet."""

    def refuse(self, url, sentence=r"\S+ is not on the public internet, so it is not asked\."):
        with mock.patch.object(socket, "create_connection") as connect, self.assert_fails(sentence):
            Client("x", pace=NO_PACE).get(url)
        connect.assert_not_called()

    def without_network(self):
        return mock.patch.object(socket, "create_connection", side_effect=OSError("no network"))

    def test_addresses_in_every_spelling(self):
        for host in (
            *("127.0.0.1", "127.1", "2130706433", "0x7f000001", "0177.0.0.1", "0", "0.0.0.0", "localhost"),
            *("10.0.0.1", "192.168.0.1", "172.16.0.1", "100.64.0.1", "169.254.169.254", "224.0.0.1"),
            *("[::1]", "[::]", "[::ffff:127.0.0.1]", "[::ffff:a9fe:a9fe]", "[fe80::1]", "[fd00:ec2::254]"),
            *("[2002:7f00:1::]", "[64:ff9b::7f00:1]", "[::127.0.0.1]"),
        ):
            with self.subTest(host):
                self.refuse(
                    f"http://{host}/",
                    r".+ (is not on the public internet, so it is not asked|is no address on the web)\.",
                )

    def test_what_is_no_address_on_the_web(self):
        for url in (
            *("", "x", "/a", "file:///etc/passwd", "ftp://example.org/", "gopher://example.org/", "https://"),
            *("https://user:secret@example.org/", "https://user@127.0.0.1/", "http://[::1", "http://a:x/"),
        ):
            with self.subTest(url):
                self.refuse(url, r"“.*” is no address on the web\.")

    def test_ports_that_are_not_of_the_web(self):
        for port in (22, 25, 6379, 8000):
            self.refuse(f"http://example.org:{port}/", r"example\.org is asked at a port .+\.")

    def test_a_name_that_leads_inside(self):
        for address in ("127.0.0.1", "10.0.0.1", "::1", "fe80::1%eth0", "::ffff:10.0.0.1"):
            with self.subTest(address), resolving_to(address):
                self.refuse(URL)

    def test_a_name_of_which_one_address_leads_inside(self):
        with resolving_to("151.101.1.1", "127.0.0.1"):
            self.refuse(URL)

    def test_a_redirect_to_this_machine(self):
        for target in ("http://127.0.0.1/", "http://localhost/", "//2130706433/", "http://[::1]/"):
            with (
                self.subTest(target),
                self.assert_fails(r"\S+ is not on the public internet, so it is not asked\."),
            ):
                self.get(Reply(302, headers={"Location": target}))
            self.assertEqual(self.server.asked, ["example.org/a"])

    def test_a_redirect_to_another_scheme_or_port(self):
        for target in ("file:///etc/passwd", "ftp://example.org/", "http://127.0.0.1:22/", "http://[::1"):
            with self.subTest(target), self.assert_fails(r".+\."):
                self.get(Reply(302, headers={"Location": target}))
            self.assertEqual(self.server.asked, ["example.org/a"])

    def test_a_name_that_changes_its_mind_is_asked_once_and_connected_by_number(self):
        with resolving_to("151.101.1.1") as resolver:
            resolver.side_effect = [resolver.return_value, [(2, 1, 6, "", ("127.0.0.1", 443))]]
            with self.without_network() as connect, self.assert_fails(r".+ cannot be reached: no network\."):
                Client("x", pace=NO_PACE).get(URL)
        self.assertEqual([call.args[0] for call in connect.mock_calls], [("151.101.1.1", 443)])
        self.assertEqual(resolver.call_count, 1)

    def test_a_connection_whose_other_end_is_inside(self):
        connected = mock.Mock(**{"getpeername.return_value": ("127.0.0.1", 443)})
        connecting = mock.patch.object(socket, "create_connection", return_value=connected)
        refused = self.assert_fails(r"example\.org is not on the public internet, so it is not asked\.")
        with resolving_to("151.101.1.1"), connecting, refused:
            Client("x", pace=NO_PACE).get(URL)
        connected.close.assert_called_once()
        connected.send.assert_not_called()

    def test_another_address_of_a_host_is_tried(self):
        failing = self.assert_fails(r"example\.org cannot be reached: .+")
        with resolving_to("2606:4700::1111", "151.101.1.1"), self.without_network() as connect, failing:
            Client("x", pace=NO_PACE).get(URL)
        self.assertEqual(connect.call_count, 2)


class RetryAfterTests(SimpleTestCase):
    def test_seconds_or_a_date(self):
        self.assertEqual(to_seconds(" 12 ", default=1), 12)
        later = format_datetime(datetime.now(UTC) + timedelta(seconds=30), usegmt=True)
        self.assertAlmostEqual(to_seconds(later, default=1), 30, delta=2)
        self.assertEqual(to_seconds("Wed, 21 Oct 2015 07:28:00 GMT", default=1), 0)

    def test_anything_else_is_the_default(self):
        for text in ("", "soon", "-5", "1.5", "٣", "9" * 20):
            self.assertEqual(to_seconds(text, default=7), 7)
