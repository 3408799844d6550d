"""Who writes here: staff who may add or change some kind of document."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import user_passes_test
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from passages.models import Document, document_models
from passages.visibility import Reader

View = Callable[..., HttpResponse]


def may_write(user: Reader) -> bool:
    """Whether somebody is on the staff and may add or change documents of any kind."""
    return user.is_active and user.is_staff and any(may_write_in(user, model) for model in document_models())


def may_write_in(user: Reader, model: type[Document]) -> bool:
    """Whether somebody may add or change documents of that kind."""
    app, name = model._meta.app_label, model._meta.model_name
    return any(user.has_perm(f"{app}.{action}_{name}") for action in ("add", "change"))


def for_writers(view: View) -> View:
    """A page: others are asked to sign in."""
    return user_passes_test(may_write)(view)


def answering_writers(view: View) -> View:
    """What a script asks: others are told in JSON, with 403, to sign in; nobody keeps its answers."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not may_write(request.user):
            return JsonResponse({"problem": _("Sign in to go on.")}, status=403)
        return view(request, *args, **kwargs)

    return never_cache(guarded)
