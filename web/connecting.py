"""Connections that go to public addresses only and end at a deadline.

A name is resolved once; every address that it has is checked; the connection goes to one of these addresses
by number, so that a name which changes its mind meanwhile leads nowhere; its other end is checked again.
"""

import socket
import time
from collections.abc import Iterable, Iterator
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Any

import httpcore2
import httpx2
from django.utils.translation import gettext as _

from .failures import AskingFailed, NotAllowed
from .guard import Gate

ONE_OF_SEVERAL = 3.0  # seconds for an address while there are others to try

# The second is what the GNU library says of a name that exists and has no address.
UNKNOWN = {socket.EAI_NONAME, getattr(socket, "EAI_NODATA", socket.EAI_NONAME)}


class UnknownName(httpcore2.ConnectError):
    """The domain name system has no address of a host."""


class Deadline:
    """The moment `seconds` from now after which nothing is waited for."""

    def __init__(self, seconds: float) -> None:
        self.at = time.monotonic() + seconds

    def left(self, timeout: float | None = None) -> float:
        """Seconds to wait at most, never 0, which would mean not to wait for a socket at all."""
        left = self.at - time.monotonic()
        if left <= 0:
            raise httpcore2.ReadTimeout
        return left if timeout is None else min(left, timeout)


class TimedStream(httpcore2.NetworkStream):
    """A stream that ends at the deadline, however slowly its bytes come."""

    def __init__(self, stream: httpcore2.NetworkStream, deadline: Deadline) -> None:
        self.stream, self.deadline = stream, deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self.stream.read(max_bytes, self.deadline.left(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self.stream.write(buffer, self.deadline.left(timeout))

    def close(self) -> None:
        self.stream.close()

    def start_tls(
        self, ssl_context: Any, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore2.NetworkStream:
        stream = self.stream.start_tls(ssl_context, server_hostname, self.deadline.left(timeout))
        return TimedStream(stream, self.deadline)

    def get_extra_info(self, info: str) -> Any:
        return self.stream.get_extra_info(info)


class GuardedBackend(httpcore2.NetworkBackend):
    def __init__(self, gate: Gate, deadline: Deadline) -> None:
        self.gate, self.deadline = gate, deadline
        self.backend = httpcore2.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore2.NetworkStream:
        addresses = resolve(host, port, self.deadline.left())
        for address in addresses:
            self.check(host, address, port)
        stream = self.connect_to_one(addresses, port, socket_options)
        try:
            self.check(host, stream.get_extra_info("server_addr")[0], port)
        except (AskingFailed, OSError):
            stream.close()
            raise
        return TimedStream(stream, self.deadline)

    def connect_to_one(
        self, addresses: list[str], port: int, socket_options: Iterable[Any] | None
    ) -> httpcore2.NetworkStream:
        *others, last = addresses
        for address in others:
            try:
                return self.backend.connect_tcp(
                    address, port, self.deadline.left(ONE_OF_SEVERAL), None, socket_options
                )
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout):
                continue
        return self.backend.connect_tcp(last, port, self.deadline.left(), None, socket_options)

    def check(self, host: str, address: str, port: int) -> None:
        if not self.gate.lets(address, port):
            sentence = _("%(host)s is not on the public internet, so it is not asked.")
            raise NotAllowed(sentence % {"host": host})


class GuardedTransport(httpx2.BaseTransport):
    """What httpx2 sends requests through: one connection, no proxy, nothing from the environment."""

    def __init__(self, backend: GuardedBackend, ssl_context: Any) -> None:
        self.pool = httpcore2.ConnectionPool(
            ssl_context=ssl_context, max_connections=1, http2=False, network_backend=backend
        )

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        url = httpcore2.URL(
            scheme=request.url.raw_scheme,
            host=request.url.raw_host,
            port=request.url.port,
            target=request.url.raw_path,
        )
        asked = httpcore2.Request(
            request.method, url, headers=request.headers.raw, extensions=request.extensions
        )
        response = self.pool.handle_request(asked)
        return httpx2.Response(response.status, headers=response.headers, stream=Body(response))

    def close(self) -> None:
        self.pool.close()


class Body(httpx2.SyncByteStream):
    def __init__(self, response: httpcore2.Response) -> None:
        self.response = response

    def __iter__(self) -> Iterator[bytes]:
        return self.response.iter_stream()

    def close(self) -> None:
        self.response.close()


def resolve(host: str, port: int, seconds: float) -> list[str]:
    """The addresses of a host by number; the system's resolver knows no deadline, so it has a thread."""
    answers: SimpleQueue[list[str] | Exception] = SimpleQueue()
    Thread(target=lambda: answers.put(to_addresses(host, port)), daemon=True).start()
    try:
        found = answers.get(timeout=seconds)
    except Empty:
        raise httpcore2.ConnectTimeout from None
    if isinstance(found, Exception):
        is_unknown = isinstance(found, socket.gaierror) and found.errno in UNKNOWN
        raise (UnknownName if is_unknown else httpcore2.ConnectError)(str(found)) from found
    return found


def to_addresses(host: str, port: int) -> list[str] | Exception:
    """Numbers in order and each once, without the zone of a link (`%eth0`); or what went wrong."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        return error
    numbers = [str(sockaddr[0]).partition("%")[0] for *_, sockaddr in found]
    return list(dict.fromkeys(numbers)) or OSError("no address")
