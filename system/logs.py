"""The lines of the log, which say nothing of what stands in the notes. Pure.

Messages of exceptions quote what was read or written ("Key (slug)=(…) already exists"), and so do the
arguments of log messages. So an exception leaves its kind, its frames without variables, and what of its
message can be vouched for; a message leaves the words that stand in the program, and its numbers.
"""

import json
import logging
import re
from collections.abc import Iterator
from contextvars import ContextVar
from datetime import UTC, datetime
from pathlib import Path
from traceback import walk_tb
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
MOST_CAUSES = 5
MOST_FRAMES = 40
# Who writes messages with arguments, if any: words that stand in the program.
VOUCHED_FOR = {path.parent.name for path in ROOT.glob("*/apps.py")} | {"config", "django", "markup", "web"}
# Those say the number of a process, a port, or why a database does not answer.
TELLING_ALL = {"gunicorn.error", "psycopg.pool"}
ABOUT_THE_PROGRAM = (AttributeError, NameError, ImportError, RecursionError, MemoryError)
CONSTRAINT = re.compile(r"(?:UNIQUE|NOT NULL|CHECK|FOREIGN KEY) constraint failed(?:: [\w., ]+)?")

ENCODER = json.JSONEncoder(ensure_ascii=False, default=str)
# The id of the request that this thread answers.
REQUEST_ID: ContextVar[str] = ContextVar("REQUEST_ID", default="")


class JsonFormatter(logging.Formatter):
    """One object of JSON a line."""

    def format(self, record: logging.LogRecord) -> str:
        return ENCODER.encode(to_values(record))


class PlainFormatter(logging.Formatter):
    """For the eyes of whoever works on the program, on a machine of their own: all of a message."""

    def __init__(self) -> None:
        super().__init__("{asctime} {levelname} {message}", "%H:%M:%S", style="{")


def to_values(record: logging.LogRecord) -> dict[str, Any]:
    at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
    values = {"at": at, "level": record.levelname.lower(), "logger": record.name, "event": event_of(record)}
    if REQUEST_ID.get():
        values["request"] = REQUEST_ID.get()
    values |= getattr(record, "said", {})
    error = record.exc_info[1] if record.exc_info else None
    return values | {"errors": list(to_errors(error))} if error else values


def event_of(record: logging.LogRecord) -> str:
    """The message without what may have been read or written."""
    room, _, rest = record.name.partition(".")
    if room == "django" and rest.startswith("security."):
        return rest.removeprefix("security.")  # the message is that of the exception
    if record.name == "django.request":
        return "failed" if record.exc_info else "refused"
    if not isinstance(record.msg, str):
        return type(record.msg).__name__
    if record.name in TELLING_ALL:
        return record.getMessage() if "equest" not in record.msg else re.split("[=:%]", record.msg)[0].strip()
    if not record.args:
        return record.msg if room in VOUCHED_FOR else "…"
    try:
        return record.msg % without_words(record.args)
    except (TypeError, ValueError):
        return record.msg


def without_words(arguments: Any) -> Any:
    if isinstance(arguments, dict):
        return {name: number_of(value) for name, value in arguments.items()}
    return tuple(map(number_of, arguments))


def number_of(value: object) -> object:
    return value if isinstance(value, int | float) else "…"


def to_errors(error: BaseException) -> Iterator[dict[str, Any]]:
    """An exception and what it came of, the last one first."""
    cause: BaseException | None = error
    for _ in range(MOST_CAUSES):
        if cause is None:
            return
        kind = f"{type(cause).__module__}.{type(cause).__qualname__}".removeprefix("builtins.")
        frames = [f"{place_of(frame.f_code.co_filename)}:{line} {frame.f_code.co_name}"
                  for frame, line in walk_tb(cause.__traceback__)]  # fmt: skip
        said = words_of(cause)
        yield {"kind": kind} | ({"said": said} if said else {}) | {"frames": frames[-MOST_FRAMES:]}
        cause = cause.__cause__ or (None if cause.__suppress_context__ else cause.__context__)


def place_of(file: str) -> str:
    """The path of a module as one would import it, without where the program lies."""
    return re.sub(r".*(?:site-packages|/python3\.\d+)/", "", file).removeprefix(f"{ROOT}/")


def words_of(error: BaseException) -> str:
    """What of its message names things of the program or the machine only; '' where that is not known."""
    if diagnosis := getattr(error, "diag", None):  # of psycopg
        names = (diagnosis.sqlstate, diagnosis.table_name, diagnosis.column_name, diagnosis.constraint_name)
        return " ".join(filter(None, names))
    if code := getattr(error, "sqlite_errorname", ""):
        return str(error) if CONSTRAINT.fullmatch(str(error)) else code
    if isinstance(error, OSError):
        return error.strerror or ""
    return str(error) if isinstance(error, ABOUT_THE_PROGRAM) else ""
