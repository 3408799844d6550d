"""The desk's pages of changes that were made to many documents, to take them back."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from history.models import BulkChange
from passages.models.kinds import owns_every_kind, type_id
from passages.saying import label_of
from passages.undoing import PARTS, Back, Undo

MOST_LISTED = 100
SHOWN = 10
# In the session, with the key of a kind of document: the key of the change of many that was just made.
OFFERED = "undo_offered"


def offer_undo(request: HttpRequest, bulk: BulkChange) -> None:
    """Let the next list of that kind say how to take it back, if there is something to take back."""
    if bulk.pk:
        request.session[f"{OFFERED}_{bulk.owner_type_id}"] = bulk.pk


class UndoesMany(admin.ModelAdmin):
    """For whoever may change these things; of what was changed they are told what they may see."""

    parts_back: ClassVar[Sequence[type[Back]]] = PARTS

    def get_urls(self) -> list[Any]:
        wrap, name = self.admin_site.admin_view, f"{self.opts.app_label}_{self.opts.model_name}"
        return [
            path("changes/", wrap(self.changes_view), name=f"{name}_changes"),
            path("changes/<int:number>/", wrap(self.take_back_view), name=f"{name}_take_back"),
            *super().get_urls(),
        ]

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        key = f"{OFFERED}_{type_id(self.model)}"
        offered = request.session.pop(key, None) if request.method == "GET" else None
        return super().changelist_view(request, {**(extra_context or {}), "undo_offered": offered})

    def changes_view(self, request: HttpRequest) -> HttpResponse:
        self.refuse_others(request)
        changes = BulkChange.objects.of_kind(self.model).for_list()
        context = {"changes": changes[:MOST_LISTED], "may_read": owns_every_kind(request.user)}
        return self.bulk_page(request, "changes", _("Changes of many"), context)

    def take_back_view(self, request: HttpRequest, number: int) -> HttpResponse:
        self.refuse_others(request)
        bulk = get_object_or_404(BulkChange.objects.of_kind(self.model).for_list(), pk=number)
        if request.method == "POST":
            return self.take_back(request, bulk)
        return self.show_take_back(request, self.to_undo(request, bulk))

    def to_undo(self, request: HttpRequest, bulk: BulkChange) -> Undo:
        return Undo(bulk, self.get_queryset(request), self.parts_back)

    def take_back(self, request: HttpRequest, bulk: BulkChange) -> HttpResponse:
        """What was shown is taken back, or nothing: somebody may have changed some of it since."""
        with transaction.atomic():
            undo = self.to_undo(request, bulk)
            undo.lock()
            if not undo.keys or request.POST.get("shown") != undo.signature():
                return self.show_take_back(request, undo, is_late=True)
            made = undo.run(by=request.user)
        self.message_user(request, said_of(made, undo), messages.SUCCESS)
        offer_undo(request, made)
        return redirect(f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist")

    def show_take_back(self, request: HttpRequest, undo: Undo, *, is_late: bool = False) -> HttpResponse:
        documents: Any = self.get_queryset(request)
        counts = undo.counts().items()
        context = {
            "bulk": undo.bulk,
            "may_read": owns_every_kind(request.user) or undo.bulk.made_by_id == request.user.pk,
            "number": len(undo.keys),
            "titles": list(map(str, titled(documents, undo.keys[:SHOWN]))),
            "more": max(0, len(undo.keys) - SHOWN),
            "lines": [(capfirst(label_of(self.model, name)), number) for name, number in counts],
            "opened": undo.opened(),
            "left": titled(documents, undo.left[:MOST_LISTED]),
            "left_number": len(undo.left),
            "left_more": max(0, len(undo.left) - MOST_LISTED),
            "gone": undo.gone,
            "shown": undo.signature(),
            "is_late": is_late,
        }
        return self.bulk_page(request, "undo", _("Undo a change of many"), context)

    def refuse_others(self, request: HttpRequest) -> None:
        if not self.has_change_permission(request):
            raise PermissionDenied

    def bulk_page(self, request: HttpRequest, name: str, title: str, context: dict[str, Any]) -> HttpResponse:
        frame = {**self.admin_site.each_context(request), "opts": self.opts, "title": title}
        urls = {
            each: f"admin:{self.opts.app_label}_{self.opts.model_name}_{each}"
            for each in ("change", "changes", "take_back", "history", "deleted")
        }
        return TemplateResponse(request, f"admin/history/{name}.html", frame | {"urls": urls} | context)


def titled(documents: Any, keys: Sequence[int]) -> list[Any]:
    """The documents of these keys, for their titles, in this order."""
    found = {document.pk: document for document in documents.without_text().filter(pk__in=keys)}
    return [found[key] for key in keys if key in found]


def said_of(made: BulkChange, undo: Undo) -> str:
    said = ngettext("%(number)s is as it was.", "%(number)s are as they were.", made.number)
    left = ngettext("%(number)s was left.", "%(number)s were left.", len(undo.left))
    words = said % {"number": made.number}
    return f"{words} {left % {'number': len(undo.left)}}" if undo.left else words
