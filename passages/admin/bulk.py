"""The desk's page on which many documents of a list are changed at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any, ClassVar

from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.options import IS_POPUP_VAR
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from passages.changing import Outcome, Part, change_many
from passages.changing_form import ChangeForm

from .undoing import offer_undo

SHOWN = 10


@dataclass(frozen=True)
class Line:
    """What one part of the change does: how many documents change by it and how many are so already."""

    note: str
    changed: int
    same: int


class ChangesMany(admin.ModelAdmin):
    """One action for any list: tags, topics, visibility and, where the kind of document has one, the day."""

    change_many_form: ClassVar[type[ChangeForm]] = ChangeForm

    def get_actions(self, request: HttpRequest) -> Any:
        """Besides those that a class below names in its `actions`."""
        actions: Any = super().get_actions(request)
        if self.has_change_permission(request) and IS_POPUP_VAR not in request.GET:
            actions["change_many"] = self.get_action("change_many")
        return actions

    @admin.action(description=_("Change many"))
    def change_many(self, request: HttpRequest, queryset: QuerySet) -> HttpResponse | None:
        keys = list(dict.fromkeys(queryset.order_by().values_list("pk", flat=True)))
        if not keys:
            self.message_user(request, _("There is nothing to change."), messages.WARNING)
            return None
        documents = self.get_queryset(request).filter(pk__in=keys)
        is_sent = "preview" in request.POST or "apply" in request.POST
        form = self.bound_form(request, documents, is_sent=is_sent)
        parts = form.parts() if is_sent and form.is_valid() else []
        is_late = False
        if parts and "apply" in request.POST:
            outcome = self.apply(request, documents, parts)
            if outcome:
                self.message_user(request, said_of(outcome), messages.SUCCESS)
                offer_undo(request, outcome.bulk)
                return None
            is_late = True
        return self.show(request, documents, form, parts, is_late=is_late)

    def bound_form(self, request: HttpRequest, documents: Any, *, is_sent: bool) -> ChangeForm:
        topics = self.topics_to_choose(request)
        return self.change_many_form(request.POST if is_sent else None, documents=documents, topics=topics)

    def topics_to_choose(self, request: HttpRequest) -> Any:
        field = next((field for field in self.opts.many_to_many if field.name == "topics"), None)
        model: Any = field.related_model if field else None
        return model.objects.visible_to(request.user) if model else None

    def apply(self, request: HttpRequest, documents: Any, parts: Sequence[Part]) -> Outcome | None:
        """The change is made to what was shown, or not at all: a second click must not move a day twice."""
        with transaction.atomic():
            # A plain query: what filters and annotations make of it cannot always be locked.
            keys = list(documents.order_by().values_list("pk", flat=True))
            model: Any = self.model
            locked = model._base_manager.filter(pk__in=keys).select_for_update()
            if request.POST.get("shown") != signature(locked, parts):
                return None
            return change_many(documents, parts, by=request.user)

    def show(
        self, request: HttpRequest, documents: Any, form: ChangeForm, parts: Sequence[Part], *, is_late: bool
    ) -> HttpResponse:
        number = documents.count()
        is_across = request.POST.get("select_across") == "1"
        # Django's action wants a chosen row even where all of the list are.
        chosen = documents[:1] if is_across else documents
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": _("Change many"),
            "form": form,
            "number": number,
            "titles": list(map(str, documents.without_text()[:SHOWN])),
            "more": max(0, number - SHOWN),
            "lines": [line_of(documents, part, number) for part in parts],
            "shown": signature(documents, parts) if parts else "",
            "is_late": is_late,
            "is_across": is_across,
            "checkbox": ACTION_CHECKBOX_NAME,
            "keys": [document.pk for document in chosen.without_text()],
            "media": self.media + form.media,
        }
        return TemplateResponse(request, "admin/passages/change_many.html", context)


def line_of(documents: Any, part: Part, number: int) -> Line:
    changed = part.differing(documents).count()
    return Line(part.note, changed, number - changed)


def signature(documents: Any, parts: Sequence[Part]) -> str:
    """Says what was shown: these documents as they are saved now, and the change."""
    states = sorted(documents.order_by().values_list("pk", "updated_at"))
    words = repr([(pk, at.isoformat()) for pk, at in states]) + repr([part.note for part in parts])
    return blake2b(words.encode("utf-8", "surrogatepass"), digest_size=12).hexdigest()


def said_of(outcome: Outcome) -> str:
    changed = ngettext("%(number)s changed.", "%(number)s changed.", outcome.changed)
    same = ngettext("%(number)s was so already.", "%(number)s were so already.", outcome.same)
    said = changed % {"number": outcome.changed}
    return f"{said} {same % {'number': outcome.same}}" if outcome.same else said
