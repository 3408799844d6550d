"""The writing desk: Django's admin, with the pages that belong to no single model."""

from typing import Any

from django.conf import settings
from django.contrib.admin import AdminSite, ModelAdmin
from django.contrib.auth.views import PasswordChangeView
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from accounts.factor_views import second_factor
from accounts.forms import OwnPasswordForm, SignInForm
from accounts.views import where_signed_in
from desk.doctor import views as doctor
from desk.doctor.checking import kinds_of
from desk.quick.forms import QuickForm
from desk.quick.saved import saved_by
from desk.today import today_of
from passages.keys import CopesWithKeys
from passages.models import Document
from passages.models.kinds import type_id

from . import clashes

# What one goes to most comes first.
APPS = ["notes", "papers", "topics", "passages"]


class DeskSite(AdminSite):
    site_header = site_title = settings.SITE_TITLE
    index_title = _("Writing desk")
    login_form = SignInForm

    def register(self, model_or_iterable: Any, admin_class: Any = None, **options: Any) -> None:
        """Every page copes with keys that no row can have, Django's own among them."""
        page = admin_class or ModelAdmin
        super().register(model_or_iterable, type(page.__name__, (CopesWithKeys, page), {}), **options)

    def get_urls(self) -> list[Any]:
        own: list[Any] = [
            path("doctor/", self.admin_view(doctor.doctor), name="doctor"),
            path("doctor/mend/", self.admin_view(doctor.mend), name="doctor_mend"),
            path("doctor/left/", self.admin_view(doctor.left), name="doctor_left"),
            path("second-factor/", self.admin_view(second_factor), name="second_factor"),
            path("signed-in/", self.admin_view(where_signed_in), name="signed_in"),
            path("clashes/<int:pk>/", self.admin_view(clashes.decide), name="clash"),
            path(
                "r/<path:content_type_id>/<path:object_id>/",
                self.admin_view(self.page_on_site),
                name="view_on_site",
            ),
        ]
        return own + super().get_urls()

    def page_on_site(self, request: HttpRequest, content_type_id: str, object_id: str) -> HttpResponse:
        """Where a row is shown to readers. Django tells that of any row, and addresses are made of titles."""
        for model, page in self._registry.items():
            if str(type_id(model)) == content_type_id and page.has_view_or_change_permission(request):
                row: Any = page.get_object(request, object_id)
                if hasattr(row, "get_absolute_url"):
                    return redirect(row.get_absolute_url())
        raise Http404

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        apps = super().get_app_list(request, app_label)
        return sorted(apps, key=lambda app: (*APPS, app["app_label"]).index(app["app_label"]))

    def password_change(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """As Django's, with a form that counts guesses of the old password."""
        page = PasswordChangeView.as_view(
            form_class=OwnPasswordForm,
            success_url=reverse("admin:password_change_done"),
            extra_context={**self.each_context(request), **(extra_context or {})},
        )
        return page(request)

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        """Quick entry, what there is today, and the lists."""
        user: Any = request.user
        may_add = user.has_perm("notes.add_entry")
        context = {
            "form": QuickForm.new(user, is_on_desk=True) if may_add else None,
            "saved": saved_by(request),
            "today": today_of(user),
            "deleted": [to_deleted(model) for model in kinds_of(user)],
        }
        return super().index(request, context | (extra_context or {}))


def to_deleted(model: type[Document]) -> tuple[str, str]:
    """What documents of a kind are called, and the page of those that were deleted."""
    meta = model._meta
    return capfirst(str(meta.verbose_name_plural)), reverse(
        f"admin:{meta.app_label}_{meta.model_name}_deleted"
    )
