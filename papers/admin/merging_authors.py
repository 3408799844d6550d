"""The desk's page on which several authors are made one, and their other names."""

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from papers.merging import merge_authors
from papers.models import NameVariant, Paper
from passages.visibility import is_owner

from .merging_works import Merges

MOST = 50


class AuthorsForm(forms.Form):
    """Several authors that somebody may see, and which of them stays."""

    authors: Any = forms.ModelMultipleChoiceField(queryset=None)
    kept: Any = forms.ModelChoiceField(queryset=None, required=False)

    def __init__(self, authors: QuerySet, *args: Any) -> None:
        super().__init__(*args)
        for field in ("authors", "kept"):
            self.fields[field].queryset = authors  # type: ignore[attr-defined]

    def clean(self) -> None:
        authors = list(self.cleaned_data.get("authors", []))
        kept = self.cleaned_data.get("kept")
        if not 2 <= len(authors) <= MOST or (kept and kept not in authors):
            raise ValidationError(_("Choose two authors or more who are one, fifty at most."))


class MergesAuthors(Merges):
    """Also the works must be theirs to change, since bylines are."""

    actions = ["merge_authors"]

    def has_merge_permission(self, request: HttpRequest) -> bool:
        return super().has_merge_permission(request) and is_owner(request.user, Paper)

    @admin.action(description=gettext_lazy("Merge the chosen authors"), permissions=["merge"])
    def merge_authors(self, request: HttpRequest, queryset: QuerySet) -> HttpResponse | None:
        keys = list(queryset.order_by("pk").values_list("pk", flat=True)[: MOST + 1])
        if not 2 <= len(keys) <= MOST:
            text = _("Choose two authors or more who are one, fifty at most.")
            self.message_user(request, text, messages.WARNING)
            return None
        return redirect(f"{reverse('admin:papers_author_merge')}?{urlencode({'authors': keys}, doseq=True)}")

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view(self.merge_view)
        return [path("merge/", view, name="papers_author_merge"), *super().get_urls()]

    def merge_view(self, request: HttpRequest) -> HttpResponse:
        self.require_merge_permission(request)
        form = AuthorsForm(self.get_queryset(request), request.POST or request.GET)
        if not form.is_valid():
            raise Http404
        authors, kept = form.cleaned_data["authors"], form.cleaned_data["kept"]
        if request.method == "POST" and kept:
            others = [author for author in authors if author != kept]
            merge_authors(kept, others)
            said = {"kept": str(kept), "others": ", ".join(map(str, others))}
            self.log_change(request, kept, _("Merged %(others)s into %(kept)s.") % said)
            self.message_user(request, _("%(others)s: this is %(kept)s now.") % said, messages.SUCCESS)
            return redirect("admin:papers_author_change", kept.pk)
        context = {"authors": authors, "proposed": max(authors, key=lambda author: author.works)}
        return self.page(request, "merge_authors", _("Merge authors"), context)


class VariantForm(forms.ModelForm):
    def clean(self) -> None:
        """A name is a family name, perhaps with others, or a literal one, as that of an author is."""
        said = {name: self.cleaned_data.get(name) for name in ("family", "given", "suffix", "literal")}
        is_literal = bool(said["literal"])
        if bool(said["family"]) == is_literal or (is_literal and (said["given"] or said["suffix"])):
            self.add_error("family", _("Give a family name or a literal name, one of the two."))


class VariantInline(admin.TabularInline):
    model = NameVariant
    form = VariantForm
    fields = ["family", "given", "suffix", "literal"]
    extra = 0
