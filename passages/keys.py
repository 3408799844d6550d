"""What lets forms and the admin cope with keys that no row can have; Django's own break on them."""

import re
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse

SHOWN = 18  # characters of a key that is none
TOO_LARGE = re.compile(r"(?:^|,)\s*[-+]?\d{19,}\s*(?:,|$)")


def is_key(model: Any, sent: Any) -> bool:
    """Whether a row of the model could have that key: it is of the right kind, and the database can hold it.

    What a program gives, a row or its key, is taken for one.
    """
    try:
        if isinstance(sent, str):
            model._meta.pk.clean(sent, None)
    except ValidationError:
        return False
    return True


class KeysField(forms.ModelMultipleChoiceField):
    """Several rows."""

    def clean(self, value: Any) -> Any:
        for key in value or ():
            if not is_key(model_of(self), key):
                said = key if len(key) <= SHOWN else f"{key[:SHOWN]}…"
                raise ValidationError(
                    self.error_messages["invalid_choice"], "invalid_choice", {"value": said}
                )
        return super().clean(value)


class CompletedKey(forms.ModelChoiceField):
    """One row in a field that completes, which asks for its name when it is drawn again."""

    def prepare_value(self, value: Any) -> Any:
        return super().prepare_value(value) if is_key(model_of(self), value) else ""


class CompletedKeys(KeysField):
    """Several rows in a field that completes; those that can be stay chosen when it is drawn again."""

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, list | tuple):
            value = [each for each in value if is_key(model_of(self), each)]
        return super().prepare_value(value)


def model_of(field: Any) -> Any:
    return field.queryset.model


class ChoosesByKeys(admin.options.BaseModelAdmin):
    """For forms, which are sent keys of other rows."""

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        return super().formfield_for_foreignkey(db_field, request, **{"form_class": CompletedKey, **kwargs})

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        return super().formfield_for_manytomany(db_field, request, **{"form_class": CompletedKeys, **kwargs})


class CopesWithKeys(ChoosesByKeys, admin.ModelAdmin):
    """For every page of the admin; the site sets it before each."""

    def lookup_allowed(self, lookup: str, value: str, request: Any = None) -> bool:
        return not TOO_LARGE.search(value) and super().lookup_allowed(lookup, value, request)

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        """Django takes an empty name of a field for a name."""
        return super().get_object(request, object_id, from_field or None)

    def response_action(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponse | None:
        """What cannot be a row is not chosen."""
        sent = request.POST.copy()
        keys = [key for key in sent.getlist(ACTION_CHECKBOX_NAME) if is_key(self.model, key)]
        sent.setlist(ACTION_CHECKBOX_NAME, keys)
        request.POST = sent
        return super().response_action(request, *args, **kwargs)
