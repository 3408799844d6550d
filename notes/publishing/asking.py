"""Asking the site itself, as somebody who has not signed in, without a server between."""

from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.handlers.base import BaseHandler
from django.core.handlers.exception import convert_exception_to_response
from django.core.handlers.wsgi import WSGIRequest
from django.http.response import HttpResponseBase
from django.utils.module_loading import import_string

from .addresses import Address

Absolute = Callable[[str], str]
# What has no say in a file: who asks (nobody), how bytes are sent and kept, what is logged of that, changes.
# They took more time than some of the pages.
NOT_OF_FILES = {
    "system.requests.log_requests",
    "config.headers.put_headers",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "config.caching.keep_pages",
    "config.caching.stand_still",
    "config.compression.CompressionMiddleware",
    "passages.middleware.ForgivingSessionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "accounts.middleware.renew_sessions",
    "accounts.middleware.remember_request",
    "history.middleware.remember_writer",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "passages.middleware.refuse_changes",
    "axes.middleware.AxesMiddleware",
}


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Any
    content: bytes

    @property
    def kind(self) -> str:
        """The content type, without parameters."""
        return str(self.headers.get("Content-Type", "")).partition(";")[0].strip()


class StaticRequest(WSGIRequest):
    """A request whose answer will be a file: absolute addresses are those that the file will have."""

    is_static = True
    absolute: Absolute
    base: str
    user = AnonymousUser()

    def build_absolute_uri(self, location: str | None = None) -> str:
        return self.absolute(self.get_full_path() if location is None else location)

    def get_host(self) -> str:
        return urlsplit(self.base).netloc

    def is_secure(self) -> bool:
        return True  # nobody listens in, and a redirect to https would be no page


class Handler(BaseHandler):
    """The application with what of its middleware has a say in files, none of which asks for more hooks."""

    def load_middleware(self, is_async: bool = False) -> None:
        self._view_middleware: list[Any] = []
        self._template_response_middleware: list[Any] = []
        self._exception_middleware: list[Any] = []
        chain = convert_exception_to_response(self._get_response)  # type: ignore[attr-defined]
        for name in reversed(settings.MIDDLEWARE):
            if name not in NOT_OF_FILES:
                chain = convert_exception_to_response(import_string(name)(chain))
        self._middleware_chain = chain


class Site:
    """The application, asked for files."""

    def __init__(self, base: str) -> None:
        self.base = base
        self.handler = Handler()
        self.handler.load_middleware()

    def ask(self, address: Address, absolute: Absolute, etag: str = "") -> Answer:
        """The answer to an anonymous reader in the language of the site; 304 if it has that etag."""
        request = StaticRequest(to_environ(address, etag))
        request.base, request.absolute = self.base, absolute
        response: HttpResponseBase = self.handler.get_response(request)
        return Answer(response.status_code, response.headers, response.content)  # type: ignore[attr-defined]


def to_environ(address: Address, etag: str) -> dict[str, Any]:
    """A GET as WSGI (PEP 3333) says it."""
    environ = {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": address.path.encode().decode("latin-1"),
        "QUERY_STRING": address.query,
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "wsgi.url_scheme": "https",
        "wsgi.input": BytesIO(),
    }
    return environ | ({"HTTP_IF_NONE_MATCH": etag} if etag else {})


def read_asset(name: str) -> bytes | None:
    """A static file as it was written or, under the name that collecting gave it, as it was collected.

    What was collected under its own name may be of an earlier program.
    """
    written = finders.find(name)
    if written:
        return Path(written).read_bytes()
    if not staticfiles_storage.exists(name):
        return None
    with staticfiles_storage.open(name) as file:
        return bytes(file.read())
