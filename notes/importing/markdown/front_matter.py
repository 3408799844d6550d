"""What a page opens with: YAML between lines of `---`, TOML between lines of `+++`, or an object of JSON."""

import math
import re
from collections.abc import Iterator
from datetime import date, time
from typing import Any

from notes.importing.problems import ImportProblem

from .lines import to_lines
from .toml_and_json import json_values, toml_values, too_deep
from .yaml_values import DEEPEST, yaml_values

_LARGEST = 64 * 1024
# What opens front matter, and what closes it.
_MARKS = {"---": ("---", "..."), "+++": ("+++",)}
# Liquid and attributes of kramdown open with a brace, too.
_JSON = re.compile(r"\{\s*(?:\"|\}\s*(?:\n|\Z))")


def split_front_matter(text: str) -> tuple[dict[str, Any], str, int]:
    """The values, the body with LF for newlines, and the line of the file (from 1) where the body begins.

    A text that opens with none of the three is all body. Raises ImportProblem, with the line in the file, for
    what is broken, is no mapping, says a key twice, uses an `*alias` of YAML, or has more than 64 KB.
    """
    lines = to_lines(text)
    mark = lines[0].rstrip()
    if mark in _MARKS:
        closing = _closing_line(lines, mark)
        source = "\n".join(lines[1:closing])
        _refuse_what_is_too_large(source)
        values = yaml_values(source) if mark == "---" else toml_values(source)
        _refuse_what_is_too_deep(values)
        return values, "\n".join(lines[closing + 1 :]), closing + 2
    whole = "\n".join(lines)
    return _split_json(whole) if _JSON.match(whole) else ({}, whole, 1)


def _split_json(text: str) -> tuple[dict[str, Any], str, int]:
    values, end = json_values(text)
    _refuse_what_is_too_large(text[:end])
    _refuse_what_is_too_deep(values)
    rest = text[end:].partition("\n")
    if rest[0].strip():
        raise ImportProblem("after the front matter in JSON the text begins on a line of its own", 1)
    return values, rest[2], text.count("\n", 0, end) + 2


def to_plain_values(value: Any, line: int | None = None) -> Any:
    """The same for JSON: dates in ISO 8601, keys as text. Raises ImportProblem for what JSON cannot carry."""
    if isinstance(value, dict):
        return {_key(key, line): to_plain_values(item, line) for key, item in value.items()}
    if isinstance(value, list | tuple | set):
        return [to_plain_values(item, line) for item in value]
    if isinstance(value, date | time):  # a datetime is a date too
        return value.isoformat()
    if isinstance(value, str):
        return _storable(value, line)
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    if value is None or isinstance(value, bool | int | float):
        return value
    raise ImportProblem(
        f"the front matter holds {type(value).__name__}, which is neither text nor number", line
    )


def _closing_line(lines: list[str], mark: str) -> int:
    for number, line in enumerate(lines[1:], 1):
        if line.rstrip() in _MARKS[mark]:
            return number
    raise ImportProblem(f"the front matter is opened by {mark} and never closed", 1)


def _refuse_what_is_too_large(source: str) -> None:
    if len(source.encode()) > _LARGEST:
        raise ImportProblem("the front matter is larger than 64 KB", 1)


def _refuse_what_is_too_deep(values: dict[str, Any]) -> None:
    """Level by level, since what is too deep for `to_plain_values` would be so here."""
    level: list[Any] = [values]
    for _ in range(DEEPEST + 1):
        level = [child for value in level for child in _children(value)]
        if not level:
            return
    raise too_deep()


def _children(value: Any) -> Iterator[Any]:
    return iter(value.values() if isinstance(value, dict) else value if isinstance(value, list) else ())


def _key(key: Any, line: int | None) -> str:
    return _storable(str(to_plain_values(key, line)), line)


def _storable(text: str, line: int | None) -> str:
    if "\0" in text or any("\ud800" <= character <= "\udfff" for character in text):
        raise ImportProblem("the front matter has a character that is no text", line)
    return text
