"""Files that a service or program exports, read with the same care; the days and addresses in them."""

import json
import re
from contextlib import suppress
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from django.utils import timezone

from papers.bibliography.draft import printable

from .problems import ImportProblem
from .sites import decoded, read_bytes

BEGINNING = 4096
ESCAPED = re.compile(r"\\u(?:0000|[dD][89a-fA-F])")
FIRST_YEAR = 1000
UTF_16 = (b"\xff\xfe", b"\xfe\xff")


def beginning_of(path: Path) -> str:
    """The first few thousand characters of a file, '' where it cannot be read: for telling formats apart."""
    try:
        with path.open("rb") as file:
            return with_beginning(file.read(BEGINNING))
    except OSError:
        return ""


def with_beginning(data: bytes) -> str:
    if data[:2] in UTF_16:
        return data[: len(data) // 2 * 2].decode("utf-16", "replace")
    return data.decode("utf-8-sig", "replace")


def read_text(path: Path) -> str:
    """The text of a file in UTF-8, or in UTF-16 if it begins so; line ends are `\\n`, null characters gone.

    Raises ImportProblem with the line of a wrong byte.
    """
    data = read_bytes(path)
    if data[:2] not in UTF_16:
        return tidy(decoded(data))
    try:
        return tidy(data.decode("utf-16"))
    except UnicodeDecodeError as error:
        raise ImportProblem("the file begins as UTF-16 but is not; save it as UTF-8") from error


def tidy(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")


def read_json(path: Path) -> Any:
    """What a JSON file holds, without what no database takes. Raises ImportProblem with its line."""
    text = read_text(path)
    try:
        data = json.loads(text)
        return printable(data) if ESCAPED.search(text) else data
    except json.JSONDecodeError as error:
        raise ImportProblem(f"this is no JSON: {error.msg}", error.lineno) from error
    except RecursionError as error:
        raise ImportProblem("this JSON is nested too deeply") from error
    except ValueError as error:  # a number of thousands of digits
        raise ImportProblem(f"this JSON holds what cannot be read: {error}") from error


def changed_on(path: Path) -> date:
    """The day on which a file was written, in the time zone of the site."""
    return to_day(path.stat().st_mtime) or date(1970, 1, 1)


def to_day(seconds: Any) -> date | None:
    """The day, in the time zone of the site, of seconds since 1970; None for what is no moment."""
    with suppress(ValueError, TypeError, OverflowError, OSError):
        return local_day(datetime.fromtimestamp(float(seconds), UTC))
    return None


def to_day_of_iso(text: Any) -> date | None:
    """The day of a moment in ISO 8601; one without a zone is taken for one of the site's."""
    with suppress(ValueError, TypeError, OverflowError):
        moment = datetime.fromisoformat(text)
        return local_day(moment if moment.tzinfo else timezone.make_aware(moment))
    return None


def local_day(moment: datetime) -> date:
    """Raises ValueError for a day that nobody read on, such as that of 0001 which programs write for none."""
    day = timezone.localtime(moment).date()
    if day.year < FIRST_YEAR:
        raise ValueError(day)
    return day


def to_line(value: Any) -> str:
    """One line of text, '' for what is none."""
    return " ".join(value.split()) if isinstance(value, str) else ""


def to_text(value: Any) -> str:
    return value.strip() if isinstance(value, str) else ""


def to_words(value: Any) -> tuple[str, ...]:
    """The texts in a list."""
    return tuple(filter(None, map(to_line, value))) if isinstance(value, list) else ()
