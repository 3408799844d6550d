"""A web server of this machine that stands for the hosts that are asked."""

from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from urllib.parse import urlsplit

from web.client import Client
from web.guard import Gate
from web.pace import Pace

NO_PACE = Pace(sleep=lambda seconds: None)


@dataclass
class Reply:
    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    drip: float = 0.0  # seconds between one byte and the next


class Server:
    """`replies`: by host and path with query, as in "api.crossref.org/works/10.1": a reply, or one after
    the other; `asked` holds the same for each request that came, `headers` its headers."""

    def __init__(self, replies):
        self.replies = {
            name: list(reply) if isinstance(reply, list) else reply for name, reply in replies.items()
        }
        self.asked, self.headers = [], []

    def reply_to(self, name, headers):
        self.asked.append(name)
        self.headers.append(headers)
        reply = self.replies.get(name, Reply(404))
        return (reply.pop(0) if len(reply) > 1 else reply[0]) if isinstance(reply, list) else reply


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
            reply = server.reply_to(self.path.lstrip("/"), self.headers)
            with suppress(OSError):  # the client has gone
                self.send(reply)

        def send(self, reply):
            self.send_response(reply.status)
            for name, value in reply.headers.items():
                self.send_header(name, value)
            if "Content-Length" not in reply.headers:
                self.send_header("Content-Length", str(len(reply.body)))
            self.end_headers()
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
