"""What somebody was writing and did not save, with the address where it goes on."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.text import Truncator

from history.models import Draft

LONGEST_BEGINNING = 100
# Fields that say what a draft is, the most telling first.
TELLING = ("text", "body", "title")


@dataclass(frozen=True)
class Unfinished:
    """`words` are the beginning of its text, '' where nothing was written yet."""

    address: str
    words: str
    saved_at: datetime


def unfinished_of(user: Any, most: int) -> list[Unfinished]:
    """The newest of what a writer has not saved; what no form is there for is left out."""
    drafts = [(draft, to_address(draft)) for draft in Draft.objects.of(user)[:most]]
    return [
        Unfinished(address, to_words(draft.values), draft.saved_at) for draft, address in drafts if address
    ]


def to_address(draft: Draft) -> str:
    """Where the form stands, filled with the draft; '' where there is none."""
    kind, _, key = draft.form.partition("/")
    try:
        if not key:
            return f"{reverse(f'desk:{kind}')}?draft={draft.pk}"
        name = f"admin:{kind.replace('.', '_')}"
        page = reverse(f"{name}_add") if key == "add" else reverse(f"{name}_change", args=[int(key)])
    except (NoReverseMatch, ValueError):
        return ""
    return f"{page}?draft={draft.pk}"


def to_words(values: dict[str, Any]) -> str:
    said = (" ".join(map(str, as_list(values.get(name, "")))) for name in TELLING)
    text = next(filter(str.strip, said), "")[: 10 * LONGEST_BEGINNING]
    return Truncator(" ".join(text.split())).chars(LONGEST_BEGINNING)


def as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
