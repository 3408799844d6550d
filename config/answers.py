"""Answers that were sent before are sent again by themselves, without the rest of the program.

`config.caching` says which may be (`KEPT`), and of which moment they are. What an answer depends on is all
that the request says, but for what no page looks at; so nothing is decided anew here. Beyond that it costs a
look at the database and a line of the log.
"""

from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from hashlib import sha256
from threading import Lock
from time import perf_counter
from typing import Any

from django.db import Error, close_old_connections, connection
from django.utils import timezone

from system.requests import HEADER, PATH, asked_by, id_of, tell_again

from .caching import KEPT, UNSAID, Moment
from .commits import last_commit

Environ = dict[str, Any]
StartResponse = Callable[..., Any]
Application = Callable[[Environ, StartResponse], Iterable[bytes]]

# In bytes, of the answers in the memory of a process; each has some beside its texts.
MOST = 8 * 1024 * 1024
BESIDE = 1024
SAID = {
    *("REQUEST_METHOD", "SCRIPT_NAME", "PATH_INFO", "QUERY_STRING"),
    *("SERVER_NAME", "SERVER_PORT", "wsgi.url_scheme"),
}
UNHEARD = {
    f"HTTP_{name}"
    for name in ["CONNECTION", "DNT", "REFERER", "USER_AGENT", "X_FORWARDED_FOR", "X_REAL_IP", "X_REQUEST_ID"]
}
# Whoever brings these may be somebody, or sends something in.
OWN = {"HTTP_COOKIE", "HTTP_AUTHORIZATION", "HTTP_TRANSFER_ENCODING"}


@dataclass(frozen=True)
class Answer:
    """What was sent at a moment; `path` is what the log says of the address."""

    moment: Moment
    status: str
    headers: list[tuple[str, str]]
    body: bytes
    path: str

    @property
    def size(self) -> int:
        headers = sum(len(name) + len(value) for name, value in self.headers)
        return BESIDE + headers + len(self.body) + len(self.path)


class KeptAnswers:
    """A WSGI application (PEP 3333) that stands before another."""

    def __init__(self, application: Application) -> None:
        self.application = application
        self.answers: OrderedDict[bytes, Answer] = OrderedDict()
        self.size = 0
        self.lock = Lock()

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        if not is_of_anybody(environ):
            return self.application(environ, start_response)
        began, key = perf_counter(), key_of(environ)
        answer = self.answers.get(key)
        if answer and answer.moment == now(environ):
            return send(answer, environ, start_response, began)
        return self.ask(key, environ, start_response)

    def ask(self, key: bytes, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        said: list[Any] = []

        def listen(status: str, headers: list[tuple[str, str]], *error: Any) -> Any:
            said[:] = status, [header for header in headers if header[0] != HEADER]
            return start_response(status, headers, *error)

        response: Any = self.application(environ, listen)
        if KEPT in environ and said:
            self.keep(key, Answer(environ[KEPT], said[0], said[1], response.content, environ[PATH]))
        return response

    def keep(self, key: bytes, answer: Answer) -> None:
        with self.lock:
            self.forget(key)
            self.answers[key] = answer
            self.size += answer.size
            while self.size > MOST:
                self.forget(next(iter(self.answers)))

    def forget(self, key: bytes) -> None:
        if former := self.answers.pop(key, None):
            self.size -= former.size


def is_of_anybody(environ: Environ) -> bool:
    return (
        environ["REQUEST_METHOD"] in {"GET", "HEAD"}
        and not OWN & environ.keys()
        and environ.get("CONTENT_LENGTH") in {None, "", "0"}
    )


def key_of(environ: Environ) -> bytes:
    """All that the request says and a page may depend on."""
    said = sorted(
        (name, value)
        for name, value in environ.items()
        if name in SAID or (name.startswith("HTTP_") and name not in UNHEARD)
    )
    return sha256(repr(said).encode()).digest()


def now(environ: Environ) -> Moment | None:
    """The moment of the data, None if the database does not say: then the program has to see to it."""
    try:
        return Moment(last_commit(), timezone.localdate())
    except Error as error:
        environ[UNSAID] = error
        return None
    finally:
        if connection.vendor != "sqlite":  # which is asked by a connection that stays
            close_old_connections()  # as at the end of a request


def send(answer: Answer, environ: Environ, start_response: StartResponse, began: float) -> Iterable[bytes]:
    name = id_of(environ)
    start_response(answer.status, [*answer.headers, (HEADER, name)])
    with asked_by(name):
        tell_again(environ, answer.path, int(answer.status[:3]), len(answer.body), perf_counter() - began)
    return [answer.body]
