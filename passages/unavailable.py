"""Why nothing can be read or saved just now, and the answer that says so, which needs no database."""

import errno
import sqlite3
from typing import Any

from django.conf import settings
from django.db.models import TextChoices
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import get_template
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from .storage import StoreAbsent

SAFE = {"GET", "HEAD", "OPTIONS"}
MOST_CAUSES = 10
LONG = 80
NEVER_SHOWN = ("password", "token", "otp_", "secret")


class Why(TextChoices):
    """What the matter is; its label is for readers."""

    ABSENT = "absent", _("The database does not answer.")
    NO_STORE = "no-store", _("The store of pictures does not answer.")
    BUSY = "busy", _("The database has too much to do.")
    FULL = "full", _("There is no room left on the disk.")
    READ_ONLY = "read-only", _("This site is in read-only mode: nothing can be changed or saved for now.")

    @property
    def seconds(self) -> int:
        """When to ask again."""
        return {Why.ABSENT: 10, Why.NO_STORE: 10, Why.BUSY: 5, Why.FULL: 300, Why.READ_ONLY: 600}[self]


# How a code of SQLite (https://www.sqlite.org/rescode.html), or of PostgreSQL (its appendix A), begins.
CODES = {
    "SQLITE_FULL": Why.FULL,
    "SQLITE_READONLY": Why.READ_ONLY,
    "SQLITE_BUSY": Why.BUSY,
    "SQLITE_LOCKED": Why.BUSY,
    "SQLITE_CANTOPEN": Why.ABSENT,
    "SQLITE_IOERR": Why.ABSENT,
    "53100": Why.FULL,
    "53": Why.BUSY,  # too many connections, no memory
    "25006": Why.READ_ONLY,
    "40": Why.BUSY,  # given up for another transaction
    "55P03": Why.BUSY,
    "08": Why.ABSENT,
    "57P": Why.ABSENT,  # shut down, crashed, starting
    "58": Why.ABSENT,
}
ABOUT_CONNECTIONS = {"OperationalError", "InterfaceError"}
OF_THE_DISK = {errno.ENOSPC: Why.FULL, errno.EDQUOT: Why.FULL, errno.EROFS: Why.READ_ONLY}


def why_unavailable(error: BaseException | None) -> Why | None:
    """What the matter is where an exception came of that; None where it is a fault of the program."""
    for _turn in range(MOST_CAUSES):
        if error is None:
            return None
        if why := why_of(error):
            return why
        error = error.__cause__ or error.__context__
    return None


def why_of(error: BaseException) -> Why | None:
    if isinstance(error, StoreAbsent):
        return Why.NO_STORE
    if isinstance(error, OSError):
        return OF_THE_DISK.get(error.errno or 0)
    if isinstance(error, sqlite3.Error):
        return why_by(getattr(error, "sqlite_errorname", ""))
    if hasattr(error, "sqlstate"):  # of psycopg, which takes 8 MB and is loaded for PostgreSQL alone
        is_about_connection = not ABOUT_CONNECTIONS.isdisjoint(kind.__name__ for kind in type(error).__mro__)
        return why_by(error.sqlstate) if error.sqlstate else (Why.ABSENT if is_about_connection else None)
    return None


def why_by(code: str) -> Why | None:
    return next((why for beginning, why in CODES.items() if code.startswith(beginning)), None)


def unavailable(request: HttpRequest, why: Why) -> HttpResponse:
    """503 with when to come again: a page, or for programs JSON. What a form has sent stands on the page."""
    if request.path.startswith(reverse("api:api-root")):
        return to_come_again(JsonResponse({"detail": str(why.label)}), why)
    is_form = request.method not in SAFE
    sent = sent_by(request) if is_form else []
    context = {
        "why": why,
        "is_form": is_form,
        "sent": sent,
        "texts": [value for name, value in sent if len(value) > LONG and name != "csrfmiddlewaretoken"],
        "address": request.get_full_path(),
    }
    return to_come_again(draw_alone(request, "503.html", context), why)


def to_come_again(response: HttpResponse, why: Why) -> HttpResponse:
    response.status_code = 503
    response.headers["Retry-After"] = str(why.seconds)
    response.headers["Cache-Control"] = "no-store"
    return response


def draw_alone(request: HttpRequest, name: str, context: dict[str, Any]) -> HttpResponse:
    """A page that asks for nothing, not even for who reads it."""
    language = settings.LANGUAGE_CODE
    frame = {
        "site_title": settings.SITE_TITLE,
        "site_author": settings.SITE_AUTHOR,
        "site_language": "" if get_language() == language else language,
        "request_id": getattr(request, "request_id", ""),
    }
    return HttpResponse(get_template(name).render(frame | context))


def sent_by(request: HttpRequest) -> list[tuple[str, str]]:
    """The fields of a form, to be sent once more; none where it asks for a secret or cannot be read."""
    try:
        fields = [(name, value) for name, values in request.POST.lists() for value in values]
    except Exception:  # whatever is wrong with it, another failure of its own would hide the first
        return []
    names = [name.lower() for name, _value in fields if name != "csrfmiddlewaretoken"]
    is_secret = any(word in name for name in names for word in NEVER_SHOWN)
    return [] if is_secret else fields
