from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db import models
from django.forms import BaseInlineFormSet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from passages.admin import DocumentAdmin, VisibleChoices, VisibleListFilter
from passages.visibility import is_owner
from topics.models import topics_for

from .fill_admin import FillAdmin
from .models import Author, Authorship, Identifier, Paper
from .reading_admin import LogEvents, ReadingEventInline


class AuthorshipInline(VisibleChoices, admin.TabularInline):
    model = Authorship
    autocomplete_fields = ["author"]
    fields = ["position", "author"]
    extra = 1
    verbose_name_plural = _("byline")


class IdentifierFormSet(BaseInlineFormSet):
    def clean(self) -> None:
        """The same identifier in two spellings is said here, before the database refuses it."""
        super().clean()
        kept = [form.instance for form in self.forms if form.is_valid() and form not in self.deleted_forms]
        known = [identifier.identity.key for identifier in kept if identifier.value]
        if len(set(known)) < len(known):
            raise ValidationError(_("The same identifier stands here twice."))


class IdentifierInline(admin.TabularInline):
    model = Identifier
    formset = IdentifierFormSet
    fields = ["scheme", "value", "version", "role"]
    extra = 1
    formfield_overrides = {models.CharField: {"widget": forms.TextInput(attrs={"size": 70})}}


@admin.register(Paper)
class PaperAdmin(FillAdmin, LogEvents, DocumentAdmin):
    list_display = ["title", "byline", "issued_year", "type", "status", "tag_names", "visibility"]
    list_filter = ["status", "type", "visibility", ("topics", VisibleListFilter)]
    search_fields = [
        "title", "short_title", "citation_key", "container_title", "body",
        "authorships__author__family", "authorships__author__literal", "identifiers__value",
    ]  # fmt: skip
    date_hierarchy = "created_at"
    autocomplete_fields = ["topics"]
    inlines = [AuthorshipInline, IdentifierInline, ReadingEventInline]
    fieldsets = [
        (None, {"fields": ["title", "type", "status", "body", "topics", "tags", "visibility"]}),
        (
            _("Where and when it appeared"),
            {
                "fields": [
                    ("issued_year", "issued_month", "issued_day"),
                    "container_title",
                    "publisher",
                    ("volume", "issue", "page"),
                    "abstract",
                ]
            },
        ),
        (
            _("How it is called"),
            {"fields": ["short_title", "slug", "citation_key", "has_other_authors"]},
        ),
        (_("Where it came from"), {"classes": ["collapse"], "fields": DocumentAdmin.source_fields}),
        (_("Reading"), {"fields": ["log_events"]}),
    ]

    def get_queryset(self, request: HttpRequest) -> Any:
        papers: Any = super().get_queryset(request)
        return papers.with_byline().prefetch_related(topics_for(request.user))

    @admin.display(description=_("byline"))
    def byline(self, paper: Paper) -> str:
        return ", ".join(str(authorship.author) for authorship in paper.authorships.all())


class WorkInline(VisibleChoices, admin.TabularInline):
    model = Authorship
    autocomplete_fields = ["paper"]
    fields = ["paper", "position"]
    extra = 1
    verbose_name = _("work")
    verbose_name_plural = _("works")

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).filter(paper__in=Paper.objects.visible_to(request.user))


@admin.register(Author)
class AuthorAdmin(admin.ModelAdmin):
    list_display = ["__str__", "family", "given", "works", "orcid"]
    search_fields = ["family", "given", "literal", "orcid"]
    fields = ["family", "given", "suffix", "literal", "slug", "orcid"]
    inlines = [WorkInline]

    def get_queryset(self, request: HttpRequest) -> Any:
        authors: Any = super().get_queryset(request)
        seen = authors if is_owner(request.user, Paper) else authors.visible_to(request.user)
        return seen.with_works(request.user)

    @admin.display(description=_("works"), ordering="works")
    def works(self, author: Any) -> int:
        return author.works
