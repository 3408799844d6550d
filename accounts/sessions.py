"""Where somebody is signed in. Django's table of sessions is asked, which is small: readers have none."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.contrib.messages import get_messages
from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.models import Session
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from .addresses import address_of
from .browsers import to_browser

BEGAN = "signed_in"
SEEN_ON = "seen_on"
# How long a session lasts that is not used, and one that is.
UNUSED, LONGEST = timedelta(days=14), timedelta(days=90)


@dataclass(frozen=True)
class SignedIn:
    """A browser in which somebody is signed in. It had no beginning to tell of before this was kept."""

    is_this: bool
    began_at: datetime | None = None
    address: str | None = None
    browser: str = ""
    seen_on: date | None = None


def begin(request: HttpRequest) -> None:
    """Keep in the session where it began.

    Django gives a session no new key where the same user signs in over it once more.
    """
    if BEGAN in request.session:
        request.session.cycle_key()
    request.session[BEGAN] = {
        "at": timezone.now().isoformat(),
        "address": address_of(request),
        "browser": to_browser(request.headers.get("User-Agent", "")),
    }
    prolong(request.session)


def renew(session: Any) -> None:
    """Let a session that is used last two weeks from today on: it is written once a day, not each time.

    One that has no beginning, from before these were kept, runs out. Where the database takes nothing, as in
    read-only mode, the page is shown all the same; Django's middleware would answer 400, as to somebody
    whose session has ended.
    """
    if not session.accessed or not {SESSION_KEY, BEGAN} <= session.keys() or session.get(SEEN_ON) == today():
        return
    was_modified = session.modified
    prolong(session)
    try:
        session.save()
    except (DatabaseError, UpdateError):
        session.modified = was_modified


def keep_messages(request: HttpRequest, response: HttpResponse) -> None:
    """Keep what the next page says of a change in the transaction of that: each save is one commit less.

    A session that has ended meanwhile is left to Django's middleware.
    """
    said: Any = get_messages(request)
    session = request.session
    if said.added_new and "Location" in response and session.exists(session.session_key or ""):
        said.update(response)
        said.added_new = False
        session.save()
        session.modified = False


def prolong(session: Any) -> None:
    """Note that a session was used today, and let no later save move the end that follows from it."""
    session[SEEN_ON] = today()
    began_at = datetime.fromisoformat(session[BEGAN]["at"])
    session.set_expiry(min(timezone.now() + UNUSED, began_at + LONGEST))


def today() -> str:
    return datetime.now(UTC).date().isoformat()


def signed_in(user: Any, this: str | None) -> list[SignedIn]:
    """Where the user is signed in, the last one first; `this` is the key of the session that asks."""
    valid = user.get_session_auth_hash()
    found = [
        to_signed_in(data, is_this=session.session_key == this)
        for session, data in sessions_of(user)
        if data.get(HASH_SESSION_KEY) == valid
    ]
    return sorted(found, key=lambda each: (each.is_this, each.seen_on or date.min), reverse=True)


def to_signed_in(data: dict[str, Any], *, is_this: bool) -> SignedIn:
    began, seen_on = data.get(BEGAN), data.get(SEEN_ON)
    if not began or not seen_on:
        return SignedIn(is_this)
    at = datetime.fromisoformat(began["at"])
    return SignedIn(is_this, at, began["address"], began["browser"], date.fromisoformat(seen_on))


def end_others(user: Any, but: str | None) -> int:
    """Sign the user out everywhere but in the session of that key; the number of places."""
    keys = [session.session_key for session, _ in sessions_of(user)]
    return Session.objects.filter(session_key__in=[key for key in keys if key != but]).delete()[0]


def sessions_of(user: Any) -> Iterator[tuple[Session, dict[str, Any]]]:
    """The sessions of a user that have not run out, each with what it holds."""
    for session in Session.objects.filter(expire_date__gt=timezone.now()):
        data = session.get_decoded()
        if data.get(SESSION_KEY) == str(user.pk):
            yield session, data
