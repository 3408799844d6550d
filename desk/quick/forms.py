from datetime import date
from typing import Any, Self
from uuid import UUID, uuid4, uuid5

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator, MinValueValidator
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from desk.unfinished import as_list
from history.drafts import FIELD, to_key
from history.models import Draft
from notes.models import Entry
from passages.forms import TagField, refuse_long, refuse_many
from passages.keys import KeysField
from passages.models.document import LONGEST_BODY
from passages.visibility import Visibility
from topics.models import Topic

from .days import AHEAD
from .reading import BadText, Written, read
from .saving import Beside

FORM = "write"  # the name that drafts of it bear
FIRST_DAY = date(1000, 1, 1)
MOST_TOPICS = 8


class QuickForm(forms.Form):
    """One text, and what holds where the text does not say it.

    A limit of the text is no attribute of its field: a browser would cut off what is pasted.
    """

    text = forms.CharField(
        label=_("What was read"),
        strip=False,
        validators=[MaxLengthValidator(LONGEST_BODY)],
        error_messages={"required": _("There is nothing to save yet.")},
    )
    read_on = forms.DateField(
        label=_("Day"),
        required=False,
        validators=[MinValueValidator(FIRST_DAY)],
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    tags = TagField(label=_("Tags"), required=False, widget=forms.TextInput(attrs={"data-tags": ""}))
    visibility = forms.ChoiceField(label=_("Visibility"), choices=Visibility.choices, required=False)
    topics: forms.ModelMultipleChoiceField = KeysField(
        label=_("Topics"),
        queryset=Topic.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "invalid_choice": _("There is no topic %(value)s."),
            "invalid_pk_value": _("There is no topic “%(pk)s”."),
        },
    )
    is_on_desk = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def __init__(self, user: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = timezone.localdate()
        self.written: tuple[Written, ...] = ()
        self.draft_keys = to_keys(self.data) or [uuid4()]
        topics = Topic.objects.visible_to(user).without_text().order_by("title", "pk")
        self.fields["topics"].queryset = topics  # type: ignore[attr-defined]
        self.fields["text"].widget = forms.Textarea(attrs=writing_area())

    @classmethod
    def new(cls, user: Any, *, text: str = "", is_on_desk: bool = False) -> Self:
        """The form for the next entry, with the topics of the last."""
        last = Entry.objects.visible_to(user).written_last()
        initial = {
            "text": text,
            "read_on": timezone.localdate(),
            "topics": last.topics.visible_to(user).without_text() if last else [],
            "visibility": Visibility.PUBLIC,
            "is_on_desk": is_on_desk,
        }
        return cls(user, initial=initial)

    def take_up(self, draft: Draft) -> None:
        """Fill in what somebody was writing; it is done with once this form is saved."""
        kept: Any = MultiValueDict({name: as_list(value) for name, value in draft.values.items()})
        for name, field in self.fields.items():
            if name in kept and name != "is_on_desk":
                self.initial[name] = field.widget.value_from_datadict(kept, MultiValueDict(), name)
        self.draft_keys.append(draft.key)

    @property
    def key(self) -> UUID:
        """That of the form itself; the others are those of drafts that were taken up in it."""
        return self.draft_keys[0]

    @property
    def sent_key(self) -> UUID:
        """Of what was sent: a page that is gone back to and filled with something else is sent anew."""
        return uuid5(self.key, repr((self.cleaned_data["text"], self.beside())))

    def clean_text(self) -> str:
        text: str = self.cleaned_data["text"]
        try:
            self.written = read(text, self.today)
        except BadText as bad:
            raise ValidationError(str(bad)) from bad
        if not self.written:
            raise ValidationError(self.fields["text"].error_messages["required"], "required")
        for each in self.written:
            refuse_long(each.tags)
            refuse_many(each.tags)
        return text

    def clean_read_on(self) -> date:
        day: date = self.cleaned_data["read_on"] or self.today
        if day > self.today + AHEAD:
            shown = {"day": date_format(day, "DATE_FORMAT")}
            raise ValidationError(_("%(day)s is still to come."), params=shown)
        return day

    def clean_visibility(self) -> str:
        return self.cleaned_data["visibility"] or Visibility.PUBLIC

    def beside(self) -> Beside:
        said = self.cleaned_data
        return Beside(said["read_on"], list(said["topics"]), said["tags"], said["visibility"])

    def topic_choices(self) -> tuple[list[Any], list[Any]]:
        """The topics to choose from: those chosen and the first others, and the rest."""
        choices = sorted(self["topics"].subwidgets, key=lambda choice: not choice.data["selected"])
        chosen = sum(choice.data["selected"] for choice in choices)
        most = max(chosen, MOST_TOPICS)
        return choices[:most], choices[most:]


def to_keys(data: Any) -> list[UUID]:
    """The keys that were sent with a form."""
    return [key for key in map(to_key, data.getlist(FIELD)) if key] if data else []


def writing_area() -> dict[str, Any]:
    """The attributes of a text that `static/js/desk/writing.js` helps with."""
    return {
        "rows": 7,
        "autofocus": True,
        "data-writing": "",
        "data-writing-kind": "notes.entry",
        "data-writing-key": "",
        "data-writing-form": FORM,
        "data-writing-preview": "folded",
    }
