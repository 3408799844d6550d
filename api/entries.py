from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Router

from notes.models import Entry
from passages.filters import Filter

from .authentication import READING as SECURITY
from .authentication import reader
from .parameters import filters, refuse_others
from .saying import listed, to_entries
from .schemas import Entries
from .schemas import Entry as WholeEntry
from .statuses import LISTING, READING

router = Router(auth=reader, tags=["entries"])


@router.get(
    "entries", url_name="entries", response={200: Entries} | LISTING, openapi_extra=filters(cursor="before")
)
def entries(request: HttpRequest) -> Any:
    """Entries in the order of the timeline, the newest day first."""
    asked = Filter.from_request(request)
    found = Entry.objects.visible_to(request.user).matching(asked)
    page = found.in_full(request.user).page(asked)
    return listed(request, page, to_entries(request, page.items))


@router.get(
    "entries/{number:entry_id}",
    url_name="entry",
    response={200: WholeEntry} | READING,
    openapi_extra={"security": SECURITY},
)
def entry(request: HttpRequest, entry_id: int) -> Any:
    """One entry. Numbers can be counted through, so that they find only what lists show."""
    refuse_others(request)
    entries = Entry.objects.visible_to(request.user).in_full(request.user)
    return to_entries(request, [get_object_or_404(entries, pk=entry_id)])[0]
