"""What becomes of drafts when a form is sent."""

from uuid import UUID

from django.http import HttpRequest

from .models import Draft

# In the session: the keys of forms that were saved, so that the browser drops what it has kept of them, and
# nothing that was on its way is kept afterwards.
SAVED = "saved_drafts"
MOST_REMEMBERED = 20
FIELD = "draft_key"


def keys_sent(request: HttpRequest) -> list[UUID]:
    """The key of the form that was sent, and those of drafts that were taken up in it."""
    return [key for key in map(to_key, request.POST.getlist(FIELD)) if key]


def to_key(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def forget(request: HttpRequest) -> None:
    """Drop the drafts of a form that has been saved."""
    keys = keys_sent(request)
    if keys:
        Draft.objects.of(request.user).keyed(keys).delete()
        request.session[SAVED] = [*request.session.get(SAVED, []), *map(str, keys)][-MOST_REMEMBERED:]


def is_saved(request: HttpRequest, key: UUID) -> bool:
    """Whether the form with that key was saved in this session."""
    return str(key) in request.session.get(SAVED, [])
