"""Every answer that is no success, in one shape: `{"detail": a sentence, "fields": {name: [sentences]}}`."""

import logging
from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import BadRequest, PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    JsonResponse,
    UnreadablePostError,
)
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError

from passages.unavailable import unavailable, why_unavailable

logger = logging.getLogger("django.request")
# Where ninja says that something stood, before the name of the field itself.
SOURCES = {"body", "query", "path", "header", "payload"}


class Refused(Exception):
    """An answer of another status, with what is wrong at which field."""

    def __init__(self, status: int, detail: str, fields: Mapping[str, Sequence[str]] | None = None) -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail
        self.fields = fields or {}


class TooManyWrites(Exception):
    """`seconds` until the next one is taken."""

    def __init__(self, seconds: int) -> None:
        super().__init__(seconds)
        self.seconds = seconds


def failure(status: int, detail: str, **more: Any) -> JsonResponse:
    response = JsonResponse({"detail": detail} | more, status=status)
    if status == 401:
        response.headers["WWW-Authenticate"] = 'Bearer realm="api"'
    return response


def to_fields(errors: Sequence[Mapping[str, Any]]) -> dict[str, list[str]]:
    """What pydantic found wrong, by the names of fields; what is about no field in particular is under ''."""
    fields: dict[str, list[str]] = {}
    for error in errors:
        names = [str(part) for part in error["loc"]]
        while names and names[0] in SOURCES and (len(names) > 1 or names[0] == "payload"):
            names = names[1:]
        fields.setdefault(".".join(names), []).append(str(error["msg"]))
    return fields


def in_one_sentence(fields: Mapping[str, Sequence[str]]) -> str:
    name, sentences = next(iter(fields.items()))
    return f"{name}: {sentences[0]}" if name else sentences[0]


def add_handlers(api: NinjaAPI) -> None:
    """One for each class of exception; ninja takes the most special one."""

    @api.exception_handler(ValidationError)
    def not_valid(request: HttpRequest, exc: Any) -> HttpResponse:
        fields = to_fields(exc.errors)
        return failure(422, in_one_sentence(fields), fields=fields)

    @api.exception_handler(Refused)
    def refused(request: HttpRequest, exc: Any) -> HttpResponse:
        return failure(exc.status, exc.detail, **({"fields": exc.fields} if exc.fields else {}))

    @api.exception_handler(TooManyWrites)
    def too_many(request: HttpRequest, exc: Any) -> HttpResponse:
        response = failure(429, _("That were many changes in a short time. Wait a little."))
        response.headers["Retry-After"] = str(exc.seconds)
        return response

    @api.exception_handler(HttpError)
    def known(request: HttpRequest, exc: Any) -> HttpResponse:
        return failure(exc.status_code, str(exc))

    @api.exception_handler(BadRequest)
    def bad(request: HttpRequest, exc: Any) -> HttpResponse:
        return failure(400, str(exc))

    @api.exception_handler(SuspiciousOperation)
    def suspicious(request: HttpRequest, exc: Any) -> HttpResponse:
        return failure(400, _("This request is not understood."))

    @api.exception_handler(Http404)
    def missing(request: HttpRequest, exc: Any) -> HttpResponse:
        return failure(404, nothing_here())

    @api.exception_handler(PermissionDenied)
    def forbidden(request: HttpRequest, exc: Any) -> HttpResponse:
        return failure(403, _("You may not do this."))

    @api.exception_handler(RequestDataTooBig)
    def too_big(request: HttpRequest, exc: Any) -> HttpResponse:
        return failure(413, _("That is too large to be read."))

    @api.exception_handler(UnreadablePostError)
    def cut_off(request: HttpRequest, exc: Any) -> HttpResponse:
        return failure(400, _("The request ended too early."))

    @api.exception_handler(Exception)
    def broken(request: HttpRequest, exc: Any) -> HttpResponse:
        why = why_unavailable(exc)
        if why:
            logger.error("Service Unavailable: %s", request.path, exc_info=exc, extra={"request": request})
            return unavailable(request, why)
        logger.error("Internal Server Error: %s", request.path, exc_info=exc, extra={"request": request})
        response: Any = failure(500, _("Something is broken here. It has been written to the log."))
        response._has_been_logged = True
        return response


def nothing_here() -> str:
    return _("There is nothing here, or nothing that you may see.")


def in_json(response: HttpResponseBase) -> HttpResponseBase:
    """The same answer, also where ninja says in a word which methods there are."""
    if response.status_code != 405:
        return response
    allowed = response.headers["Allow"]
    answer = failure(405, _("Only %(methods)s can be asked here.") % {"methods": allowed})
    answer.headers["Allow"] = allowed
    return answer
