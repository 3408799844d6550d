"""The pages that say what went wrong."""

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.test import RequestFactory
from django.views.defaults import permission_denied, server_error

from audit.answers import Answer, ask


@dataclass(frozen=True)
class ErrorPage:
    name: str
    html: str
    status: int
    wanted: int

    @property
    def is_right(self) -> bool:
        return self.status == self.wanted

    def __str__(self) -> str:
        return f"{self.name} answers {self.status}, not {self.wanted}"


def error_pages(site: str) -> dict[str, ErrorPage]:
    """By name. What no address gives on purpose, 403 and 500, is drawn here as Django would."""
    request = RequestFactory().get("/")
    pages = [
        asked(ask(f"{site}/nothing/here/"), 404),
        asked(ask(f"{site}/?year=never"), 400),
        asked(ask(f"{site}/admin/login/", method="POST"), 403),
        drawn("403", permission_denied(request, PermissionDenied()), 403),
        drawn("500", server_error(request), 500),
    ]
    return {page.name: page for page in pages}


def asked(answer: Answer, wanted: int) -> ErrorPage:
    return ErrorPage(answer.path, answer.text, answer.status, wanted)


def drawn(name: str, response: HttpResponse, wanted: int) -> ErrorPage:
    return ErrorPage(f"the page of {name}", response.content.decode(), response.status_code, wanted)
