from typing import Any

from django.contrib import admin
from django.forms import BaseInlineFormSet
from django.http import HttpRequest
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from passages.filters import Filter
from passages.models import Link, Mention
from passages.models.kinds import owns_every_kind
from passages.paging import START_SIZE


class NewestFormSet(BaseInlineFormSet):
    """The first rows only: there may be a hundred thousand, and a form takes a thousand fields."""

    def get_queryset(self) -> Any:
        if not hasattr(self, "_start"):
            self._start = super().get_queryset()[:START_SIZE]
        return self._start


class MentionInline(admin.TabularInline):
    model = Mention
    formset = NewestFormSet
    fields = ["where"]
    readonly_fields = ["where"]
    extra = 0
    can_delete = False
    verbose_name_plural = _("mentioned in (the newest)")

    def get_queryset(self, request: HttpRequest) -> Any:
        mentions: Any = super().get_queryset(request)
        return mentions.visible_to(request.user).for_list()

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @admin.display(description=_("text"))
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

    def get_queryset(self, request: HttpRequest) -> Any:
        links: Any = super().get_queryset(request)
        if owns_every_kind(request.user):
            return links
        return links.mentioned_in(request.user, Filter(reader=request.user))

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False
