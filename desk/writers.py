"""Who writes here: staff who may add or change some kind of document."""

from collections.abc import Callable

from django.contrib.auth.decorators import user_passes_test
from django.http import HttpResponse

from passages.models import document_models
from passages.visibility import Reader

View = Callable[..., HttpResponse]


def may_write(user: Reader) -> bool:
    if not (user.is_active and user.is_staff):
        return False
    names = [(model._meta.app_label, model._meta.model_name) for model in document_models()]
    return any(user.has_perm(f"{app}.{verb}_{name}") for app, name in names for verb in ("add", "change"))


def for_writers(view: View) -> View:
    """A page: others are asked to sign in."""
    return user_passes_test(may_write)(view)
