from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from papers.models import Author, Authorship, Paper
from passages.admin import DocumentAdmin, VisibleChoices, VisibleListFilter
from passages.visibility import is_owner
from topics.models import topics_for

from .filling import FillAdmin
from .identifiers import IdentifierInline
from .merging_authors import MergesAuthors, VariantInline
from .merging_works import MergesWorks
from .reading import LogEvents, ReadingEventInline

MOST_WORKS = 50


class AuthorshipInline(VisibleChoices, admin.TabularInline):
    model = Authorship
    autocomplete_fields = ["author"]
    fields = ["position", "author"]
    extra = 1
    verbose_name_plural = _("byline")


@admin.register(Paper)
class PaperAdmin(FillAdmin, MergesWorks, LogEvents, DocumentAdmin):
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

    def lookup_allowed(self, lookup: str, value: str, request: Any = None) -> bool:
        """Also the works of an author, to which their form leads."""
        return lookup == "authorships__author" or super().lookup_allowed(lookup, value, request)

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
class AuthorAdmin(MergesAuthors):
    list_display = ["__str__", "family", "given", "works", "orcid"]
    search_fields = ["family", "given", "literal", "orcid"]
    fields = ["family", "given", "suffix", "literal", "slug", "orcid"]
    inlines = [VariantInline, WorkInline]

    def get_queryset(self, request: HttpRequest) -> Any:
        authors: Any = super().get_queryset(request)
        seen = authors if is_owner(request.user, Paper) else authors.visible_to(request.user)
        return seen.with_works(request.user)

    def get_inlines(self, request: HttpRequest, obj: Any) -> Any:
        """More works than a form holds with ease are left to the list of papers."""
        inlines = super().get_inlines(request, obj)
        return [each for each in inlines if each is not WorkInline or not has_many_works(obj)]

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> Any:
        context["has_many_works"] = has_many_works(context.get("original"))
        return super().render_change_form(request, context, *args, **kwargs)

    @admin.display(description=_("works"), ordering="works")
    def works(self, author: Any) -> int:
        return author.works


def has_many_works(author: Any) -> bool:
    return author is not None and author.works > MOST_WORKS
