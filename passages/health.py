"""What is known of an address on the web, and why not more."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Health(models.TextChoices):
    UNKNOWN = "unknown", _("not known")
    OK = "ok", _("there")
    MOVED = "moved", _("moved")
    GONE = "gone", _("gone")


class Why(models.TextChoices):
    """Why a check found what it found, where the answer was no page at the address itself."""

    NOT_FOUND = "not-found", _("no such page")
    FRONT_PAGE = "front-page", _("leads to the front page of the site")
    REFUSED = "refused", _("the host does not let programs in")
    BUSY = "busy", _("the host is busy")
    ERROR = "error", _("the host has an error")
    ODD = "odd", _("an answer that says nothing")
    NO_HOST = "no-host", _("there is no such host")
    UNREACHABLE = "unreachable", _("no connection to the host")
    UNTRUSTED = "untrusted", _("the host has no valid certificate")
    LATE = "late", _("no answer in time")
    UNREADABLE = "unreadable", _("an answer that cannot be read")
    LOOP = "loop", _("leads from one address to the next without end")
    FORBIDDEN = "forbidden", _("leads to an address that must not be asked")
    OFFLINE = "offline", _("no host at all could be reached")
