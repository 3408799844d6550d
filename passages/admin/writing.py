"""What makes the form of a document a place to write: its text is a writing area, and drafts are kept."""

from typing import Any
from uuid import uuid4

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.utils.datastructures import MultiValueDict

from history.drafts import forget, keys_sent
from history.models import Draft
from passages.models import Document

OFFERED = 3


class WritingAdmin(admin.ModelAdmin):
    """Offers what was written and not saved, and forgets it once it is saved."""

    change_form_template = "admin/passages/document_change_form.html"

    def get_form(self, request: Any, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form: Any = super().get_form(request, obj, change, **kwargs)
        request.draft_taken = self.draft_taken(request, obj)
        if request.draft_taken:
            form = filled_from(form, request.draft_taken)
        if "body" in form.base_fields:
            area = {"kind": self.opts.label_lower, "key": obj.pk if obj else ""}
            named = {f"data-writing-{name}": value for name, value in area.items()}
            form.base_fields["body"].widget.attrs.update({"data-writing": "", **named})
        return form

    def drafts_of(self, request: HttpRequest, document: Document | None) -> Any:
        """What the writer has not saved of it, the newest first."""
        drafts = Draft.objects.of(request.user).in_form(form_name(self.model, document))
        return drafts.since(document.saved_at) if document else drafts

    def draft_taken(self, request: HttpRequest, document: Document | None) -> Draft | None:
        """The writer's draft that the address asks to fill the form with."""
        key = request.GET.get("draft", "")
        if request.method != "GET" or not key.isdecimal() or len(key) > 18:
            return None
        return Draft.objects.of(request.user).in_form(form_name(self.model, document)).filter(pk=key).first()

    def render_change_form(
        self,
        request: Any,
        context: Any,
        add: bool = False,
        change: bool = False,
        form_url: str = "",
        obj: Any = None,
    ) -> Any:
        taken = getattr(request, "draft_taken", None)
        context["draft_keys"] = keys_sent(request) or [uuid4(), *([taken.key] if taken else [])]
        is_offered = request.method == "GET" and not taken
        context["drafts"] = self.drafts_of(request, obj).without_values()[:OFFERED] if is_offered else []
        return super().render_change_form(request, context, add, change, form_url, obj)

    def response_add(
        self, request: HttpRequest, obj: Any, post_url_continue: str | None = None
    ) -> HttpResponse:
        forget(request)
        return super().response_add(request, obj, post_url_continue)

    def response_change(self, request: HttpRequest, obj: Any) -> HttpResponse:
        forget(request)
        return super().response_change(request, obj)


def form_name(model: type[Document], document: Document | None) -> str:
    return f"{model._meta.label_lower}/{document.pk if document else 'add'}"


def filled_from(form: type[Any], draft: Draft) -> type[Any]:
    """The form with the fields as they were when the draft was kept, where nothing else was sent."""
    sent: Any = MultiValueDict(draft.values)

    class Filled(form):
        def __init__(self, *args: Any, **kwargs: Any) -> None:
            super().__init__(*args, **kwargs)
            for name, field in self.fields.items():
                if not self.is_bound and not field.widget.value_omitted_from_data(sent, {}, name):
                    self.initial[name] = field.widget.value_from_datadict(sent, {}, name)

    return Filled
