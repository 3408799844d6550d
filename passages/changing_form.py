"""What the owner may change of many documents at once, as a form."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from .changing import AddTag, AddTopic, Part, RemoveTag, RemoveTopic, SetVisibility
from .forms import TagField
from .keys import KeysField
from .models.tags_of import as_meant
from .visibility import Visibility


class ChangeForm(forms.Form):
    """`topics` are those that may be chosen, None for documents that have none."""

    add_tags = TagField(label=_("Add tags"), required=False, help_text=_("Separated by commas."))
    remove_tags = TagField(label=_("Remove tags"), required=False, help_text=_("Separated by commas."))
    add_topics: Any = KeysField(None, label=_("Add topics"), required=False)
    remove_topics: Any = KeysField(None, label=_("Remove topics"), required=False)
    visibility = forms.ChoiceField(
        label=_("Visibility"), required=False, choices=[("", _("leave as it is")), *Visibility.choices]
    )

    def __init__(self, *args: Any, documents: Any, topics: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.documents = documents
        fields: dict[str, Any] = self.fields
        for name in ("add_tags", "remove_tags"):
            fields[name].widget.attrs["data-tags"] = ""
        for name in ("add_topics", "remove_topics"):
            if topics is None:
                del fields[name]
            else:
                fields[name].queryset = topics

    def clean_add_tags(self) -> list[str]:
        return own_names(self.cleaned_data["add_tags"])

    def clean_remove_tags(self) -> list[str]:
        return own_names(self.cleaned_data["remove_tags"])

    def clean(self) -> None:
        said = self.cleaned_data
        added = {tag.casefold() for tag in said.get("add_tags", [])}
        if any(tag.casefold() in added for tag in said.get("remove_tags", [])):
            self.add_error("remove_tags", _("The same tag cannot be added and removed."))
        if set(said.get("add_topics", [])) & set(said.get("remove_topics", [])):
            self.add_error("remove_topics", _("The same topic cannot be added and removed."))
        if not self.errors and not self.parts():
            raise forms.ValidationError(_("Say what is to be changed."))

    def parts(self) -> list[Part]:
        """What is changed, once the form is valid."""
        return list(self.each_part())

    def each_part(self) -> Iterator[Part]:
        said = self.cleaned_data
        yield from map(AddTag, said.get("add_tags", []))
        yield from map(RemoveTag, said.get("remove_tags", []))
        yield from map(AddTopic, said.get("add_topics", []))
        yield from map(RemoveTopic, said.get("remove_topics", []))
        if said.get("visibility"):
            yield SetVisibility(said["visibility"])


def own_names(names: list[str]) -> list[str]:
    """The names of the tags that these mean, each once whatever its case."""
    return list({str(tag).casefold(): str(tag) for tag in as_meant(names)}.values())
