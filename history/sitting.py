"""Who writes, and what belongs to one change: everything that is saved within a `sitting` is one version."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.utils import timezone

from .models import BulkChange
from .models.bulk_change import LONGEST_NOTE
from .recording import keep_former, record
from .turns import WRITING

Task = Callable[[Sequence[int]], None]


@dataclass
class Sitting:
    """`by` is who writes, None where a command does; `note` what changed, in the owner's words.

    `touched` holds content type and key of each document that may have changed, and whether somebody wrote
    it: the note is not said of what only follows from that, such as the status of a work from a log. Where
    many of one kind are changed at once, their versions belong to the `bulk`. `closing` is what is done last.
    """

    by: Any = None
    note: str = ""
    is_told: bool = False
    touched: dict[tuple[int, int], bool] = field(default_factory=dict)
    opened_at: datetime = field(default_factory=timezone.now)
    bulk: BulkChange | None = None
    closing: dict[Task, dict[int, None]] = field(default_factory=dict)

    @property
    def saved_by(self) -> Any:
        """The key of who writes: who the sitting is of, else whoever sent the request."""
        writer = self.by or WRITER.get()
        return writer.pk if writer and writer.is_authenticated else None

    def take_note(self, note: str, *, is_told: bool = False) -> None:
        """Say what is changed, where nobody has said it yet."""
        if note and not self.note:
            self.note, self.is_told = note, is_told

    def at_end(self, task: Task, keys: Iterable[int]) -> None:
        self.closing.setdefault(task, {}).update(dict.fromkeys(keys))

    def be_bulk(self, model: type[Any], *, undoes: BulkChange | None = None) -> BulkChange:
        """Let what is written of documents of one kind be one change, which can be undone as a whole."""
        self.bulk = self.bulk or BulkChange.objects.create(
            owner_type=ContentType.objects.get_for_model(model),
            made_by_id=self.saved_by,
            note=self.note[:LONGEST_NOTE],
            undoes=undoes,
        )
        return self.bulk


CURRENT: ContextVar[Sitting | None] = ContextVar("sitting", default=None)
# The signed-in user of the request that is being answered.
WRITER: ContextVar[Any] = ContextVar("writer", default=None)


@contextmanager
def sitting(by: Any = None, note: str = "", *, is_told: bool = False) -> Iterator[Sitting]:
    """A transaction in which whatever is saved becomes one version of each document, at its end.

    A sitting within another one is part of that.
    """
    current = CURRENT.get()
    if current:
        current.by = current.by or by
        current.take_note(note, is_told=is_told)
        yield current
        return
    opened = Sitting(by, note, is_told)
    token = CURRENT.set(opened)
    try:
        with WRITING.taken(), transaction.atomic():
            yield opened
            record(opened)
            for task, keys in opened.closing.items():
                task(list(keys))
    finally:
        CURRENT.reset(token)


def at_end(task: Task, keys: Iterable[int]) -> None:
    """Do something with the rows of these keys at the end of the sitting, once; outside of one at once.

    What others wait for is locked there: for a moment, and by everybody in the same order.
    """
    current = CURRENT.get()
    if current:
        current.at_end(task, keys)
    else:
        task(list(keys))


def touch(model: type[Any], keys: Iterable[int], *, is_follow_up: bool = False) -> None:
    """Say before documents change that they will, and outside of a sitting also afterwards."""
    owner_type = ContentType.objects.get_for_model(model).pk
    wanted = set(keys)
    current = CURRENT.get()
    known = {key for each, key in current.touched if each == owner_type} if current else set()
    keep_former(model, wanted - known)
    note_down(owner_type, wanted, is_own=not is_follow_up)


def touch_new(*documents: Any) -> None:
    """Say that documents of one kind have just been made."""
    if documents:
        owner_type = ContentType.objects.get_for_model(documents[0]).pk
        note_down(owner_type, [document.pk for document in documents], is_own=True)


def note_down(owner_type: int, keys: Iterable[int], *, is_own: bool) -> None:
    with sitting() as current:
        for key in keys:
            current.touched[owner_type, key] = current.touched.get((owner_type, key), False) or is_own
