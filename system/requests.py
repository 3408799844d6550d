"""One line of the log for each request, and an id by which a reader can tell which one was theirs."""

import logging
import re
import secrets
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from http import HTTPStatus
from time import perf_counter
from typing import Any

from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import Resolver404, resolve
from django.utils.functional import LazyObject

from passages.unavailable import SAFE

from .logs import REQUEST_ID

logger = logging.getLogger(__name__)

HEADER = "X-Request-ID"
# In what a request knows (`META`): its path as the log says it.
PATH = "commonplace.path"
WELL_FORMED = re.compile(r"[A-Za-z0-9_-]{8,64}")
# A part of a route: a converter and the name of what it takes, or a pattern with that name.
PART = re.compile(r"<(?:\w+:)?(\w+)>|\(\?P<(\w+)>(?:[^()]|\([^()]*\))*\)")
UNKNOWN = "<unknown>"
KINDS = {
    "none": re.compile(r"\A\s*\Z"),
    "robot": re.compile(r"bot\b|crawl|spider|slurp", re.IGNORECASE),
    "feed reader": re.compile(r"feed|rss|reader|news|miniflux", re.IGNORECASE),
    "browser": re.compile(r"\AMozilla/"),
}


class FaultsOnly(logging.Filter):
    """For what Django says of answers besides: one that is refused on purpose is no fault."""

    def filter(self, record: logging.LogRecord) -> bool:
        request = getattr(record, "request", None)
        return request is None or not is_on_purpose(request, getattr(record, "status_code", 0))


class Counted:
    """Wraps each query (`execute_wrapper`) to count it and its time."""

    def __init__(self) -> None:
        self.number, self.seconds = 0, 0.0

    def __call__(self, execute: Callable[..., Any], *arguments: Any) -> Any:
        began = perf_counter()
        try:
            return execute(*arguments)
        finally:
            self.number += 1
            self.seconds += perf_counter() - began


def log_requests(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable:
    """The first of all middleware, so that it hears of every answer as it is sent."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        name = id_of(request.META)
        request.request_id = name  # type: ignore[attr-defined]  # the page of a failure says it
        began, queries = perf_counter(), Counted()
        with asked_by(name):
            with connection.execute_wrapper(queries):
                response = get_response(request)
            response.headers[HEADER] = name
            tell(request, response, perf_counter() - began, queries)
            return response

    return answer


def tell(request: HttpRequest, response: HttpResponseBase, seconds: float, queries: Counted) -> None:
    said = {
        "method": request.method,
        "path": request.META.setdefault(PATH, shape_of(request)),
        "status": response.status_code,
        "ms": to_ms(seconds),
        "bytes": length_of(response),
        "queries": queries.number,
        "query_ms": to_ms(queries.seconds),
        "user": user_of(request),
        "client": kind_of(request.headers.get("User-Agent", "")),
    }
    failed = response.status_code >= 500 and not is_on_purpose(request, response.status_code)
    level = logging.ERROR if failed else logging.INFO
    if settings.DEBUG:
        line = f"{request.method} {request.path} {response.status_code}, {said['ms']} ms"
        logger.log(level, "%s, %d queries", line, queries.number)
    else:
        logger.log(level, "request", extra={"said": said})


def tell_again(environ: dict[str, Any], path: str, status: int, length: int, seconds: float) -> None:
    """The same of an answer that was sent before."""
    said = {
        "method": environ["REQUEST_METHOD"],
        "path": path,
        "status": status,
        "ms": to_ms(seconds),
        "bytes": length,
        "queries": 0,
        "query_ms": 0.0,
        "user": None,
        "client": kind_of(environ.get("HTTP_USER_AGENT", "")),
    }
    logger.info("request", extra={"said": said})


@contextmanager
def asked_by(name: str) -> Iterator[None]:
    """What is logged within belongs to the request of that id."""
    token = REQUEST_ID.set(name)
    try:
        yield
    finally:
        REQUEST_ID.reset(token)


def is_on_purpose(request: HttpRequest, status: int) -> bool:
    """Whether a change is refused because whoever runs the site wants none for a while."""
    return (
        bool(settings.READ_ONLY) and request.method not in SAFE and status == HTTPStatus.SERVICE_UNAVAILABLE
    )


def id_of(environ: Mapping[str, Any]) -> str:
    """The one that the web server in front has given, if it is one; else a new one."""
    given = environ.get("HTTP_X_REQUEST_ID", "")
    if given and is_from_proxy(environ) and WELL_FORMED.fullmatch(given):
        return given
    return secrets.token_hex(8)


def is_from_proxy(environ: Mapping[str, Any]) -> bool:
    """Whether the web server in front has sent this; by a Unix socket nobody else can."""
    address = environ.get("REMOTE_ADDR", "")
    return not address or address in settings.FORWARDED_ALLOW_IPS or "*" in settings.FORWARDED_ALLOW_IPS


def shape_of(request: HttpRequest) -> str:
    """The path with names for its words: slugs are made of titles, and what is not found may be anything."""
    if request.path_info.startswith(settings.STATIC_URL):
        return request.path_info
    try:
        match = request.resolver_match or resolve(request.path_info)
    except Resolver404:
        return UNKNOWN
    said = match.captured_kwargs  # type: ignore[attr-defined]

    def to_part(found: re.Match[str]) -> str:
        name = found[1] or found[2]
        return str(said[name]) if is_number(name, said.get(name)) else f"<{name}>"

    return "/" + re.sub(r"[\^$]|\\Z", "", PART.sub(to_part, match.route))


def is_number(name: str, value: object) -> bool:
    """Whether a part of a path is a key or a date; a slug can consist of figures, too."""
    return isinstance(value, int) or (name == "object_id" and str(value).isdecimal() and len(str(value)) < 20)


def length_of(response: HttpResponseBase) -> int | None:
    """Bytes of what is sent; nothing where that is not known before."""
    if "Content-Length" in response.headers:
        return int(response.headers["Content-Length"])
    return None if response.streaming else len(getattr(response, "content", b""))


def user_of(request: HttpRequest) -> int | None:
    """The key of whoever has signed in, if the answer took a look at that: it costs no query."""
    user = getattr(request, "user", None)
    if isinstance(user, LazyObject):
        user = getattr(request, "_cached_user", None)
    return user.pk if user else None


def kind_of(agent: str) -> str:
    return next((kind for kind, pattern in KINDS.items() if pattern.search(agent)), "program")


def to_ms(seconds: float) -> float:
    return round(seconds * 1000, 1)
