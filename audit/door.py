"""A front door as in production: TLS and plain HTTP on one port, in front of a site that speaks plain HTTP.

On one port, since the site redirects from http to https with the port that it was asked at.
"""

import ssl
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from socket import MSG_PEEK, socket
from threading import Thread
from typing import Any

HANDSHAKE = b"\x16"  # the first byte of a TLS connection (RFC 8446, 5.1)
OF_CONNECTION = {"connection", "keep-alive", "transfer-encoding", "content-length", "server", "date"}
COMMAND = (
    "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=localhost"
)


class Door(ThreadingHTTPServer):
    """Passes requests on to `behind`, a host and port, and says how they came (X-Forwarded-Proto)."""

    daemon_threads = True

    def __init__(self, behind: str, certificate: Path) -> None:
        super().__init__(("127.0.0.1", 0), Passing)
        self.behind = behind
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.load_cert_chain(certificate)

    def finish_request(self, request: Any, client_address: Any) -> None:
        """In the thread of the connection, so that nobody waits for a slow handshake of another."""
        is_tls = isinstance(request, socket) and request.recv(1, MSG_PEEK) == HANDSHAKE
        wrapped = self.context.wrap_socket(request, server_side=True) if is_tls else request
        super().finish_request(wrapped, client_address)


class Passing(BaseHTTPRequestHandler):
    server: Door

    def do_GET(self) -> None:
        scheme = "https" if isinstance(self.connection, ssl.SSLSocket) else "http"
        headers = dict(self.headers.items()) | {"X-Forwarded-Proto": scheme}
        connection = HTTPConnection(self.server.behind, timeout=30)
        connection.request(self.command, self.path, headers=headers)
        answer = connection.getresponse()
        body = answer.read()
        self.send_response(answer.status)
        for name, value in answer.getheaders():
            if name.lower() not in OF_CONNECTION:
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_HEAD = do_OPTIONS = do_GET

    def log_message(self, format: str, *args: Any) -> None:
        pass


@contextmanager
def open_door(behind: str, folder: Path) -> Iterator[tuple[int, Path]]:
    """The port of a door, and its certificate, which is for `localhost`."""
    certificate = make_certificate(folder)
    door = Door(behind, certificate)
    Thread(target=door.serve_forever, daemon=True).start()
    try:
        yield door.server_address[1], certificate
    finally:
        door.shutdown()
        door.server_close()


def make_certificate(folder: Path) -> Path:
    """A file with a key and a certificate signed by itself."""
    path = folder / "door.pem"
    files = ["-keyout", str(path), "-out", str(folder / "certificate.pem")]
    subprocess.run([*COMMAND.split(), *files], check=True, capture_output=True)
    path.write_text(path.read_text() + (folder / "certificate.pem").read_text())
    return path
