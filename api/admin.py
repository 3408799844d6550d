from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.debug import sensitive_variables

from .models import Token


@admin.register(Token)
class TokenAdmin(admin.ModelAdmin):
    """Whoever is on the staff makes tokens for themselves and revokes them.

    What a token is stands on the page that answers to its making and nowhere else: not in a message, a
    session or a log. Admin pages are kept by no cache.
    """

    list_display = ["name", "user", "made_at", "used_at", "revoked_at"]
    list_select_related = ["user"]
    fields = ["name"]
    readonly_fields = ["user", "made_at", "used_at", "revoked_at"]
    actions = ["revoke"]

    def get_queryset(self, request: HttpRequest) -> Any:
        tokens: Any = super().get_queryset(request)
        return tokens.listed_for(request.user)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return ["name", *self.readonly_fields] if obj else ["name"]

    def has_module_permission(self, request: HttpRequest) -> bool:
        return is_staff(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return is_staff(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return is_staff(request)

    def has_revoke_permission(self, request: HttpRequest) -> bool:
        return is_staff(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @sensitive_variables("secret")
    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        made, secret = Token.objects.make(request.user, obj.name)
        obj.pk, obj.user, obj.secret = made.pk, made.user, secret

    def response_add(
        self, request: HttpRequest, obj: Any, post_url_continue: str | None = None
    ) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "title": _("The new token"),
            "opts": self.opts,
            "token": obj,
            "secret": obj.secret,
        }
        return TemplateResponse(request, "admin/api/token/made.html", context)

    @admin.action(description=_("Revoke the chosen tokens"), permissions=["revoke"])
    def revoke(self, request: HttpRequest, queryset: Any) -> None:
        number = queryset.revoke()
        done = ngettext("%(number)s token was revoked.", "%(number)s tokens were revoked.", number) % {
            "number": number
        }
        self.message_user(request, done, messages.SUCCESS)


def is_staff(request: HttpRequest) -> bool:
    return request.user.is_active and request.user.is_staff
