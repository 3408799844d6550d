"""What programs write, by the rules of the forms that people write in."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Self
from uuid import UUID, uuid4, uuid5

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.validators import ProhibitNullCharactersValidator
from django.forms.models import modelform_factory
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _

from desk.models import Sent
from desk.quick.forms import QuickForm
from desk.quick.reading import Written
from desk.quick.saving import save_once
from desk.writers import may_write
from history.models.version import LONGEST_NOTE
from notes.models import Entry
from passages.forms import DocumentForm, TagField, refuse_long, refuse_many
from passages.languages import in_site_language
from topics.models import Topic

from .failures import Refused, in_one_sentence

# Makes the keys of programs into those of forms.
KEYS = UUID("6c0ff1f5-1ad4-4c77-9d0a-5ad8a0dc6b0e")
# What a form calls by another name than a request does.
NAMES = {"text": "text", "change_note": "note", "__all__": ""}


class TagList(TagField):
    """Names of tags as they are, each by itself; the limits are those of the field that people type into."""

    widget = forms.MultipleHiddenInput

    def clean(self, value: Any) -> list[str]:
        tags = [tag for tag in (" ".join(each.split()) for each in value or []) if tag]
        for tag in tags:
            ProhibitNullCharactersValidator()(tag)
        refuse_long(tags)
        refuse_many(tags)
        return tags


def topics_by_slug() -> forms.ModelMultipleChoiceField:
    return forms.ModelMultipleChoiceField(
        Topic.objects.none(),
        required=False,
        to_field_name="slug",
        widget=forms.MultipleHiddenInput,
        error_messages=QuickForm.base_fields["topics"].error_messages,
    )


class QuickText(QuickForm):
    """Quick entry, with tags and slugs of topics as lists."""

    tags = TagList(required=False)
    topics = topics_by_slug()
    note = forms.CharField(required=False, max_length=LONGEST_NOTE)


class QuickBody(QuickText):
    """The text is one entry, as it stands."""

    def clean_text(self) -> str:
        text: str = self.cleaned_data["text"]
        if not text.strip():
            raise ValidationError(self.fields["text"].error_messages["required"], "required")
        self.written = (Written(text),)
        return text


class EntryChange(DocumentForm):
    """The form of an entry in the admin, with only the fields that were sent."""

    tags = TagList(required=False)
    topics = topics_by_slug()

    @classmethod
    def of(cls, entry: Entry, user: Any, given: Mapping[str, Any]) -> Self:
        names = {"body", "read_on", "topics", "tags", "visibility"}
        form_class: Any = modelform_factory(Entry, form=cls, fields=sorted(names & given.keys()))
        form: Self = form_class(to_data(given), instance=entry)
        for name in names & form.fields.keys() - given.keys():
            del form.fields[name]
        if "topics" in form.fields:
            form.fields["topics"].queryset = Topic.objects.visible_to(user).without_text()  # type: ignore[attr-defined]
        return form

    def clean_topics(self) -> list[Topic]:
        """With those that the entry stands in and the writer does not see."""
        offered: Any = self.fields["topics"]
        hidden = self.instance.topics.exclude(pk__in=offered.queryset.order_by().values("pk"))
        return [*self.cleaned_data["topics"], *hidden]


def to_data(given: Mapping[str, Any]) -> Any:
    """Plain values as a form is sent them."""
    return MultiValueDict({name: to_texts(value) for name, value in given.items()})


def to_texts(value: Any) -> list[str]:
    if isinstance(value, list):
        return value
    return [value.isoformat() if isinstance(value, date) else str(value)]


def add(user: Any, token: Any, key: str, given: dict[str, Any]) -> tuple[list[int], bool]:
    """The keys of the entries that were written, and whether this was just now, not at an earlier time that
    the same key was sent."""
    text = "body" if "body" in given else "text"
    if "body" in given and "text" in given:
        raise Refused(422, _("Send either text or body."), {"text": [_("Send either text or body.")]})
    form_class = QuickBody if text == "body" else QuickText
    form = form_class(user, to_data({"text": given.pop(text, "")} | given))
    refuse_errors(form, NAMES | {"text": text})
    sent_key = uuid5(KEYS, key) if key else uuid4()
    is_known = bool(key) and Sent.objects.of(user).with_key(sent_key).exists()
    note = form.cleaned_data["note"] or note_of(token)
    sent = save_once(user, sent_key, form.written, form.beside(), note)
    return list(sent.entry_ids), not is_known


def refuse_errors(form: Any, names: Mapping[str, str]) -> None:
    if form.is_valid():
        return
    fields = {names.get(name, name): [str(error) for error in errors] for name, errors in form.errors.items()}
    raise Refused(422, in_one_sentence(fields), fields)


def check_right(user: Any, action: str) -> None:
    """Who may do it in the admin, and is still let in there."""
    if not (may_write(user) and user.has_perm(f"notes.{action}_entry")):
        raise PermissionDenied


def note_of(token: Any) -> str:
    """What the history says where the program said nothing."""
    with in_site_language():
        return (_("Through the API: %(name)s") % {"name": token.name})[:LONGEST_NOTE]
