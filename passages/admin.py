from typing import Any

from django.contrib import admin
from django.db import models
from django.forms import Textarea
from django.http import HttpRequest
from django.utils.text import Truncator
from taggit.models import Tag as UnusedTag

from .forms import DocumentForm
from .models import Document, Link, Mention, Permalink, Tag

admin.site.unregister(UnusedTag)


class DocumentAdmin(admin.ModelAdmin):
    """What the admin pages of papers, topics and entries have in common."""

    form = DocumentForm
    formfield_overrides = {models.TextField: {"widget": Textarea(attrs={"rows": 24, "cols": 100})}}
    list_per_page = 50
    save_on_top = True
    source_fields = ("source_file", "source_line", "created_at", "updated_at")
    readonly_fields = source_fields

    def get_queryset(self, request: HttpRequest) -> Any:
        documents: Any = super().get_queryset(request)
        return documents.with_tags()

    @admin.display(description="tags")
    def tag_names(self, document: Document) -> str:
        return ", ".join(tag.name for tag in document.tags.all())


@admin.register(Tag)
class TagAdmin(admin.ModelAdmin):
    list_display = ["name", "slug", "uses"]
    search_fields = ["name"]
    ordering = ["slug"]
    fields = ["name", "slug"]

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).annotate(uses=models.Count("taggings"))

    @admin.display(ordering="uses")
    def uses(self, tag: Any) -> int:
        return tag.uses


class MentionInline(admin.TabularInline):
    model = Mention
    fields = ["where", "target"]
    readonly_fields = ["where", "target"]
    extra = 0
    can_delete = False
    verbose_name_plural = "mentioned in"

    def get_queryset(self, request: HttpRequest) -> Any:
        mentions: Any = super().get_queryset(request)
        return mentions.for_list()

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @admin.display(description="text")
    def where(self, mention: Mention) -> str:
        return f"{mention.passage.owner}: {Truncator(mention.passage.text).chars(200)}"


@admin.register(Link)
class LinkAdmin(admin.ModelAdmin):
    list_display = ["url", "domain", "health", "checked_at"]
    list_filter = ["health"]
    search_fields = ["url"]
    readonly_fields = ["url", "domain"]
    fields = ["url", "domain", "health", "checked_at", "archived_url"]
    inlines = [MentionInline]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False


@admin.register(Permalink)
class PermalinkAdmin(admin.ModelAdmin):
    list_display = ["path", "leads_to"]
    search_fields = ["path"]
    fields = ["path", "leads_to"]
    readonly_fields = ["path", "leads_to"]

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).prefetch_related("owner")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    @admin.display(description="leads to")
    def leads_to(self, permalink: Permalink) -> str:
        return str(permalink.owner)
