"""Readers without a session are answered from a replica that has everything that is committed."""

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http import HTTPStatus

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, Error, connections, transaction
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from .asking import ask_replica, committed, replicas

GetResponse = Callable[[HttpRequest], HttpResponseBase]
# They are asked whether the site is well, and not by readers.
NOT_PAGES = {"/healthz", "/readyz"}


def read_from_replica(get_response: GetResponse) -> GetResponse:
    """Let a replica make the page, if there is one that has everything; else, or if it fails, the primary."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        if not is_readers(request):
            return get_response(request)
        if response := by_replicas(request):
            return response
        response = get_response(request)
        if response.status_code == HTTPStatus.SERVICE_UNAVAILABLE:  # the primary went while it made the page
            return by_replicas(request) or response
        return response

    def by_replicas(request: HttpRequest) -> HttpResponseBase | None:
        tried: set[str] = set()
        while alias := fresh_replica(tried):
            response = answer_from(alias, request)
            if response and response.status_code < HTTPStatus.INTERNAL_SERVER_ERROR:
                return response
            tried.add(alias)
        return None

    def answer_from(alias: str, request: HttpRequest) -> HttpResponseBase | None:
        """The page as that replica has it, None where it failed; it has answered all even if it cannot
        end."""
        response = None
        try:
            with all_from(alias):
                response = get_response(request)
        except Error:
            return response
        return response

    return answer


def is_readers(request: HttpRequest) -> bool:
    """Whether somebody asks who has not signed in, and nothing holds the primary: a transaction stays
    there."""
    return (
        request.method in {"GET", "HEAD"}
        and request.path_info not in NOT_PAGES
        and settings.SESSION_COOKIE_NAME not in request.COOKIES
        and "Authorization" not in request.headers
        and not getattr(request, "is_static", False)
        and not connections[DEFAULT_DB_ALIAS].in_atomic_block
    )


def fresh_replica(tried: set[str]) -> str:
    """The alias of one that has what is committed, or '' if that is the primary alone.

    A failure may be the program's own: it is not repeated on each replica while the primary is there.
    """
    try:
        told = committed()
    except Error:
        return ""
    if tried and told.is_primary_there:
        return ""
    left = [alias for alias in replicas() if alias not in tried]
    random.shuffle(left)
    for alias in left:
        standby = ask_replica(alias)
        if standby and standby.has(told.place):
            return alias
    return ""


@contextmanager
def all_from(alias: str) -> Iterator[None]:
    """Whatever asks the database within asks this replica, and sees the data of one moment.

    The connection itself is another, so that no query can go elsewhere, whether it comes by a model or a
    cursor.
    """
    primary, replica = connections[DEFAULT_DB_ALIAS], connections[alias]
    replica.execute_wrappers = primary.execute_wrappers
    connections[DEFAULT_DB_ALIAS] = replica
    try:
        with transaction.atomic():
            with replica.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield
    finally:
        connections[DEFAULT_DB_ALIAS] = primary
        replica.execute_wrappers = []
