from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from ninja import Header, Router
from ninja.responses import Status

from history.sitting import sitting
from notes.models import Entry
from passages.filters import Filter

from .authentication import READING as SECURITY
from .authentication import Bearer, reader
from .parameters import Number, filters, refuse_others
from .saying import listed, to_entries
from .schemas import ChangedEntry, Conflict, Entries, NewEntry, Written
from .schemas import Entry as WholeEntry
from .statuses import LISTING, READING, WRITING
from .writing import NAMES, EntryChange, add, check_right, note_of, refuse_errors

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
def entry(request: HttpRequest, entry_id: Number) -> Any:
    """One entry. Numbers can be counted through, so that they find only what lists show."""
    refuse_others(request)
    entries = Entry.objects.visible_to(request.user).in_full(request.user)
    return to_entries(request, [get_object_or_404(entries, pk=entry_id)])[0]


@router.post(
    "entries",
    url_name="entries",
    auth=Bearer(is_writing=True),
    response={201: Written, 200: Written} | WRITING,
)
def add_entries(
    request: HttpRequest,
    payload: NewEntry,
    idempotency_key: str = Header("", max_length=255, description="Sent again, nothing is written again."),
) -> Any:
    """Write an entry, or several. 200 if that was done before, when the same key was sent."""
    refuse_others(request)
    check_right(request.user, "add")
    token: Any = request.auth  # type: ignore[attr-defined]
    given = payload.model_dump(exclude_unset=True)
    keys, is_new = add(request.user, token, idempotency_key, given)
    made = Entry.objects.visible_to(request.user, at_address=True).in_full(request.user)
    items = to_entries(request, list(made.filter(pk__in=keys).order_by("pk")))
    return Status(201 if is_new else 200, {"items": items})


@router.patch(
    "entries/{number:entry_id}",
    url_name="entry",
    auth=Bearer(is_writing=True),
    response={200: WholeEntry, 409: Conflict} | WRITING,
)
def change_entry(request: HttpRequest, entry_id: Number, payload: ChangedEntry) -> Any:
    """Change what is sent of an entry. 409 if somebody saved it since it had the stamp that was sent."""
    refuse_others(request)
    check_right(request.user, "change")
    token: Any = request.auth  # type: ignore[attr-defined]
    given = payload.model_dump(exclude_unset=True)
    sent = given | {"change_note": given.get("note") or note_of(token)}
    with sitting(by=request.user) as current:
        entries = Entry.objects.visible_to(request.user)
        entry = get_object_or_404(entries.select_for_update(), pk=entry_id)
        form = EntryChange.of(entry, request.user, sent)
        if not form.is_valid() and form.conflict:
            return Status(409, to_conflict(request, entry_id, given))
        refuse_errors(form, NAMES)
        current.take_note(form.cleaned_data["change_note"])
        form.save()
    return entry_as_it_is(request, entry_id)


def to_conflict(request: HttpRequest, entry_id: Number, given: dict[str, Any]) -> dict[str, Any]:
    detail = _("Somebody else saved meanwhile.")
    return {"detail": detail, "entry": entry_as_it_is(request, entry_id), "yours": given}


def entry_as_it_is(request: HttpRequest, entry_id: Number) -> dict[str, Any]:
    entries = Entry.objects.visible_to(request.user).in_full(request.user)
    return to_entries(request, [entries.get(pk=entry_id)])[0]
