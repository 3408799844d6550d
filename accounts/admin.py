from typing import Any

from django.conf import settings
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.contrib.admin.utils import unquote
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice

from .models import KEPT, SignInEvent

# Their own pages would show one user's secret to another; /admin/second-factor/ is for one's own.
admin.site.unregister([StaticDevice, TOTPDevice])
admin.site.unregister(User)


@admin.register(User)
class AccountAdmin(UserAdmin):
    def user_change_password(self, request: HttpRequest, id: str, form_url: str = "") -> HttpResponse:
        """One's own takes the old one, so that a browser that was left open is no place to set another."""
        if self.get_object(request, unquote(id)) == request.user:
            return redirect("admin:password_change")
        return super().user_change_password(request, id, form_url)


class ReadOnlyAdmin(admin.ModelAdmin):
    list_display_links = None
    list_per_page = 50

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(SignInEvent)
class SignInEventAdmin(ReadOnlyAdmin):
    """The log of sign-ins: whoever is on the staff sees their own, a superuser those of all."""

    list_display = ["happened_at", "shown_name", "shown_kind", "shown_browser", "shown_address"]
    list_filter = ["kind"]
    search_fields = ["name", "address", "browser"]
    show_full_result_count = False
    change_list_template = "admin/accounts/sign_ins.html"

    def get_queryset(self, request: HttpRequest) -> Any:
        events: Any = super().get_queryset(request)
        return events.listed_for(request.user)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return is_staff(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return is_staff(request)

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        context = {"title": _("Sign-ins"), "days": KEPT.days, "is_behind_proxy": is_behind_proxy(request)}
        return super().changelist_view(request, context | (extra_context or {}))

    @admin.display(description=_("name"), ordering="name")
    def shown_name(self, event: SignInEvent) -> str:
        return event.name or gettext("no such name")

    @admin.display(description=_("what happened"), ordering="kind")
    def shown_kind(self, event: SignInEvent) -> str:
        kind = event.get_kind_display()
        return f"{kind} ({event.get_factor_display()})" if event.factor else kind

    @admin.display(description=_("address"), ordering="address")
    def shown_address(self, event: SignInEvent) -> str:
        return event.address or "–"

    @admin.display(description=_("browser"))
    def shown_browser(self, event: SignInEvent) -> str:
        return event.browser_name or "–"


@admin.register(LogEntry)
class LogEntryAdmin(ReadOnlyAdmin):
    """Django's log of what was changed at the desk and by whom, for superusers.

    What a text said before stands in its history.
    """

    list_display = ["action_time", "user", "content_type", "__str__"]
    list_filter = ["action_flag", "user"]
    list_select_related = ["user", "content_type"]
    search_fields = ["object_repr"]
    show_full_result_count = False

    def has_module_permission(self, request: HttpRequest) -> bool:
        return is_superuser(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return is_superuser(request)

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        return super().changelist_view(request, {"title": _("Log of changes")} | (extra_context or {}))


def is_staff(request: HttpRequest) -> bool:
    return request.user.is_active and request.user.is_staff


def is_superuser(request: HttpRequest) -> bool:
    return is_staff(request) and request.user.is_superuser


def is_behind_proxy(request: HttpRequest) -> bool:
    """Whether a proxy says whom it asks for, and the site was not told to believe it."""
    return not settings.TRUSTED_PROXIES and "X-Forwarded-For" in request.headers
