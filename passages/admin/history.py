"""The desk's pages of the versions of a document, to compare and restore them, and of what was deleted."""

from contextlib import nullcontext
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.models import LogEntry
from django.contrib.admin.utils import unquote
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.translation import gettext as _

from accounts.sessions import keep_messages
from history.models import Version
from history.models.version import KEPT
from history.sitting import sitting
from passages.models import Document, bring_back, go_back, values_for
from passages.models.once import once
from passages.saying import differences, labels_of

MOST_LISTED = 100


class PairForm(forms.Form):
    """Two versions of one document."""

    old: Any = forms.ModelChoiceField(queryset=None)
    new: Any = forms.ModelChoiceField(queryset=None)

    def __init__(self, versions: Any, *args: Any) -> None:
        super().__init__(*args)
        for field in ("old", "new"):
            self.fields[field].queryset = versions  # type: ignore[attr-defined]


class KeepsHistory(admin.ModelAdmin):
    """For whoever may change these things: versions may say what has become private since."""

    def get_urls(self) -> list[Any]:
        wrap, name = self.admin_site.admin_view, f"{self.opts.app_label}_{self.opts.model_name}"
        return [
            path("<int:pk>/history/compare/", wrap(self.compare_view), name=f"{name}_compare"),
            path("<int:pk>/history/<int:number>/restore/", wrap(self.restore_view), name=f"{name}_restore"),
            path("deleted/", wrap(self.deleted_view), name=f"{name}_deleted"),
            path("deleted/<int:number>/", wrap(self.bring_back_view), name=f"{name}_bring_back"),
            *super().get_urls(),
        ]

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method != "POST":
            return super().changeform_view(request, *args, **kwargs)
        # A form saves a document and then what belongs to it, row by row.
        with sitting(by=request.user):
            with once():
                response = super().changeform_view(request, *args, **kwargs)
            keep_messages(request, response)
            return response

    def delete_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method != "POST":
            return super().delete_view(request, *args, **kwargs)
        with sitting(by=request.user):
            response = super().delete_view(request, *args, **kwargs)
            keep_messages(request, response)
            return response

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        context = {**(extra_context or {}), "can_see_deleted": self.has_change_permission(request)}
        with sitting(by=request.user) if request.method == "POST" else nullcontext():
            return super().changelist_view(request, context)

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        """Locked while a form is saved, so that it is compared with what the last one made of it."""
        document = super().get_object(request, object_id, from_field)
        if document and request.method == "POST" and transaction.get_connection().in_atomic_block:
            list(self.model._base_manager.filter(pk=document.pk).select_for_update().values_list("pk"))
            return super().get_object(request, object_id, from_field)
        return document

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        fieldsets = super().get_fieldsets(request, obj)
        if obj is None or not self.has_change_permission(request, obj):
            return fieldsets
        return [*fieldsets, (_("This change"), {"fields": ["change_note", "is_told", "stamp"]})]

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        said = form.cleaned_data
        with sitting() as current:
            current.take_note(said.get("change_note", ""), is_told=bool(said.get("is_told")))
            super().save_model(request, obj, form, change)

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        key = unquote(object_id)
        document = self.document(request, int(key) if key.isdecimal() else 0)
        versions = list(Version.objects.of(document).for_list()[: MOST_LISTED + 1])
        context = {
            "original": document,
            "versions": [(each, labels_of(self.model, each.changed)) for each in versions[:MOST_LISTED]],
            "has_more": len(versions) > MOST_LISTED,
            "log": log_of(document),
        }
        return self.history_page(request, "versions", _("History"), context)

    def compare_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        document = self.document(request, pk)
        form = PairForm(Version.objects.of(document).select_related("saved_by"), request.GET)
        if not form.is_valid():
            raise Http404
        old, new = sorted((form.cleaned_data["old"], form.cleaned_data["new"]), key=lambda each: each.pk)
        said = (values_for(request.user, self.model, each.values) for each in (old, new))  # type: ignore[arg-type]
        found = differences(self.model, *said)
        context = {"original": document, "old": old, "new": new, "differences": found}
        return self.history_page(request, "compare", _("What changed"), context)

    def restore_view(self, request: HttpRequest, pk: int, number: int) -> HttpResponse:
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        document = self.document(request, pk)
        version = get_object_or_404(Version.objects.of(document), pk=number)
        with sitting(by=request.user):
            remarks = go_back(document, version)
            self.log_change(request, document, _("Restored an earlier version."))
        self.message_user(request, _("It is as it was then."), messages.SUCCESS)
        return self.done(request, document, remarks)

    def deleted_view(self, request: HttpRequest) -> HttpResponse:
        if not self.has_change_permission(request):
            raise PermissionDenied
        deleted = Version.objects.of_kind(self.model).restorable().for_list()
        context = {"deleted": deleted[:MOST_LISTED], "days": KEPT.days}
        return self.history_page(request, "deleted", _("Deleted"), context)

    def bring_back_view(self, request: HttpRequest, number: int) -> HttpResponse:
        if not self.has_change_permission(request):
            raise PermissionDenied
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        with sitting(by=request.user):
            # Locked, so that it is brought back once.
            deleted = Version.objects.of_kind(self.model).restorable().select_for_update()
            back = bring_back(get_object_or_404(deleted, pk=number))
            self.log_addition(request, back.document, _("Brought back."))
        self.message_user(request, _("“%(title)s” is back.") % {"title": back.document}, messages.SUCCESS)
        return self.done(request, back.document, back.remarks)

    def document(self, request: HttpRequest, pk: int) -> Document:
        document: Document = get_object_or_404(self.get_queryset(request), pk=pk)
        if not self.has_change_permission(request, document):
            raise PermissionDenied
        return document

    def done(self, request: HttpRequest, document: Document, remarks: list[str]) -> HttpResponse:
        for remark in remarks:
            self.message_user(request, remark, messages.WARNING)
        return redirect(f"admin:{self.opts.app_label}_{self.opts.model_name}_change", document.pk)

    def history_page(
        self, request: HttpRequest, name: str, title: str, context: dict[str, Any]
    ) -> HttpResponse:
        frame = {**self.admin_site.each_context(request), "opts": self.opts, "title": title}
        urls = {
            each: f"admin:{self.opts.app_label}_{self.opts.model_name}_{each}"
            for each in ("change", "compare", "restore", "bring_back", "history")
        }
        return TemplateResponse(request, f"admin/history/{name}.html", frame | {"urls": urls} | context)


def log_of(document: Document) -> Any:
    """What Django's admin and other pages noted of it, the newest first."""
    log = LogEntry.objects.filter(
        object_id=str(document.pk), content_type=ContentType.objects.get_for_model(document)
    )
    return log.select_related("user").order_by("-action_time", "-pk")[:MOST_LISTED]
