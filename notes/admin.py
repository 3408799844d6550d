from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from passages.admin import DocumentAdmin

from .models import Entry


@admin.register(Entry)
class EntryAdmin(DocumentAdmin):
    list_display = ["read_on", "title", "topic_names", "tag_names", "visibility"]
    list_display_links = ["read_on", "title"]
    list_filter = [
        "visibility",
        ("topics", admin.RelatedOnlyFieldListFilter),
        "is_date_inherited",
        ("papers", admin.RelatedOnlyFieldListFilter),
    ]
    date_hierarchy = "read_on"
    search_fields = ["body", "topics__title"]
    autocomplete_fields = ["topics"]
    fieldsets = [
        (None, {"fields": ["read_on", "body", "topics", "tags", "visibility"]}),
        ("Its place in the log", {"fields": ["is_date_inherited", "position", "slug"]}),
        ("Where it came from", {"classes": ["collapse"], "fields": DocumentAdmin.source_fields}),
    ]

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).prefetch_related("topics")

    @admin.display(description="topics")
    def topic_names(self, entry: Entry) -> str:
        return ", ".join(topic.title for topic in entry.topics.all())
