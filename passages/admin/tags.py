from typing import Any

from django.contrib import admin
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from passages.filters import Filter
from passages.models import Tag
from passages.models.kinds import owns_every_kind


@admin.register(Tag)
class TagAdmin(admin.ModelAdmin):
    list_display = ["name", "slug", "uses"]
    search_fields = ["name"]
    ordering = ["slug"]
    fields = ["name", "slug", "description"]

    def get_queryset(self, request: HttpRequest) -> Any:
        tags: Any = super().get_queryset(request)
        if owns_every_kind(request.user):
            return tags.annotate(uses=models.Count("taggings"))
        return tags.used_in(request.user, Filter(reader=request.user))

    @admin.display(description=_("uses"), ordering="uses")
    def uses(self, tag: Any) -> int:
        return tag.uses
