"""Who may see what: the one rule behind every `visible_to(user)`.

A user is an owner of a kind of document when the permission to change it is theirs. Owners see everything;
readers see what is public, and what is unlisted only at its own address. A private site shows nothing to
anybody who has not signed in.
"""

from django.conf import settings
from django.contrib.auth.models import AnonymousUser, User
from django.db import models
from django.utils.translation import gettext_lazy as _

Reader = User | AnonymousUser


class Visibility(models.TextChoices):
    PUBLIC = "public", _("public")
    UNLISTED = "unlisted", _("unlisted (only by its address)")
    PRIVATE = "private", _("private (owners only)")


def is_owner(user: Reader, model: type[models.Model]) -> bool:
    meta = model._meta
    return user.is_authenticated and user.has_perm(f"{meta.app_label}.change_{meta.model_name}")


def visibilities_for(user: Reader, *, at_address: bool) -> list[Visibility]:
    """What somebody who owns nothing may see, in lists or at a document's own address."""
    if settings.SITE_PRIVATE and not user.is_authenticated:
        return []
    return [Visibility.PUBLIC, Visibility.UNLISTED] if at_address else [Visibility.PUBLIC]
