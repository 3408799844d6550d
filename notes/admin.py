from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from passages.admin import DocumentAdmin, VisibleListFilter
from passages.visibility import is_owner
from topics.models import Topic, topics_for

from .models import Entry
from .moving import MoveBack
from .moving_form import MovingForm


@admin.register(Entry)
class EntryAdmin(DocumentAdmin):
    list_display = ["read_on", "title", "topic_names", "tag_names", "visibility"]
    list_display_links = ["read_on", "title"]
    list_filter = [
        "visibility",
        ("topics", VisibleListFilter),
        "is_date_inherited",
        ("papers", VisibleListFilter),
    ]
    date_hierarchy = "read_on"
    change_many_form = MovingForm
    parts_back = (*DocumentAdmin.parts_back, MoveBack)
    search_fields = ["body"]
    autocomplete_fields = ["topics"]
    fieldsets = [
        (None, {"fields": ["read_on", "body", "topics", "tags", "visibility"]}),
        (_("Its place in the log"), {"fields": ["is_date_inherited", "position", "slug"]}),
        (_("Where it came from"), {"classes": ["collapse"], "fields": DocumentAdmin.source_fields}),
    ]

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).prefetch_related(topics_for(request.user))

    def get_search_fields(self, request: HttpRequest) -> list[str]:
        """Who owns topics finds entries by their titles, too; anybody else could guess at private ones."""
        fields = super().get_search_fields(request)
        return [*fields, "topics__title"] if is_owner(request.user, Topic) else fields

    @admin.display(description=_("topics"))
    def topic_names(self, entry: Entry) -> str:
        return ", ".join(topic.title for topic in entry.topics.all())
