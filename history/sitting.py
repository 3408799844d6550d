"""Who writes, and what belongs to one change: everything that is saved within a `sitting` is one version."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction


@dataclass
class Sitting:
    """`by` is who writes, None where a command does; `note` what changed, in the owner's words."""

    by: Any = None
    note: str = ""
    is_told: bool = False
    touched: dict[tuple[int, int], Any] = field(default_factory=dict)


CURRENT: ContextVar[Sitting | None] = ContextVar("sitting", default=None)


@contextmanager
def sitting(by: Any = None, note: str = "", *, is_told: bool = False) -> Iterator[Sitting]:
    """A transaction in which whatever is saved becomes one version of each document, at its end.

    A sitting within another one is part of that.
    """
    current = CURRENT.get()
    if current:
        yield current
        return
    token = CURRENT.set(Sitting(by, note, is_told))
    try:
        with transaction.atomic():
            opened = CURRENT.get()
            assert opened  # noqa: S101
            yield opened
    finally:
        CURRENT.reset(token)


def touch(model: type[Any], keys: Iterable[int], *, is_follow_up: bool = False) -> None:
    """Say before documents change that they will."""
