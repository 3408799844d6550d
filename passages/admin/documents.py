"""What the admin pages of papers, topics and entries have in common."""

from typing import Any, ClassVar

from django.contrib import admin
from django.db import models
from django.db.models import Exists, OuterRef
from django.forms import Textarea
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from passages.forms import DocumentForm
from passages.keys import ChoosesByKeys
from passages.models import Document
from passages.visibility import is_owner

from .bulk import ChangesMany
from .history import KeepsHistory
from .suggesting import SuggestsTags
from .undoing import UndoesMany
from .writing import WritingAdmin


class VisibleChoices(ChoosesByKeys):
    """A field offers what the list of its model shows to who asks."""

    def get_field_queryset(self, db: Any, db_field: Any, request: HttpRequest) -> Any:
        return self.admin_site.get_model_admin(db_field.remote_field.model).get_queryset(request)


class VisibleListFilter(admin.RelatedFieldListFilter):
    """Offers the documents that something in the list stands with and that who asks may see.

    Where there are too many to choose from by eye it offers none: the page of each leads to its entries.
    """

    most = 200

    def field_choices(self, field: Any, request: HttpRequest, model_admin: Any) -> Any:
        listed = model_admin.get_queryset(request).filter(**{self.field_path: OuterRef("pk")})
        documents = field.related_model.objects.visible_to(request.user).filter(Exists(listed))
        found = list(documents.without_text()[: self.most + 1])
        return [(document.pk, str(document)) for document in found] if len(found) <= self.most else []

    def has_output(self) -> bool:
        """What was asked for is filtered by and can be taken off, also if it is not offered."""
        return super().has_output() or bool(self.lookup_val)


class DocumentAdmin(VisibleChoices, ChangesMany, UndoesMany, SuggestsTags, KeepsHistory, WritingAdmin):
    """What the admin pages of papers, topics and entries have in common."""

    form = DocumentForm
    change_list_template = "admin/passages/document_change_list.html"
    formfield_overrides = {models.TextField: {"widget": Textarea(attrs={"rows": 24, "cols": 100})}}
    list_per_page = 50
    # Else all are counted twice, or once more than those that were asked for.
    show_full_result_count = False
    save_on_top = True
    source_fields = ("source_file", "source_line", "created_at", "updated_at")
    readonly_fields: ClassVar[tuple[str, ...]] = source_fields

    def get_queryset(self, request: HttpRequest) -> Any:
        documents: Any = super().get_queryset(request)
        return documents.visible_to(request.user).with_tags()

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        """Who may look but not change does not see private margins; they never save what they see."""
        document = super().get_object(request, object_id, from_field)
        if document is not None and not is_owner(request.user, self.model):
            document.body = document.public_text
        return document

    def get_search_fields(self, request: HttpRequest) -> list[str]:
        fields = list(super().get_search_fields(request))
        if is_owner(request.user, self.model):
            return fields
        return ["body_html" if field == "body" else field for field in fields]

    @admin.display(description=_("tags"))
    def tag_names(self, document: Document) -> str:
        return ", ".join(tag.name for tag in document.tags.all())
