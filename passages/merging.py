"""What the source says, what it said last time, and what stands here: which of them holds.

The source's word is taken where it has changed and nobody changed the same thing here. A change here is never
written over: where both changed, the one here stays and the clash is told. Pure.
"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

TEXTS = {"body", "abstract"}
SETS = {"tags", "topics", "identifiers"}
# What it means when the source says a thing no more; for all else, nothing.
UNSAID = {"issued": None, "type": "document"}
FROM_OPEN_TO_CLOSED = ["public", "unlisted", "private"]

Values = Mapping[str, Any]


@dataclass
class Merge:
    """The values to write, the names of clashes, and what to remember that the source said."""

    changes: dict[str, Any] = field(default_factory=dict)
    clashes: list[str] = field(default_factory=list)
    remembered: dict[str, Any] = field(default_factory=dict)


def with_unsaid(said: Values, before: Values) -> dict[str, Any]:
    """What the source says now, together with nothing for what it said before and says no more."""
    return {**{name: unsaid(name) for name in before}, **said}


def in_own_names(values: Values, own: Mapping[str, str]) -> dict[str, Any]:
    """The values with the names of tags in place of their aliases; `own` has them by the alias in no case."""
    tags = values.get("tags")
    if not tags:
        return dict(values)
    return {**values, "tags": list(dict.fromkeys(own.get(tag.casefold(), tag) for tag in tags))}


def unsaid(name: str) -> Any:
    return [] if name in SETS or name == "authors" else UNSAID.get(name, "")


def merge(said: Values, before: Values, here: Values) -> Merge:
    """Merge what the source says now with what it said `before` and what stands `here`.

    `before` holds what `as_remembered` made of earlier values; a name that is missing there was never said.
    Sets are merged member by member and never clash.
    """
    result = Merge(remembered=dict(before))
    for name, value in said.items():
        if name in SETS:
            merge_set(result, name, value, before.get(name, []), here[name] or [])
        elif name == "visibility" and name not in before:
            merge_first_visibility(result, value, here[name])
        else:
            merge_value(result, name, value, before, here[name])
    return result


def merge_set(result: Merge, name: str, said: list[str], before: list[str], here: list[str]) -> None:
    """Members are the same whatever their case, as tags are."""
    stays, was, is_here = folded(said), folded(before), folded(here)
    kept = [member for member in here if member.casefold() in stays or member.casefold() not in was]
    new = [member for member in said if member.casefold() not in was | is_here]
    if folded(kept + new) != is_here:
        result.changes[name] = kept + new
    result.remembered[name] = list(said)


def merge_value(result: Merge, name: str, said: Any, before: Values, here: Any) -> None:
    new, ours = as_remembered(name, said), as_remembered(name, here)
    is_new_word = name not in before or before[name] != new
    is_untouched = ours == before[name] if name in before else not here
    if is_new_word and ours != new and not is_untouched:
        result.clashes.append(name)
        return
    if is_new_word and ours != new:
        result.changes[name] = said
    result.remembered[name] = new


def merge_first_visibility(result: Merge, said: str, here: str | None) -> None:
    """Where something stood here before the source spoke of it, the more private of the two holds."""
    if here is None or FROM_OPEN_TO_CLOSED.index(said) > FROM_OPEN_TO_CLOSED.index(here):
        result.changes["visibility"] = said
    result.remembered["visibility"] = said


def as_remembered(name: str, value: Any) -> Any:
    """A value as it is kept for the next time: of a text, only its SHA-256.

    A text is the same whatever ends its lines and stands around it, since forms send it otherwise.
    """
    if not value or name not in TEXTS:
        return value
    return hashlib.sha256(value.replace("\r\n", "\n").strip().encode()).hexdigest()


def folded(members: Iterable[str]) -> set[str]:
    return {member.casefold() for member in members}
