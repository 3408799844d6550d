from typing import Any, ClassVar

from django.contrib import admin
from django.db import models
from django.forms import BaseInlineFormSet, Textarea
from django.http import HttpRequest
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _
from taggit.models import Tag as UnusedTag

from .filters import Filter
from .forms import DocumentForm
from .models import Document, Link, Mention, Permalink, Tag
from .models.kinds import owns_every_kind, types_owned_by
from .paging import START_SIZE

admin.site.unregister(UnusedTag)


class VisibleChoices(admin.options.BaseModelAdmin):
    """A field offers what the list of its model shows to who asks."""

    def get_field_queryset(self, db: Any, db_field: Any, request: HttpRequest) -> Any:
        return self.admin_site.get_model_admin(db_field.remote_field.model).get_queryset(request)


class VisibleListFilter(admin.RelatedFieldListFilter):
    """Offers the documents that something in the list stands with and that who asks may see."""

    def field_choices(self, field: Any, request: HttpRequest, model_admin: Any) -> Any:
        listed = model_admin.get_queryset(request).order_by().values(self.field_path)
        documents = field.related_model.objects.visible_to(request.user).filter(pk__in=listed)
        return [(document.pk, str(document)) for document in documents.without_text()]


class DocumentAdmin(VisibleChoices, admin.ModelAdmin):
    """What the admin pages of papers, topics and entries have in common."""

    form = DocumentForm
    formfield_overrides = {models.TextField: {"widget": Textarea(attrs={"rows": 24, "cols": 100})}}
    list_per_page = 50
    save_on_top = True
    source_fields = ("source_file", "source_line", "created_at", "updated_at")
    readonly_fields: ClassVar[tuple[str, ...]] = source_fields

    def get_queryset(self, request: HttpRequest) -> Any:
        documents: Any = super().get_queryset(request)
        return documents.visible_to(request.user).with_tags()

    @admin.display(description=_("tags"))
    def tag_names(self, document: Document) -> str:
        return ", ".join(tag.name for tag in document.tags.all())


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
