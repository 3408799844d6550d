import gc
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from types import SimpleNamespace

from django.conf import settings
from django.test import SimpleTestCase
from gunicorn.config import Config
from gunicorn.http.message import Request
from gunicorn.http.unreader import IterUnreader

from config.gunicorn import GARBAGE, limit_request_line, on_starting, pre_fork, threads, workers


def server_at(*addresses, master=0):
    return SimpleNamespace(cfg=SimpleNamespace(address=list(addresses)), master_pid=master)


# An answer that begins, and goes on when the file in SLOW is there.
SLOW = """
import os, time

def application(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain")])
    yield b"begun, "
    while not os.path.exists(os.environ["GO_ON"]):
        time.sleep(0.01)
    yield b"done"
"""


class GarbageTests(SimpleTestCase):
    def test_a_worker_looks_for_garbage_seldom_and_in_nothing_that_was_loaded_before(self):
        self.addCleanup(gc.set_threshold, *gc.get_threshold())
        loaded = gc.get_freeze_count()
        made = [[] for _ in range(1000)]
        pre_fork(SimpleNamespace(), SimpleNamespace())
        self.assertEqual(gc.get_threshold()[0], GARBAGE)
        self.assertGreaterEqual(gc.get_freeze_count() - loaded, len(made))


class StopTests(SimpleTestCase):
    """A server as it is configured, with an application that is slow."""

    def test_what_is_served_is_finished_and_nothing_new_is_taken(self):
        with TemporaryDirectory() as name:
            folder, port = Path(name), free_port()
            (folder / "slow.py").write_text(SLOW)
            environment = {"GO_ON": str(folder / "go_on"), "PYTHONPATH": f"{folder}:{settings.BASE_DIR}"}
            config = Path(settings.BASE_DIR) / "config/gunicorn.py"
            command = [
                sys.executable,
                "-m",
                "gunicorn",
                "--config",
                str(config),
                "--bind",
                f"127.0.0.1:{port}",
            ]
            server = subprocess.Popen(
                [*command, "slow:application"], cwd=folder, env=environment, stderr=subprocess.DEVNULL
            )
            try:
                answer = asked(port)
                self.addCleanup(answer.close)
                server.send_signal(signal.SIGTERM)
                wait_until(lambda: not is_open(port))
                self.assertIsNone(server.poll())
                (folder / "go_on").touch()
                self.assertIn(b"done", answer.recv(1000))
                self.assertEqual(server.wait(10), 0)
            finally:
                (folder / "go_on").touch()  # no worker stays behind
                server.kill()
                server.wait()


def free_port():
    with socket.socket() as attempt:
        attempt.bind(("127.0.0.1", 0))
        return attempt.getsockname()[1]


def is_open(port):
    with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
        return True
    return False


def asked(port):
    """A connection whose answer has begun."""
    wait_until(lambda: is_open(port))
    answer = socket.create_connection(("127.0.0.1", port), timeout=10)
    answer.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
    received = b""
    while b"begun" not in received:
        received += answer.recv(1000)
    return answer


def wait_until(is_so, seconds=20):
    ends = time.monotonic() + seconds
    while not is_so():
        if time.monotonic() > ends:
            raise AssertionError("it never came")
        time.sleep(0.02)


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
