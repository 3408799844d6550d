"""Which of two states of a document says something else, by the names of its values. Pure."""

from collections.abc import Mapping
from typing import Any


def changed_names(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    """The names whose values differ, in the order of the later state."""
    names = [*after, *(name for name in before if name not in after)]
    return [name for name in names if essence(before.get(name)) != essence(after.get(name))]


def essence(value: Any) -> Any:
    """What counts of a value: not how lines end, which browsers change.

    Of things with keys only these count, since their names may have changed since.
    """
    if isinstance(value, list | tuple):
        return [each["pk"] if isinstance(each, Mapping) and "pk" in each else each for each in value]
    return value.replace("\r\n", "\n") if isinstance(value, str) else value
