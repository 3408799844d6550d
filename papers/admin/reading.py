"""Events of reading in the form of a paper: those entered by hand are edited there, the others in the log."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _

from papers.models import ReadingEvent


class ReadingEventInline(admin.TabularInline):
    model = ReadingEvent
    fields = ["happened_on", "kind", "locator"]
    extra = 0
    verbose_name_plural = _("reading events entered by hand")

    def get_queryset(self, request: HttpRequest) -> Any:
        events: Any = super().get_queryset(request)
        return events.by_hand()


class LogEvents(admin.ModelAdmin):
    """A field `log_events` with the events that the log tells of, as far as who asks may see the log."""

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        paper: Any = super().get_object(request, object_id, from_field)
        if paper:
            paper.told_in_log = paper.reading_events.visible_to(request.user).from_log().for_list()
        return paper

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return [*super().get_readonly_fields(request, obj), "log_events"]

    @admin.display(description=_("from the log"))
    def log_events(self, paper: Any) -> str:
        return render_to_string(
            "admin/papers/_log_events.html", {"events": getattr(paper, "told_in_log", [])}
        )
