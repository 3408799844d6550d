"""From what a host answered to what is known of a link. Pure.

A page is gone when its host says so (404, 410). A host that the domain name system does not know, and a site
that leads from a page of its own to its front page, may mean the same or a bad week: only three checks one
after the other that find just this, the first of them two weeks before the last, say that the page is gone.
Anything else that is no page leaves it open.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from passages.addresses import canonical_url, domain_of
from passages.health import Health, Why

PERMANENT = {301, 308}
GONE = {404, 410}
REFUSED = {401, 402, 403, 407, 451}
BUSY = {429, 503}

SLOW = {Why.NO_HOST, Why.FRONT_PAGE}
CHECKS = 3
DAYS = timedelta(days=14)

FRONT_PAGE = re.compile(
    r"/(?:(?:index|default|home)(?:\.\w{1,5})?/?|[a-z]{2}(?:[-_][a-z]{2})?/?)?", re.IGNORECASE
)


@dataclass(frozen=True)
class Hop:
    """One answer on the way; the redirects come first."""

    url: str
    status: int


@dataclass(frozen=True)
class Verdict:
    """What one check found. `status` is the last answer's, 0 where there was none; `moved_to` an address of
    another page that answered; `reason` a sentence, where there is more to say than `why` does."""

    health: Health
    why: Why | None = None
    status: int = 0
    moved_to: str = ""
    reason: str = ""


@dataclass(frozen=True)
class Past:
    """An earlier check."""

    checked_at: datetime
    why: str


def judge(hops: Sequence[Hop]) -> Verdict:
    """What the answers to one question say; there is at least one."""
    first, last = hops[0], hops[-1]
    if last.status in GONE:
        return Verdict(Health.GONE, Why.NOT_FOUND, last.status)
    if not 200 <= last.status < 300:
        return Verdict(Health.UNKNOWN, why_open(last.status), last.status)
    if is_lost(first.url, last.url):
        return Verdict(Health.UNKNOWN, Why.FRONT_PAGE, last.status)
    moved_to = moved(hops)
    return Verdict(Health.MOVED if moved_to else Health.OK, None, last.status, moved_to)


def why_open(status: int) -> Why:
    if status in REFUSED:
        return Why.REFUSED
    if status in BUSY:
        return Why.BUSY
    return Why.ERROR if 500 <= status < 600 else Why.ODD


def moved(hops: Sequence[Hop]) -> str:
    """Where the permanent redirects (301, 308) before any other lead, '' if that is the same address."""
    lasting = next((number for number, hop in enumerate(hops) if hop.status not in PERMANENT), len(hops) - 1)
    first, last = (canonical_url(hops[number].url.partition("#")[0]) or "" for number in (0, lasting))
    return "" if last == first else last


def is_lost(asked: str, answered: str) -> bool:
    """Whether a page was asked for and a front page came: that of its own site, or, in place of a page that
    lies deep in one, that of any site. A short address may well stand for the front page of another site."""
    if is_front_page(asked) or not is_front_page(answered):
        return False
    ours, theirs = domain_of(asked), domain_of(answered)
    is_same_site = ours == theirs or ours.endswith(f".{theirs}") or theirs.endswith(f".{ours}")
    return is_same_site or urlsplit(asked).path.strip("/").count("/") > 0


def is_front_page(url: str) -> bool:
    """Whether an address names no page in a site: "/", "/index.html", "/en/"."""
    parts = urlsplit(url)
    return not parts.query and FRONT_PAGE.fullmatch(parts.path) is not None


def settle(verdict: Verdict, earlier: Sequence[Past], now: datetime) -> Verdict:
    """The verdict in the light of earlier checks, the newest first: what was found often enough is so."""
    if verdict.why not in SLOW:
        return verdict
    same = [now]
    for past in earlier:
        if past.why == verdict.why:
            same.append(past.checked_at)
        elif past.why != Why.OFFLINE:
            break
    if len(same) >= CHECKS and now - same[-1] >= DAYS:
        return Verdict(Health.GONE, verdict.why, verdict.status, reason=verdict.reason)
    return verdict
