"""A web server of this machine that stands for the hosts that are asked."""

import socket
import struct
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from threading import Event, Thread
from urllib.parse import urlsplit

from web.client import Client
from web.guard import Gate
from web.pace import Pace

NO_PACE = Pace(sleep=lambda seconds: None)


@dataclass
class Reply:
    """`late` is how many seconds to wait before it, `drip` those between one byte of its body and the next,
    `is_cut` breaks the connection off instead of it, and `head` is what HEAD is told, where that differs."""

    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    drip: float = 0.0
    late: float = 0.0
    is_cut: bool = False
    head: "Reply | None" = None


class Server:
    """`replies`: by host and path with query, as in "api.crossref.org/works/10.1": a reply, or one after
    the other; `asked` holds the same for each request that came, `methods` its method, `headers` its headers.

    Hosts that resolve to this machine are told apart by the header `Host`, as in "a.example/x"."""

    def __init__(self, replies):
        self.replies = {
            name: list(reply) if isinstance(reply, list) else reply for name, reply in replies.items()
        }
        self.asked, self.headers, self.methods = [], [], []

    def reply_to(self, method, name, headers):
        self.asked.append(name)
        self.headers.append(headers)
        self.methods.append(method)
        reply = self.replies.get(name, Reply(404))
        reply = (reply.pop(0) if len(reply) > 1 else reply[0]) if isinstance(reply, list) else reply
        return reply.head if method == "HEAD" and reply.head else reply


class LocalClient(Client):
    """Asks the local server for everything, each host below a path of its own."""

    def __init__(self, port, **options):
        options = {"pace": NO_PACE, "sleep": lambda seconds: None} | options
        super().__init__("Commonplace/test", gate=Gate(frozenset({("127.0.0.1", port)})), **options)
        self.port = port

    def get(self, url, **options):
        parts = urlsplit(url)
        if parts.hostname and parts.hostname != "127.0.0.1":
            query = f"?{parts.query}" if parts.query else ""
            url = f"http://127.0.0.1:{self.port}/{parts.hostname}{parts.path}{query}"
        return super().get(url, **options)


@contextmanager
def serving(replies):
    """The server and the number of its port."""
    server = Server(replies)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            host = self.headers.get("Host", "").partition(":")[0]
            name = self.path.lstrip("/") if host == "127.0.0.1" else f"{host}{self.path}"
            reply = server.reply_to(self.command, name, self.headers)
            stopped.wait(reply.late)
            with suppress(OSError):  # the client has gone
                self.cut() if reply.is_cut else self.send(reply)

        do_HEAD = do_GET

        def cut(self):
            """Reset the connection, as a host does that has crashed."""
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.connection.close()
            self.rfile, self.wfile = BytesIO(), BytesIO()

        def send(self, reply):
            self.send_response(reply.status)
            for name, value in reply.headers.items():
                self.send_header(name, value)
            if "Content-Length" not in reply.headers:
                self.send_header("Content-Length", str(len(reply.body)))
            self.end_headers()
            if self.command == "HEAD":
                return
            if not reply.drip:
                self.wfile.write(reply.body)
                return
            for byte in reply.body:
                if stopped.wait(reply.drip):
                    return
                self.wfile.write(bytes([byte]))

        def log_message(self, *args):
            pass

    stopped = Event()
    http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    http.daemon_threads = True
    thread = Thread(target=http.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield server, http.server_address[1]
    finally:
        stopped.set()
        http.shutdown()
        http.server_close()
        thread.join()
