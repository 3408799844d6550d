from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.contrib import admin, messages
from django.forms import BaseInlineFormSet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from passages.addresses import domain_of_host
from passages.checking.recording import show_again
from passages.filters import Filter
from passages.health import Why
from passages.models import Link, LinkCheck, Mention
from passages.models.kinds import owns_every_kind
from passages.paging import START_SIZE

LATELY = timedelta(days=30)


class NewestFormSet(BaseInlineFormSet):
    """The first rows only: there may be a hundred thousand, and a form takes a thousand fields."""

    most = START_SIZE

    def get_queryset(self) -> Any:
        if not hasattr(self, "_start"):
            self._start = super().get_queryset()[: self.most]
        return self._start


class NewestChecks(NewestFormSet):
    most = 20


class ReadOnlyInline(admin.TabularInline):
    extra = 0
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class MentionInline(ReadOnlyInline):
    model = Mention
    formset = NewestFormSet
    fields = ["where"]
    readonly_fields = ["where"]
    verbose_name_plural = _("mentioned in (the newest)")

    def get_queryset(self, request: HttpRequest) -> Any:
        mentions: Any = super().get_queryset(request)
        return mentions.visible_to(request.user).for_list()

    @admin.display(description=_("text"))
    def where(self, mention: Mention) -> str:
        return f"{mention.passage.owner}: {Truncator(mention.passage.text).chars(200)}"


class CheckInline(ReadOnlyInline):
    model = LinkCheck
    formset = NewestChecks
    fields = ["checked_at", "health", "found", "moved_to"]
    readonly_fields = ["found"]
    verbose_name_plural = _("checks (the newest)")

    @admin.display(description=_("because"))
    def found(self, check: LinkCheck) -> str:
        said = check.reason or (str(Why(check.why).label) if check.why else "")
        return " · ".join(filter(None, (str(check.status or ""), said)))


class DomainFilter(admin.SimpleListFilter):
    """A box to type a domain into, since there are thousands."""

    title = _("domain")
    parameter_name = "domain"
    template = "admin/passages/link/domain_filter.html"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Any:
        return []

    def has_output(self) -> bool:
        return True

    def choices(self, changelist: Any) -> Iterator[Any]:
        """One: what is typed, the rest of the query, and the query without a domain."""
        kept = [(name, value) for name, value in changelist.params.items() if name != self.parameter_name]
        without = changelist.get_query_string(remove=[self.parameter_name])
        yield {"typed": self.value() or "", "kept": kept, "query_string": without}

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        domain = (self.value() or "").strip()
        return queryset.within(domain_of_host(domain)) if domain else queryset


class CheckedFilter(admin.SimpleListFilter):
    title = _("checked")
    parameter_name = "checked"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Any:
        return [("never", _("not yet")), ("lately", _("in the last 30 days")), ("before", _("longer ago"))]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        chosen: dict[str, dict[str, Any]] = {
            "never": {"checked_at": None},
            "lately": {"checked_at__gte": timezone.now() - LATELY},
            "before": {"checked_at__lt": timezone.now() - LATELY},
        }
        return queryset.filter(**chosen.get(self.value() or "", {}))


@admin.register(Link)
class LinkAdmin(admin.ModelAdmin):
    list_display = ["address", "health", "checked_at", "new_address", "uses"]
    list_filter = ["health", CheckedFilter, DomainFilter]
    search_fields = ["url"]
    list_per_page = 50
    fields = [
        *("url", "domain", "health", "is_by_hand", "checked_at", "gone_since", "moved_to"),
        "archived_url",
    ]  # fmt: skip
    readonly_fields = ["url", "domain", "is_by_hand", "checked_at", "gone_since", "moved_to"]
    inlines = [CheckInline, MentionInline]
    actions = ["mark_for_checking"]

    def get_queryset(self, request: HttpRequest) -> Any:
        links: Any = super().get_queryset(request)
        links = links.with_uses(request.user)
        if owns_every_kind(request.user):
            return links
        return links.mentioned_in(request.user, Filter(reader=request.user))

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        if "health" in form.changed_data:
            obj.set_by_hand()
        super().save_model(request, obj, form, change)
        if {"health", "archived_url"} & set(form.changed_data):
            show_again([obj])

    @admin.action(description=_("Check the selected links first, at the next run"), permissions=["change"])
    def mark_for_checking(self, request: HttpRequest, links: Any) -> None:
        number = links.mark_for_checking()
        sentence = ngettext("%(number)d link will be checked.", "%(number)d links will be checked.", number)
        self.message_user(request, sentence % {"number": number}, messages.SUCCESS)

    @admin.display(description=_("address"), ordering="url")
    def address(self, link: Link) -> str:
        return Truncator(link.url).chars(70)

    @admin.display(description=_("moved to"), ordering="moved_to")
    def new_address(self, link: Link) -> str:
        return Truncator(link.moved_to).chars(50)

    @admin.display(description=_("mentions"), ordering="uses")
    def uses(self, link: Any) -> int:
        return link.uses
