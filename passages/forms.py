from collections.abc import Iterable

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from taggit.forms import TagField as TaggitField

from .models.tag import LONGEST_TAG


def refuse_long(tags: Iterable[str]) -> None:
    for tag in tags:
        if len(tag) > LONGEST_TAG:
            raise ValidationError(
                _("A tag has at most %(most)s characters, not %(number)s: “%(tag)s…”"),
                params={"most": LONGEST_TAG, "number": len(tag), "tag": tag[:30]},
            )


class TagField(TaggitField):
    """Tags separated by commas; one that the database cannot hold is said here, at its field."""

    def clean(self, value: str) -> list[str]:
        tags = super().clean(value)
        refuse_long(tags)
        return tags


class DocumentForm(forms.ModelForm):
    """The form of everything with a text and tags."""

    tags = TagField(required=False, help_text=_("Separated by commas."))
