"""Ask for one page: HEAD, and GET where the answer to that may be no answer for readers."""

from dataclasses import dataclass

from passages.health import Health, Why
from web.client import Client, to_seconds
from web.failures import (
    AskingFailed,
    LeadsNowhere,
    NoSuchHost,
    NotAllowed,
    NotTrusted,
    TimedOut,
    Unreachable,
    Unreadable,
)

from .verdicts import BUSY, REFUSED, Hop, Verdict, judge

# How long to stay away from a host that is busy and does not say how long.
PAUSE = 30.0  # seconds

# The first that fits.
WHY: tuple[tuple[type[AskingFailed], Why], ...] = (
    (NoSuchHost, Why.NO_HOST),
    (NotTrusted, Why.UNTRUSTED),
    (Unreachable, Why.UNREACHABLE),
    (TimedOut, Why.LATE),
    (Unreadable, Why.UNREADABLE),
    (LeadsNowhere, Why.LOOP),
    (NotAllowed, Why.FORBIDDEN),
)
# What servers do that do not know HEAD.
PERHAPS_FOR_HEAD = {Why.UNREACHABLE, Why.LATE, Why.UNREADABLE, Why.LOOP, Why.FRONT_PAGE}


@dataclass(frozen=True)
class Reply:
    """`come_back` is in how many seconds a busy host wants to be asked again, None where it is not busy."""

    verdict: Verdict
    has_answered: bool = False
    come_back: float | None = None


def ask(url: str, client: Client) -> Reply:
    """What is at an address; no text is read, and a fragment is not sent."""
    reply = ask_by("HEAD", url, client)
    return ask_by("GET", url, client) if is_doubtful(reply.verdict) else reply


def is_doubtful(verdict: Verdict) -> bool:
    """Whether the answer to HEAD may differ from what GET would be told."""
    if verdict.status >= 300 and verdict.status not in (REFUSED | BUSY) - {403}:
        return True
    return verdict.health == Health.UNKNOWN and verdict.why in PERHAPS_FOR_HEAD


def ask_by(method: str, url: str, client: Client) -> Reply:
    hops: list[Hop] = []
    come_back = None
    try:
        for answer in client.trace(url, method):
            hops.append(Hop(answer.url if hops else url, answer.status))
            is_busy = answer.status in BUSY
            come_back = to_seconds(answer.headers.get("retry-after", ""), default=PAUSE) if is_busy else None
    except AskingFailed as failure:
        return Reply(Verdict(Health.UNKNOWN, why_failed(failure), reason=str(failure)), bool(hops))
    return Reply(judge(hops), has_answered=True, come_back=come_back)


def why_failed(failure: AskingFailed) -> Why:
    return next((why for kind, why in WHY if isinstance(failure, kind)), Why.ODD)
