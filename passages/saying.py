"""What versions of a document say, in words: one text for each of its values."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.utils.text import capfirst
from django.utils.translation import gettext, gettext_lazy

from history.comparing import changed_names
from history.diff import Part, diff

LABELS = {
    "byline": gettext_lazy("byline"),
    "identifiers": gettext_lazy("identifiers"),
    "csl": gettext_lazy("further CSL variables"),
}


@dataclass(frozen=True)
class Difference:
    """A value that two states say differently: what it is called, both texts, and what changed."""

    label: str
    old: str
    new: str
    parts: Sequence[Part]


def differences(model: Any, old: Mapping[str, Any], new: Mapping[str, Any]) -> list[Difference]:
    found = []
    for name in changed_names(old, new):
        texts = in_words(model, name, old.get(name)), in_words(model, name, new.get(name))
        found.append(Difference(capfirst(label_of(model, name)), *texts, diff(*texts)))
    return found


def labels_of(model: Any, names: Iterable[str]) -> str:
    return ", ".join(label_of(model, name) for name in names)


def label_of(model: Any, name: str) -> str:
    """What forms call a value; its own name where there is no such field any more."""
    if name in LABELS:
        return str(LABELS[name])
    try:
        return str(model._meta.get_field(name).verbose_name)
    except FieldDoesNotExist:
        return name


def in_words(model: Any, name: str, value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    if isinstance(value, list):
        return "\n".join(map(in_line, value))
    if isinstance(value, Mapping):
        return json.dumps(value, indent=1, ensure_ascii=False, sort_keys=True) if value else ""
    choices = getattr(next((f for f in model._meta.fields if f.name == name), None), "choices", None)
    return str(dict(choices).get(value, value) if choices else value).replace("\r\n", "\n")


def in_line(each: Any) -> str:
    """One of several things: a tag, a topic, an author or an identifier."""
    if not isinstance(each, Mapping):
        return str(each)
    if "scheme" in each:
        version = f"v{each['version']}" if each.get("version") else ""
        return " ".join(filter(None, [each["scheme"], f"{each['value']}{version}", each.get("role", "")]))
    names = [each.get(part, "") for part in ("title", "given", "family", "suffix", "literal")]
    return " ".join(filter(None, names))
