from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from taggit.forms import TagField as TaggitField
from taggit.forms import TagWidget

from history.models import Version
from history.models.version import LONGEST_NOTE

from .models import known_in, to_references
from .models.tag import LONGEST_TAG
from .saying import Difference, differences

MOST_TAGS = 200


def refuse_long(tags: Iterable[str]) -> None:
    for tag in tags:
        if len(tag) > LONGEST_TAG:
            raise ValidationError(
                _("A tag has at most %(most)s characters, not %(number)s: “%(tag)s…”"),
                params={"most": LONGEST_TAG, "number": len(tag), "tag": tag[:30]},
            )


def refuse_many(tags: Sequence[str]) -> None:
    if len(tags) > MOST_TAGS:
        raise ValidationError(
            _("There can be at most %(most)s tags, not %(number)s."),
            params={"most": MOST_TAGS, "number": len(tags)},
        )


class TagField(TaggitField):
    """Tags separated by commas; one that the database cannot hold is said here, at its field.

    A script completes them (static/js/desk/tags.js).
    """

    widget = TagWidget(attrs={"data-tags": "", "autocapitalize": "off", "spellcheck": "false"})

    def clean(self, value: str) -> list[str]:
        tags = super().clean(value)
        refuse_long(tags)
        refuse_many(tags)
        return tags


@dataclass(frozen=True)
class Conflict:
    """What somebody else saved since the form was opened, and how it differs from what was typed.

    `stamp` is that of what is saved now; a form that is sent with it as `over` is saved.
    """

    stamp: str
    saved_at: datetime
    saved_by: Any
    url: str
    differences: Sequence[Difference]


class DocumentForm(forms.ModelForm):
    """The form of everything with a text and tags.

    `stamp` says which state of the document it was opened with. The page that saves it has the row locked, so
    that of two forms that are sent at once the second is told of the first.
    """

    tags = TagField(required=False, help_text=_("Separated by commas."))
    change_note = forms.CharField(
        label=_("What changed"),
        required=False,
        max_length=LONGEST_NOTE,
        widget=forms.TextInput(attrs={"size": 60}),
        help_text=_("Stands in the history; such as: corrected the date."),
    )
    is_told = forms.BooleanField(
        label=_("Tell readers"),
        required=False,
        help_text=_("Shows these words on the page, to everybody who may see it, with today’s date."),
    )
    stamp = forms.CharField(required=False, max_length=100, widget=forms.HiddenInput)
    conflict: Conflict | None = None

    class Media:
        css = {"all": ["css/desk/history.css"]}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["stamp"].initial = self.instance.stamp

    @cached_property
    def changed_data(self) -> list[str]:
        """Without what is said of the change and is no change itself."""
        return [name for name in super().changed_data if name not in {"change_note", "is_told", "stamp"}]

    def clean_change_note(self) -> str:
        return self.cleaned_data["change_note"].strip()

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("is_told") and not cleaned.get("change_note") and "change_note" not in self.errors:
            self.add_error("change_note", _("Say what readers are told."))
        seen = self.data.get("over") or cleaned.get("stamp")
        if self.instance.pk and seen and seen != self.instance.stamp:
            self.conflict = self.to_conflict()
            self.add_error(None, _("Somebody else saved meanwhile; see above what they wrote."))
        return cleaned

    def to_conflict(self) -> Conflict:
        document: Any = self.instance
        last = Version.objects.of(document).for_list().order_by("-pk").first()
        theirs = type(document).fetch_for_history([document.pk])[0].as_values()
        for name, field in self.fields.items():
            if name in theirs and isinstance(field, forms.ModelMultipleChoiceField):
                offered: Any = field.queryset
                theirs[name] = known_in(theirs[name], offered)
        mine = {name: to_plain(value) for name, value in self.cleaned_data.items() if name in theirs}
        return Conflict(
            document.stamp,
            last.saved_at if last else document.updated_at,
            last.saved_by if last else None,
            self.page_url(),
            differences(type(document), {name: theirs[name] for name in mine}, mine),
        )

    def page_url(self) -> str:
        meta = self.instance._meta
        return reverse(f"admin:{meta.app_label}_{meta.model_name}_change", args=[self.instance.pk])


def to_plain(value: Any) -> Any:
    """A cleaned value as `Document.as_values` has it."""
    if isinstance(value, QuerySet):
        return to_references(value)
    if isinstance(value, list):
        return sorted(map(str, value))
    return value.isoformat() if isinstance(value, date) else value
