"""What was read from a quick text becomes entries, once only however often the form is sent."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import IntegrityError

from desk.models import Sent
from history.sitting import sitting
from notes.models import Entry
from passages.models.once import once
from topics.models import Topic

from .reading import Written


@dataclass(frozen=True)
class Beside:
    """What a form says beside its text. The day is that of what says none of its own, the rest is for all."""

    read_on: date
    topics: Sequence[Topic]
    tags: Sequence[str]
    visibility: str


def save_once(by: Any, key: UUID, written: Iterable[Written], beside: Beside, note: str = "") -> Sent:
    """The form of that key as it was sent first, with the entries that it made then or just now."""
    try:
        with sitting(by=by, note=note), once():
            sent = Sent.objects.create(writer=by, key=key)
            sent.entry_ids = [create_entry(each, beside).pk for each in written]
            sent.save()
            Sent.objects.of(by).forgettable().delete()
    except IntegrityError:
        former = Sent.objects.of(by).with_key(key).first()
        if former is None:
            raise
        return former
    return sent


def create_entry(written: Written, beside: Beside) -> Entry:
    entry = Entry.objects.create(
        body=written.body,
        read_on=written.read_on or beside.read_on,
        is_date_inherited=written.is_date_inherited,
        visibility=beside.visibility,
    )
    entry.topics.set(beside.topics)
    entry.tags.add(*dict.fromkeys([*written.tags, *beside.tags]))
    return entry
