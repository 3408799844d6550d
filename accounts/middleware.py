from collections.abc import Callable
from contextvars import ContextVar
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse

from .sessions import renew

GetResponse = Callable[[HttpRequest], HttpResponse]
# The request that is being answered, for what Django tells of accounts without it.
REQUEST: ContextVar[HttpRequest | None] = ContextVar("request", default=None)


def remember_request(get_response: GetResponse) -> GetResponse:
    def answer(request: HttpRequest) -> HttpResponse:
        token = REQUEST.set(request)
        try:
            return get_response(request)
        finally:
            REQUEST.reset(token)

    return answer


def renew_sessions(get_response: GetResponse) -> GetResponse:
    """Who comes back within two weeks stays signed in."""

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if response.status_code < HTTPStatus.INTERNAL_SERVER_ERROR:  # the database may be gone
            renew(request.session)
        return response

    return answer
