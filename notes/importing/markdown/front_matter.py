"""The YAML that a Jekyll page opens with, between two lines of `---`."""

import math
from datetime import date
from typing import Any

import yaml

from notes.importing.problems import ImportProblem

from .lines import to_lines

_LARGEST = 64 * 1024
_DEEPEST = 20
# What PyYAML lets through from int(), date() and its own tables.
_MEANINGLESS = (ValueError, OverflowError, AttributeError, KeyError, IndexError, TypeError)
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def split_front_matter(text: str) -> tuple[dict[str, Any], str, int]:
    """The values, the body with LF for newlines, and the line of the file (from 1) where the body begins.

    A text that does not open with `---` is all body. Raises ImportProblem, with the line in the file, for
    YAML that is broken, is no mapping, says a key twice, uses an `*alias`, or has more than 64 KB.
    """
    lines = to_lines(text)
    if lines[0].rstrip() != "---":
        return {}, "\n".join(lines), 1
    closing = _closing_line(lines)
    source = "\n".join(lines[1:closing])
    if len(source.encode()) > _LARGEST:
        raise ImportProblem("the front matter is larger than 64 KB", 1)
    return _values(source), "\n".join(lines[closing + 1 :]), closing + 2


def to_plain_values(value: Any, line: int | None = None) -> Any:
    """The same for JSON: dates in ISO 8601, keys as text. Raises ImportProblem for what JSON cannot carry."""
    if isinstance(value, dict):
        return {_key(key, line): to_plain_values(item, line) for key, item in value.items()}
    if isinstance(value, list | tuple | set):
        return [to_plain_values(item, line) for item in value]
    if isinstance(value, date):  # a datetime is one too
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


def _closing_line(lines: list[str]) -> int:
    for number, line in enumerate(lines[1:], 1):
        if line.rstrip() in ("---", "..."):
            return number
    raise ImportProblem("the front matter is opened by --- and never closed", 1)


def _values(source: str) -> dict[str, Any]:
    try:
        _refuse_what_is_too_deep(source)
        return _constructed(source)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 2 if error.problem_mark else 1
        raise ImportProblem(
            f"the front matter is no valid YAML: {error.problem or error.context}", line
        ) from error
    except yaml.YAMLError as error:
        raise ImportProblem(f"the front matter is no valid YAML: {error}".splitlines()[0], 1) from error


def _refuse_what_is_too_deep(source: str) -> None:
    """Reading events takes no recursion, so neither deep nesting nor aliases of aliases can do harm."""
    depth = 0
    for event in yaml.parse(source, Loader=_Loader):
        line = event.start_mark.line + 2 if event.start_mark else 1
        if isinstance(event, yaml.AliasEvent):
            raise ImportProblem("the front matter may not refer to a YAML anchor; write the value out", line)
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > _DEEPEST:
            raise ImportProblem(f"the front matter is nested more than {_DEEPEST} deep", line)


def _constructed(source: str) -> dict[str, Any]:
    loader = _Loader(source)
    try:
        root = loader.get_single_node()
        if root is None:
            return {}
        if not isinstance(root, yaml.MappingNode):
            raise ImportProblem("the front matter is no list of `key: value` lines", root.start_mark.line + 2)
        _refuse_repeated_keys(root)
        return {str(_value(loader, key)): _value(loader, node) for key, node in root.value}
    finally:
        loader.dispose()


def _value(loader: Any, node: yaml.Node) -> Any:
    """What a node means; 2023-02-30, a number of 5,000 figures and `!!bool x` mean nothing."""
    try:
        return loader.construct_object(node, deep=True)
    except _MEANINGLESS as error:
        line = node.start_mark.line + 2
        raise ImportProblem(
            f"the front matter has a value that cannot be read: {str(node.value)[:40]}", line
        ) from error


def _refuse_repeated_keys(root: yaml.MappingNode) -> None:
    seen = set()
    for key, _ in root.value:
        name = str(key.value)
        if name in seen:
            raise ImportProblem(f"the front matter says {name} twice", key.start_mark.line + 2)
        seen.add(name)


def _key(key: Any, line: int | None) -> str:
    return _storable(str(to_plain_values(key, line)), line)


def _storable(text: str, line: int | None) -> str:
    if "\0" in text or any("\ud800" <= character <= "\udfff" for character in text):
        raise ImportProblem("the front matter has a character that is no text", line)
    return text
