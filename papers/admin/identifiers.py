"""Identifiers in the form of a work; one that another work has leads there."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import models
from django.forms import BaseInlineFormSet
from django.forms.renderers import TemplatesSetting
from django.forms.utils import ErrorList
from django.http import HttpRequest
from django.utils.translation import gettext as _

from papers.models import Identifier, Paper
from passages.visibility import Reader

from .merging_works import merge_url


class Claim(ErrorList):
    """The error of an identifier that another work has, with the way there."""

    template_name = "admin/papers/_claim.html"

    def __init__(self, identifier: Identifier, owner: Paper, *, may_merge: bool) -> None:
        said = {"identifier": identifier.get_scheme_display(), "title": owner}
        text = _("This %(identifier)s belongs to “%(title)s” already.") % said
        super().__init__([text], renderer=TemplatesSetting())
        self.owner = owner
        self.merge_url = merge_url(identifier.paper, owner) if may_merge and identifier.paper_id else ""

    def get_context(self) -> dict[str, Any]:
        return {"errors": self, "owner": self.owner, "merge_url": self.merge_url}


class IdentifierFormSet(BaseInlineFormSet):
    reader: Reader
    may_merge = False

    def clean(self) -> None:
        """The same identifier in two spellings is said here, before the database refuses it."""
        super().clean()
        for form in self.forms:
            if form.has_error(NON_FIELD_ERRORS):
                self.say_owner(form)
        kept = [form.instance for form in self.forms if form.is_valid() and form not in self.deleted_forms]
        known = [identifier.identity.key for identifier in kept if identifier.value]
        if len(set(known)) < len(known):
            raise ValidationError(_("The same identifier stands here twice."))

    def say_owner(self, form: Any) -> None:
        """Instead of that another work has it, which one, to who may see that."""
        works = Paper.objects.visible_to(self.reader).identified_by({form.instance.identity.key})
        owner = works.exclude(pk=self.instance.pk).first()
        if owner:
            form.errors[NON_FIELD_ERRORS] = Claim(form.instance, owner, may_merge=self.may_merge)


class IdentifierInline(admin.TabularInline):
    model = Identifier
    formset = IdentifierFormSet
    fields = ["scheme", "value", "version", "role"]
    extra = 1
    formfield_overrides = {models.CharField: {"widget": forms.TextInput(attrs={"size": 50})}}

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        formset: Any = super().get_formset(request, obj, **kwargs)
        works: Any = self.admin_site.get_model_admin(Paper)
        formset.reader, formset.may_merge = request.user, works.has_merge_permission(request)
        return formset
