"""What checks found, as rows: the history of each link, its health, and the texts that show it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from passages.addresses import LONGEST
from passages.health import Health
from passages.models import Link, LinkCheck, derive_again
from passages.models.referring import texts_with

from .verdicts import SLOW, Past, Verdict, settle

MOST_EARLIER = 50


@dataclass(frozen=True)
class Change:
    """A link whose health is another one now."""

    url: str
    before: str
    after: str
    verdict: Verdict


@transaction.atomic
def record(keys: Sequence[int], verdict: Verdict, now: datetime, *, is_dry_run: bool = False) -> list[Change]:
    """Write a verdict down for links that lead to one page, and derive the texts again that show it."""
    links = Link.objects.select_for_update().filter(pk__in=keys, is_by_hand=False)
    changes = [(link, change) for link in links if (change := record_one(link, verdict, now))]
    if is_dry_run:
        transaction.set_rollback(True)
    else:
        show_again(link for link, change in changes if Health.GONE in (change.before, change.after))
    return [change for _link, change in changes]


def record_one(link: Link, verdict: Verdict, now: datetime) -> Change | None:
    found = settle(verdict, earlier(link), now) if verdict.why in SLOW else verdict
    moved_to = with_section(found.moved_to, link.url)
    LinkCheck.objects.create(
        link=link,
        checked_at=now,
        health=found.health,
        why=found.why or "",
        status=found.status,
        moved_to=moved_to,
        reason=found.reason,
    )
    before, link.health = link.health, health_after(link.health, found.health)
    link.moved_to = moved_to or (link.moved_to if link.health == before else "")
    link.gone_since = (link.gone_since or now) if link.is_gone else None
    link.checked_at = now
    link.save(update_fields=["health", "moved_to", "gone_since", "checked_at"])
    return Change(link.url, before, link.health, found) if link.health != before else None


def earlier(link: Link) -> list[Past]:
    checks = LinkCheck.objects.newest_of(link)[:MOST_EARLIER]
    return [Past(check.checked_at, check.why) for check in checks]


def health_after(before: str, found: Health) -> str:
    """What is gone stays gone until a page answers."""
    return before if found == Health.UNKNOWN and before == Health.GONE else found


def with_section(moved_to: str, url: str) -> str:
    """The new address with the section of the old one, as browsers keep it; '' where it is too long."""
    section = url.partition("#")[2]
    whole = f"{moved_to}#{section}" if moved_to and section else moved_to
    return whole if len(whole) <= LONGEST else ""


def show_again(links: Iterable[Link]) -> None:
    """Derive the texts again in which links stand whose health or whose archived copy has changed."""
    keys = {key for link in links for key in texts_with(link)}
    derive_again(keys)
