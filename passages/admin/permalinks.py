from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from passages.models import Permalink
from passages.models.kinds import types_owned_by


@admin.register(Permalink)
class PermalinkAdmin(admin.ModelAdmin):
    list_display = ["path", "leads_to"]
    search_fields = ["path"]
    fields = ["path", "leads_to"]
    readonly_fields = ["path", "leads_to"]

    def get_queryset(self, request: HttpRequest) -> Any:
        permalinks = super().get_queryset(request).prefetch_related("owner")
        return permalinks.filter(owner_type__in=types_owned_by(request.user))

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    @admin.display(description=_("leads to"))
    def leads_to(self, permalink: Permalink) -> str:
        return str(permalink.owner)
