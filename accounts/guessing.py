"""How often somebody may be wrong. django-axes counts and refuses; here stands what it counts by."""

from collections.abc import Mapping
from typing import Any

from axes.attempts import get_cool_off_threshold
from axes.handlers.database import AxesDatabaseHandler
from axes.helpers import get_client_username
from axes.models import AccessAttempt
from django.conf import settings
from django.db.models import Max, Q, Sum
from django.utils import timezone

from .models import SignInEvent

# How many times as many failures an account or an address may have on the whole.
ALL_OF_A_NAME = 5
ALL_OF_AN_ADDRESS = 10


class GuessingHandler(AxesDatabaseHandler):
    """Counts by name and address together, and more leniently by each of them alone.

    Guesses that come from many addresses so lock the name, but not for where its owner has signed in lately:
    else anybody could lock the owner out.
    """

    def get_failures(self, request: Any, credentials: dict | None = None) -> int:
        """The number that stands against the limit, in failures by name and address."""
        name, address = get_client_username(request, credentials), request.axes_ip_address
        here, of_name, of_address = count_failures(request, name, address)
        most = max(here, of_name // ALL_OF_A_NAME, of_address // ALL_OF_AN_ADDRESS)
        if here < settings.AXES_FAILURE_LIMIT <= most and SignInEvent.objects.is_known(name, address):
            return here
        return most


def count_failures(request: Any, name: str, address: str | None) -> tuple[int, int, int]:
    """Recent failures: of the name from the address, of the name, and from the address."""
    said = {"here": Q(username=name, ip_address=address), "name": Q(username=name)}
    said["address"] = Q(ip_address=address)
    recent = AccessAttempt.objects.filter(attempt_time__gte=get_cool_off_threshold(request))
    sums = recent.aggregate(
        **{key: Sum("failures_since_start", filter=condition, default=0) for key, condition in said.items()}
    )
    return sums["here"], sums["name"], sums["address"]


def seconds_locked(request: Any, credentials: Mapping[str, Any] | None) -> int:
    """For how long at most who asks has to wait: from the last failure that counted on."""
    name, address = get_client_username(request, credentials), request.axes_ip_address
    counted = AccessAttempt.objects.filter(Q(username=name) | Q(ip_address=address))
    last = counted.aggregate(last=Max("attempt_time"))["last"] or timezone.now()
    whole = settings.AXES_COOLOFF_TIME.total_seconds()
    return max(1, int(whole - (timezone.now() - last).total_seconds()))
