from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from .sitting import WRITER


def remember_writer(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable:
    """Versions that are made while a request is answered are by whoever is signed in."""

    def answer(request: HttpRequest) -> HttpResponse:
        token = WRITER.set(request.user)
        try:
            return get_response(request)
        finally:
            WRITER.reset(token)

    return answer
