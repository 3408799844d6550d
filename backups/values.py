"""Values of rows as JSON writes them, one line a row, and back. Equal on either database.

What JSON knows goes as it is; dates, moments (with their offset), durations, UUIDs, decimal numbers as text
in the form of ISO 8601 or of the type itself; bytes as base64.
"""

import json
from base64 import b64encode
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import BooleanField, CharField, Field, ForeignKey, IntegerField, JSONField, TextField
from django.utils.duration import duration_iso_string

from .problems import BackupError

LONGEST_LINE = 128 * 2**20  # bytes; more than the longest text in all its forms
AS_THEY_ARE = (BooleanField, CharField, IntegerField, TextField)
Convert = Callable[[Any], Any]


def to_line(row: Iterable[Any]) -> bytes:
    return json.dumps(list(row), ensure_ascii=False, separators=(",", ":"), default=to_plain).encode() + b"\n"


def to_plain(value: Any) -> str:
    """A value that JSON does not know, as text."""
    if isinstance(value, date | datetime | time):
        return value.isoformat()
    if isinstance(value, timedelta):
        return duration_iso_string(value)
    if isinstance(value, bytes | bytearray | memoryview):
        return b64encode(value).decode()
    if isinstance(value, UUID | Decimal):
        return str(value)
    raise BackupError(f"A value of the type {type(value).__name__} cannot be written into a backup.")


def from_line(line: bytes, length: int) -> list[Any]:
    """The values of a row that must have so many."""
    try:
        row = json.loads(line)
    except (ValueError, RecursionError):
        row = None
    if not isinstance(row, list) or len(row) != length:
        raise BackupError("The backup is broken: it has a row that cannot be read.")
    return row


def to_lines(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """The lines in a stream of bytes, each without its end."""
    rest = b""
    for chunk in chunks:
        *lines, rest = (rest + chunk).split(b"\n")
        yield from lines
        if len(rest) > LONGEST_LINE:
            raise BackupError("The backup is broken: it has a row without an end.")
    if rest:
        raise BackupError("The backup is broken: its last row is cut.")


def readers(fields: Sequence[Field]) -> list[Convert]:
    """For each field, from JSON to the value that Python has for it."""
    return [as_it_is if is_plain(field) else field.to_python for field in fields]


def writers(fields: Sequence[Field], connection: BaseDatabaseWrapper) -> list[Convert]:
    """For each field, from the value that Python has for it to what the database takes."""
    return [writer(field, connection) for field in fields]


def writer(field: Field, connection: BaseDatabaseWrapper) -> Convert:
    if is_plain(field) and not isinstance(field, JSONField):
        return as_it_is
    if isinstance(field, JSONField):
        return lambda value: (
            None if value is None and field.null else connection.ops.adapt_json_value(value, field.encoder)
        )
    return lambda value: field.get_db_prep_save(value, connection)


def is_plain(field: Any) -> bool:
    """Whether JSON knows the values of a field."""
    while isinstance(field, ForeignKey):
        field = field.target_field
    return isinstance(field, (*AS_THEY_ARE, JSONField))


def as_it_is(value: Any) -> Any:
    return value


def convert(row: Iterable[Any], converts: Iterable[Convert]) -> list[Any]:
    return [change(value) for change, value in zip(converts, row, strict=True)]
