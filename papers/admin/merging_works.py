"""The desk's pages on which two works are made one, taken apart again, and offered as likely duplicates."""

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from papers.duplicates import find_duplicates
from papers.merging import MergeProblem, Plan, merge, undo
from papers.models import Paper


def merge_url(kept: Paper, gone: Paper) -> str:
    """The page that asks whether to merge the second work into the first."""
    return f"{reverse('admin:papers_paper_merge')}?{urlencode({'kept': kept.pk, 'gone': gone.pk})}"


class PairForm(forms.Form):
    """Two works that somebody may see."""

    kept: Any = forms.ModelChoiceField(queryset=None)
    gone: Any = forms.ModelChoiceField(queryset=None)

    def __init__(self, works: QuerySet, *args: Any) -> None:
        super().__init__(*args)
        for field in ("kept", "gone"):
            self.fields[field].queryset = works  # type: ignore[attr-defined]

    def clean(self) -> None:
        if self.cleaned_data.get("kept") == self.cleaned_data.get("gone"):
            raise forms.ValidationError(_("It takes two works to merge."))


class Merges(admin.ModelAdmin):
    """Pages for whoever may change and delete these things."""

    def has_merge_permission(self, request: HttpRequest) -> bool:
        return self.has_change_permission(request) and self.has_delete_permission(request)

    def require_merge_permission(self, request: HttpRequest) -> None:
        if not self.has_merge_permission(request):
            raise PermissionDenied

    def page(self, request: HttpRequest, name: str, title: str, context: dict[str, Any]) -> HttpResponse:
        frame = {**self.admin_site.each_context(request), "opts": self.opts, "title": title}
        return TemplateResponse(request, f"admin/papers/{name}.html", frame | context)


class MergesWorks(Merges):
    """Two works are made one, taken apart again, and offered as likely duplicates."""

    actions = ["merge_works"]
    change_list_template = "admin/papers/paper/change_list.html"

    @admin.action(description=gettext_lazy("Merge the two chosen works"), permissions=["merge"])
    def merge_works(self, request: HttpRequest, queryset: QuerySet) -> HttpResponse | None:
        works = list(queryset.order_by("pk")[:3])
        if len(works) != 2:
            self.message_user(request, _("Choose the two works that are one."), messages.WARNING)
            return None
        return redirect(merge_url(*works))

    def get_urls(self) -> list[Any]:
        wrap = self.admin_site.admin_view
        return [
            path("merge/", wrap(self.merge_view), name="papers_paper_merge"),
            path("duplicates/", wrap(self.duplicates_view), name="papers_paper_duplicates"),
            path("<int:pk>/merges/<int:merge_pk>/undo/", wrap(self.undo_view), name="papers_paper_undo"),
            *super().get_urls(),
        ]

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        can_merge = {"can_merge": self.has_merge_permission(request)}
        return super().changelist_view(request, {**(extra_context or {}), **can_merge})

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> Any:
        paper = context.get("original")
        if paper and self.has_merge_permission(request):
            context["merges"] = paper.merges.for_desk()
        return super().render_change_form(request, context, *args, **kwargs)

    def merge_view(self, request: HttpRequest) -> HttpResponse:
        self.require_merge_permission(request)
        form = PairForm(self.get_queryset(request), request.POST or request.GET)
        if not form.is_valid():
            raise Http404
        kept, gone = form.cleaned_data["kept"], form.cleaned_data["gone"]
        if request.method == "POST" and self.merge(request, kept, gone):
            return redirect("admin:papers_paper_change", kept.pk)
        plan = Plan.of(kept, gone)
        context = {"plan": plan, "rows": plan.rows(request.user), "other_way": merge_url(gone, kept)}
        return self.page(request, "merge_works", _("Merge two works"), context)

    def merge(self, request: HttpRequest, kept: Paper, gone: Paper) -> bool:
        titles = {"gone": str(gone), "kept": str(kept)}
        try:
            merge(kept, gone, by=request.user)  # type: ignore[arg-type]
        except MergeProblem as problem:
            self.message_user(request, str(problem), messages.ERROR)
            return False
        self.log_change(request, kept, _("Merged “%(gone)s” into “%(kept)s”.") % titles)
        self.message_user(request, _("“%(gone)s” is part of “%(kept)s” now.") % titles, messages.SUCCESS)
        return True

    def undo_view(self, request: HttpRequest, pk: int, merge_pk: int) -> HttpResponse:
        self.require_merge_permission(request)
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        paper = get_object_or_404(self.get_queryset(request), pk=pk)
        undone = undo(get_object_or_404(paper.merges, pk=merge_pk))
        titles = {"back": str(undone.paper), "kept": str(paper)}
        for each in (paper, undone.paper):
            self.log_change(request, each, _("Took “%(back)s” and “%(kept)s” apart again.") % titles)
        self.message_user(request, _("“%(back)s” is a work of its own again.") % titles, messages.SUCCESS)
        for remark in undone.remarks:
            self.message_user(request, remark, messages.WARNING)
        return redirect("admin:papers_paper_change", undone.paper.pk)

    def duplicates_view(self, request: HttpRequest) -> HttpResponse:
        self.require_merge_permission(request)
        found, number = find_duplicates(Paper.objects.visible_to(request.user))
        context = {
            "duplicates": [(each, merge_url(each.first, each.second)) for each in found],
            "left_out": number - len(found),
        }
        return self.page(request, "duplicates", _("Possible duplicates"), context)
