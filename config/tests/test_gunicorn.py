import socket
from types import SimpleNamespace

from django.test import SimpleTestCase
from gunicorn.config import Config
from gunicorn.http.message import Request
from gunicorn.http.unreader import IterUnreader

from config.gunicorn import limit_request_line, on_starting, threads, workers


def server_at(*addresses, master=0):
    return SimpleNamespace(cfg=SimpleNamespace(address=list(addresses)), master_pid=master)


class StartTests(SimpleTestCase):
    def test_a_port_that_is_taken_ends_the_start_with_a_sentence(self):
        with socket.socket() as other:
            other.bind(("127.0.0.1", 0))
            other.listen()
            with self.assertRaisesRegex(SystemExit, "is taken; choose another"):
                on_starting(server_at(other.getsockname()))

    def test_a_free_port_is_fine(self):
        with socket.socket() as other:
            other.bind(("127.0.0.1", 0))
            address = other.getsockname()
        on_starting(server_at(address))

    def test_a_server_that_takes_the_place_of_another_has_its_port(self):
        """As on the signal USR2: else a new version could never take over while the old one serves."""
        with socket.socket() as other:
            other.bind(("127.0.0.1", 0))
            other.listen()
            on_starting(server_at(other.getsockname(), master=4711))

    def test_a_unix_socket_is_left_to_gunicorn(self):
        on_starting(server_at("/run/commonplace.sock"))

    def test_sqlite_has_no_more_than_eight_writers(self):
        self.assertLessEqual(workers * threads, 8)

    def test_an_address_of_100_kb_reaches_the_site(self):
        parser = Config()
        parser.set("limit_request_line", limit_request_line)
        request = b"GET /?q=" + b"x" * 100_000 + b" HTTP/1.1\r\nHost: localhost\r\n\r\n"
        parsed = Request(parser, IterUnreader([request]), ("127.0.0.1", 1))
        self.assertEqual(len(parsed.query), 100_002)
