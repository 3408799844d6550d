from django import forms
from django.core.exceptions import ValidationError
from taggit.forms import TagField as TaggitField

from .models.tag import LONGEST_TAG


class TagField(TaggitField):
    """Tags separated by commas; one that the database cannot hold is said here, at its field."""

    def clean(self, value: str) -> list[str]:
        tags = super().clean(value)
        for tag in tags:
            if len(tag) > LONGEST_TAG:
                raise ValidationError(
                    f"A tag has at most {LONGEST_TAG} characters, not {len(tag)}: “{tag[:30]}…”"
                )
        return tags


class DocumentForm(forms.ModelForm):
    """The form of everything with a text and tags."""

    tags = TagField(required=False, help_text="Separated by commas.")
