"""What the writing area sends, read and checked; pure but for the words of its problems."""

import json
import re
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

FORM = re.compile(r"write|[a-z]+\.[a-z]+/(?:add|[1-9][0-9]{0,18})")
SURROGATE = re.compile("[\ud800-\udfff]")
LONGEST_STAMP = 40
MOST_TAKEN = 20
MOST_FIELDS = 20_000
NOT_KEPT = {"csrfmiddlewaretoken", "draft_key", "stamp"}

Values = dict[str, list[str]]


class BadInput(Exception):
    """Something was sent that cannot be meant; the words say what."""

    status = 400


class TooLong(BadInput):
    status = 413


@dataclass(frozen=True)
class SentDraft:
    """A draft on its way; it stands for those in `taken`, which it was taken up from."""

    key: UUID
    form: str
    base: str
    values: Values
    taken: tuple[UUID, ...] = ()

    @property
    def kind(self) -> str:
        """The label of the model that is written, "" for a quick entry."""
        return self.form.partition("/")[0] if "/" in self.form else ""

    @property
    def document_key(self) -> int | None:
        """The primary key of the document that is changed."""
        tail = self.form.partition("/")[2]
        return int(tail) if tail.isdecimal() else None


def read_json(raw: bytes) -> dict[str, Any]:
    """An object of JSON; what cannot be a character becomes a question mark in a box."""
    try:
        sent = json.loads(raw)
    except (ValueError, RecursionError) as error:
        raise BadInput(_("This is no JSON.")) from error
    if not isinstance(sent, dict):
        raise BadInput(_("This is no JSON object."))
    return sent


def read_text(sent: dict[str, Any], name: str) -> str:
    text = sent.get(name, "")
    if not isinstance(text, str):
        raise BadInput(_("“%(name)s” must be a text.") % {"name": name})
    return SURROGATE.sub("\ufffd", text)


def read_draft(sent: dict[str, Any]) -> SentDraft:
    form, base, taken = read_text(sent, "form"), read_text(sent, "base"), sent.get("taken", [])
    if not FORM.fullmatch(form):
        raise BadInput(_("There is no such form."))
    if not isinstance(taken, list):
        raise BadInput(_("“%(name)s” must be a list.") % {"name": "taken"})
    keys = tuple(map(to_key, taken[:MOST_TAKEN]))
    return SentDraft(to_key(sent.get("key")), form, base[:LONGEST_STAMP], read_values(sent), keys)


def read_values(sent: dict[str, Any]) -> Values:
    """The fields of a form, each with all its values, without what says how they were sent."""
    values = sent.get("values")
    if not isinstance(values, dict) or len(values) > MOST_FIELDS:
        raise BadInput(_("“%(name)s” must be the fields of a form.") % {"name": "values"})
    kept = {name: read_all(name, texts) for name, texts in values.items() if name not in NOT_KEPT}
    if "\0" in "".join([*kept, *(text for texts in kept.values() for text in texts)]):
        raise BadInput(_("There is a null character in the text."))
    return {SURROGATE.sub("\ufffd", name): texts for name, texts in kept.items()}


def read_all(name: str, texts: Any) -> list[str]:
    if not isinstance(texts, list) or not all(isinstance(text, str) for text in texts):
        raise BadInput(_("“%(name)s” must be a list of texts.") % {"name": name[:100]})
    return [SURROGATE.sub("\ufffd", text) for text in texts]


def to_key(value: Any) -> UUID:
    try:
        return UUID(value)
    except (ValueError, TypeError, AttributeError) as error:
        raise BadInput(_("A draft needs a key.")) from error
