"""The field “Fill from” of the admin's page of a work: a DOI, an arXiv number, an ISBN or an address.

The look-up comes before anything is written, since the admin saves in a transaction that keeps others from
writing. What it finds fills the empty fields once the typed ones are saved. If it fails, the form comes back
as it was typed, with the reason.
"""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from papers.bibliography.record import Record
from papers.identifiers import same_as
from papers.lookup.filling import Filled, fill
from papers.lookup.finding import identify, look_up_identity
from papers.models import Identifier, Paper
from passages.forms import DocumentForm
from passages.visibility import is_owner
from web.failures import AskingFailed
from web.owner import owners_client

SAVE = "_continue"
OTHER_WAYS_TO_SAVE = ("_save", "_addanother", "_saveasnew")


@dataclass(frozen=True)
class Found:
    """What “Fill from” led to: a record, or a work that is here already, or the reason why there is none."""

    record: Record | None = None
    known: Paper | None = None
    problem: str = ""


class PaperForm(DocumentForm):
    fill_from = forms.CharField(
        label=_("Fill from"),
        required=False,
        max_length=2000,
        widget=forms.TextInput(attrs={"size": 50, "autocomplete": "off"}),
        help_text=_(
            "A DOI, arXiv number, PMID, ISBN or address. What is empty is filled; what is typed stays."
        ),
    )
    found: Found | None = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.found and self.found.record and "title" in self.fields:
            self.fields["title"].required = False

    def clean_fill_from(self) -> str:
        if self.found and self.found.problem:
            raise ValidationError(self.found.problem)
        return self.cleaned_data["fill_from"]

    def clean_title(self) -> str:
        """A work is saved before it is filled, and it needs a title for that."""
        found = self.found.record.title if self.found and self.found.record else ""
        return self.cleaned_data["title"] or found[: self.fields["title"].max_length]  # type: ignore[attr-defined]


class FillAdmin(admin.ModelAdmin):
    """Asks when the form is sent, never when it is shown."""

    form = PaperForm
    change_form_template = "admin/papers/paper/change_form.html"

    def changeform_view(
        self, request: Any, object_id: str | None = None, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        text = request.POST.get("fill_from", "").strip()
        if text and self.may_fill(request, object_id):
            request.POST = to_continue(request.POST)
            request.found = found = self.find(request, text, object_id)
            if found.known and is_untouched(request.POST, object_id):
                return self.go_to(request, found.known)
        return super().changeform_view(request, object_id, form_url, extra_context)

    def may_fill(self, request: HttpRequest, object_id: str | None) -> bool:
        return self.has_change_permission(request) if object_id else self.has_add_permission(request)

    def find(self, request: HttpRequest, text: str, object_id: str | None) -> Found:
        try:
            identity = identify(text)
            keys = {same.key for same in same_as(identity)}
            known = Paper.objects.visible_to(request.user, at_address=True).identified_by(keys).first()
            if known and str(known.pk) != object_id:
                problem = gettext("“%(title)s” has this identifier already.") % {"title": known.title}
                return Found(known=known, problem=problem)
            return Found(look_up_identity(identity, owners_client()))
        except AskingFailed as failure:
            hint = gettext("Empty this field to go on by hand.")
            return Found(problem=f"{failure} {hint}")

    def go_to(self, request: HttpRequest, known: Paper) -> HttpResponse:
        self.message_user(request, gettext("“%(title)s” is here already.") % {"title": known.title})
        if is_owner(request.user, Paper):
            return HttpResponseRedirect(reverse("admin:papers_paper_change", args=[known.pk]))
        return HttpResponseRedirect(known.get_absolute_url())

    def get_form(self, request: Any, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form: Any = super().get_form(request, obj, change, **kwargs)
        form.found = getattr(request, "found", None)
        return form

    def save_related(self, request: Any, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        if form.found and form.found.record:
            form.instance.refresh_from_db(fields=["status"])  # which an event in the same form may have set
            self.tell(request, form.instance, fill(form.instance, form.found.record), change)

    def tell(self, request: HttpRequest, paper: Paper, filled: Filled, change: bool) -> None:
        labels = ", ".join(map(label_of, filled.fields))
        if labels:
            self.message_user(request, gettext("Filled: %(fields)s.") % {"fields": labels})
        else:
            self.message_user(request, gettext("There was nothing empty to fill."))
        if not change:
            seen = gettext("Visibility of the new page: %(visibility)s.")
            self.message_user(request, seen % {"visibility": paper.get_visibility_display()})
        for identity in filled.elsewhere:
            taken = gettext("Another work has %(identifier)s already; they may be one.")
            identifier = Identifier(scheme=identity.scheme, value=identity.value)
            self.message_user(request, taken % {"identifier": identifier}, messages.WARNING)


def to_continue(sent: Any) -> Any:
    """What was sent, as by the button after which the same page is shown again."""
    sent = sent.copy()
    for name in OTHER_WAYS_TO_SAVE:
        sent.pop(name, None)
    sent[SAVE] = "1"
    return sent


def is_untouched(sent: Any, object_id: str | None) -> bool:
    """Whether nothing would be lost if a form for a new work were left."""
    return not (object_id or sent.get("title") or sent.get("body") or sent.get("abstract"))


def label_of(name: str) -> str:
    """What the form calls a field; schemes and the byline are rows of their own."""
    if name == "byline":
        return gettext("byline")
    if name in Identifier.Scheme.values:
        return str(Identifier.Scheme(name).label)
    return str(getattr(Paper._meta.get_field(name), "verbose_name", name))
