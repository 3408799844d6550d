"""The desk's page of suggested tags for chosen documents."""

from collections import Counter
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.options import IS_POPUP_VAR
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from passages.tagging.suggesting import CHUNK, Suggester
from passages.tagging.writing import add_tags

MOST = 200
MOST_BOXES = 900
"""A form takes a thousand fields."""


class SuggestsTags(admin.ModelAdmin):
    """An action that suggests tags for chosen documents; what is checked on its page is put on."""

    def get_actions(self, request: HttpRequest) -> Any:
        """Besides those that a class below names in its `actions`."""
        actions: Any = super().get_actions(request)
        if self.has_change_permission(request) and IS_POPUP_VAR not in request.GET:
            actions["suggest_tags"] = self.get_action("suggest_tags")
        return actions

    @admin.action(description=gettext_lazy("Suggest tags"))
    def suggest_tags(self, request: HttpRequest, queryset: QuerySet) -> HttpResponse | None:
        if "suggested" in request.POST:
            self.put_tags_on(request, queryset)
            return None
        documents: Any = queryset.order_by("-pk")
        documents = list(documents.for_suggesting()[: MOST + 1])
        rows = suggested(request, documents[:MOST])
        counts = Counter(each.tag for _document, suggestions in rows for each in suggestions)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": _("Suggested tags"),
            "rows": rows,
            "counts": counts.most_common(),
            "is_cut": len(documents) > MOST,
            "most": MOST,
            "queryset_keys": [document.pk for document, _suggestions in rows],
        }
        return TemplateResponse(request, "admin/passages/suggest_tags.html", context)

    def put_tags_on(self, request: HttpRequest, queryset: QuerySet) -> None:
        """Only what is chosen, may be seen and is suggested so."""
        tags = Suggester(request.user).tags  # type: ignore[arg-type]
        keys = set(queryset.values_list("pk", flat=True))
        pairs = [pair for text in request.POST.getlist("suggested") if (pair := to_pair(text))]
        wanted = [(key, tag) for key, tag in pairs if key in keys and tag in tags]
        number = add_tags(self.model, wanted, by=request.user, note=_("Suggested tags"))
        said = ngettext("%(number)s tag was added.", "%(number)s tags were added.", number)
        self.message_user(request, said % {"number": number}, messages.SUCCESS)


def suggested(request: HttpRequest, documents: list[Any]) -> list[tuple[Any, list[Any]]]:
    """The documents that something is suggested for, each with that, as many as a form takes."""
    suggester = Suggester(request.user)  # type: ignore[arg-type]
    found: dict[int, list[Any]] = {}
    for start in range(0, len(documents), CHUNK):
        found |= suggester.for_documents(documents[start : start + CHUNK])
    rows: list[tuple[Any, list[Any]]] = []
    boxes = 0
    for document in documents:
        suggestions = found.get(document.pk, [])
        boxes += len(suggestions) + 1
        if suggestions and boxes <= MOST_BOXES:
            rows.append((document, suggestions))
    return rows


def to_pair(text: str) -> tuple[int, int] | None:
    """The keys of a document and a tag, as a checkbox says them."""
    key, _dash, tag = text.partition("-")
    is_pair = key.isdecimal() and tag.isdecimal() and len(text) <= 37
    return (int(key), int(tag)) if is_pair else None
