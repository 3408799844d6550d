"""What the source says, what it said last time, and what stands here: which of them holds.

The source's word is taken where it has changed and nobody changed the same thing here. A change here is never
written over: where both changed, the one here stays and the clash is told. Pure.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

TEXTS = {"body", "abstract"}
SETS = {"tags", "topics", "identifiers"}

Values = Mapping[str, Any]


@dataclass
class Merge:
    """The values to write, the names of clashes, and what to remember that the source said."""

    changes: dict[str, Any] = field(default_factory=dict)
    clashes: list[str] = field(default_factory=list)
    remembered: dict[str, Any] = field(default_factory=dict)


def merge(said: Values, before: Values, here: Values) -> Merge:
    """Merge what the source says now with what it said `before` and what stands `here`.

    `before` holds what `remember` made of earlier values; a name that is missing there was never said.
    Sets are merged member by member and never clash.
    """
    result = Merge(remembered=dict(before))
    for name, value in said.items():
        if name in SETS:
            merge_set(result, name, value, before.get(name, []), here[name] or [])
        else:
            merge_value(result, name, value, before, here[name])
    return result


def merge_set(result: Merge, name: str, said: list[str], before: list[str], here: list[str]) -> None:
    kept = [member for member in here if member in said or member not in before]
    merged = kept + [member for member in said if member not in before and member not in here]
    if sorted(merged) != sorted(here):
        result.changes[name] = merged
    result.remembered[name] = list(said)


def merge_value(result: Merge, name: str, said: Any, before: Values, here: Any) -> None:
    new, ours = remember(name, said), remember(name, here)
    is_new_word = name not in before or before[name] != new
    is_untouched = ours == before[name] if name in before else not here
    if is_new_word and ours != new and not is_untouched:
        result.clashes.append(name)
        return
    if is_new_word and ours != new:
        result.changes[name] = said
    result.remembered[name] = new


def remember(name: str, value: Any) -> Any:
    """A value as it is kept for the next time: of a text, only its SHA-256."""
    return hashlib.sha256(value.encode()).hexdigest() if value and name in TEXTS else value
