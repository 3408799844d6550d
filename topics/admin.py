from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from passages.admin import DocumentAdmin

from .models import Topic


@admin.register(Topic)
class TopicAdmin(DocumentAdmin):
    list_display = ["title", "slug", "tag_names", "visibility", "updated_at"]
    list_filter = ["visibility", ("tags", admin.RelatedOnlyFieldListFilter)]
    search_fields = ["title", "body"]
    prepopulated_fields = {"slug": ["title"]}
    fieldsets = [
        (None, {"fields": ["title", "slug", "body", "tags", "visibility"]}),
        (_("Where it came from"), {"classes": ["collapse"], "fields": DocumentAdmin.source_fields}),
    ]
