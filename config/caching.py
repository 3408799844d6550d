"""Pages for readers without a session are kept until something is committed."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from hashlib import sha256
from http import HTTPStatus
from threading import Event, Lock
from typing import NamedTuple, TypeGuard

from django.core.cache import caches
from django.db import Error, connection
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.gzip import re_accepts_gzip
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.http import quote_etag
from django.utils.translation import get_language_from_request

from history.turns import READING

from .commits import last_commit, standing_still
from .compression import is_personal, is_text

# In what a request knows (`META`): of which moment its answer is, if that was kept and may be sent again.
KEPT = "commonplace.kept"
# And why the database did not say what is committed, so that nobody waits for it twice.
UNSAID = "commonplace.unsaid"
GetResponse = Callable[[HttpRequest], HttpResponseBase]
SECONDS = 24 * 60 * 60
# Bytes of a page that is kept. A process keeps up to 300 (config/env.py), of which most take some 10 KB.
LARGEST = 128 * 1024
# Seconds in which a page is waited for that another thread is making.
PATIENCE = 5
# They are asked whether the site is well, and not by readers.
NOT_PAGES = {"/healthz", "/readyz"}


class Moment(NamedTuple):
    """The data as they were after a commit, on a day."""

    commit: str
    day: date


def keep_pages(get_response: GetResponse) -> GetResponse:
    """Answer from what was made before as long as the data is the same, with 304 whoever has it already.

    It stands before all that makes pages, so that what is kept is whole: compressed and with all its headers.
    That depends on the address, the language, the encoding, the day and the data, and on nothing else. The
    commit is asked for before the page is begun (`stand_still`), so that what is kept is never older.
    """
    in_making = InMaking()

    def answer(request: HttpRequest) -> HttpResponseBase:
        commit = ask_for_commit(request) if may_be_kept(request) else ""
        moment = Moment(commit, timezone.localdate())
        key = key_of(request, moment) if commit else ""
        if not key:
            return make(request)
        response = kept_at(key, moment, request) or make_once(key, moment, request)
        if not isinstance(response, HttpResponse) or "ETag" not in response.headers:
            return response
        etag = response.headers["ETag"]
        return get_conditional_response(request, etag=etag, response=response) or response

    def make_once(key: str, moment: Moment, request: HttpRequest) -> HttpResponseBase:
        with in_making.wait(key) as was_made:
            kept = kept_at(key, moment, request) if was_made else None
            response = kept or make(request)
            if not kept and is_for_everybody(response, request):
                keep(key, response)
        return response

    def make(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        patch_vary_headers(response, ["Cookie"])
        return response

    return answer


class InMaking:
    """The pages that threads of this process are making."""

    def __init__(self) -> None:
        self.lock = Lock()
        self.ends: dict[str, Event] = {}

    @contextmanager
    def wait(self, key: str) -> Iterator[bool]:
        """Make a page while nobody else does; says whether somebody did, who was waited for then."""
        own = Event()
        with self.lock:
            others = self.ends.setdefault(key, own)
        if others is not own:
            others.wait(PATIENCE)
            yield True
            return
        try:
            yield False
        finally:
            with self.lock:
                del self.ends[key]
            own.set()


def stand_still(get_response: GetResponse) -> GetResponse:
    """Make pages for readers without a session of the data of one moment: no part is older than another."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        if not may_be_kept(request) or connection.in_atomic_block:  # as where a replica makes it
            return get_response(request)
        response = None
        try:
            with READING.taken(), standing_still():
                response = get_response(request)
        except Error:  # it has answered all, even if it cannot end
            if response is None:
                raise
        return response

    return answer


def ask_for_commit(request: HttpRequest) -> str:
    if error := request.META.get(UNSAID):
        raise error
    return last_commit()


def may_be_kept(request: HttpRequest) -> bool:
    """Pages of the site as files (`is_static`) are others at the same addresses."""
    is_page = request.method in {"GET", "HEAD"} and request.path_info not in NOT_PAGES
    return is_page and not is_personal(request) and not getattr(request, "is_static", False)


def is_for_everybody(response: HttpResponseBase, request: HttpRequest) -> TypeGuard[HttpResponse]:
    """Whether it is a text that anybody would be sent at that address, and that caches may have."""
    control = response.headers.get("Cache-Control", "")
    return (
        response.status_code == HTTPStatus.OK
        and not response.streaming
        and is_text(response)
        and not is_personal(request, response)
        and "private" not in control
        and "no-store" not in control
    )


def key_of(request: HttpRequest, moment: Moment) -> str:
    """What a page depends on, as a key that every cache takes. A host that is not ours is refused."""
    said = (
        *moment,
        get_language_from_request(request),
        bool(re_accepts_gzip.search(request.headers.get("Accept-Encoding", ""))),
        request.method,
        request.scheme,
        request.get_host(),
        request.path,
        request.META.get("QUERY_STRING", ""),
    )
    return sha256(repr(said).encode()).hexdigest()


def keep(key: str, response: HttpResponse) -> None:
    content = response.content
    response.headers.setdefault("ETag", quote_etag(sha256(content).hexdigest()[:32]))
    if len(content) <= LARGEST:
        caches["pages"].set(key, (content, dict(response.headers)), SECONDS)


def kept_at(key: str, moment: Moment, request: HttpRequest) -> HttpResponse | None:
    kept = caches["pages"].get(key)
    if not kept:
        return None
    request.META[KEPT] = moment
    return to_response(*kept)


def to_response(content: bytes, headers: dict[str, str]) -> HttpResponse:
    return HttpResponse(content, headers=headers)
