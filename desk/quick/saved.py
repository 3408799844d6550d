"""What was saved just now, told at an address such as `/write/?saved=<key of the form>`."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.http import HttpRequest

from desk.models import Sent
from notes.models import Entry


@dataclass(frozen=True)
class Saved:
    """The entries that are still there and that who sent them may see."""

    entries: Sequence[Entry]


def saved_by(request: HttpRequest) -> Saved | None:
    try:
        key = UUID(request.GET.get("saved", ""))
    except ValueError:
        return None
    sent = Sent.objects.of(request.user).with_key(key).first()
    if sent is None:
        return None
    entries = Entry.objects.visible_to(request.user).filter(pk__in=sent.entry_ids)
    return Saved(list(entries.without_text().order_by("pk")))
