"""The one way out: every request that this program sends goes through `Client`.

Nothing is asked but by http or https, on the usual ports, of public addresses; at most five redirects, each
under the same rules; 5 MB after decompression; 10 seconds, waiting for one's turn apart. Proxies that the
environment names are not used, since behind a proxy nobody can check what is connected to.
"""

import re
import ssl
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import cache

import httpcore2
import httpx2
from django.utils.translation import gettext as _

from .connecting import Deadline, GuardedBackend, GuardedTransport, UnknownName
from .failures import (
    AskingFailed,
    LeadsNowhere,
    NoSuchHost,
    NotAllowed,
    NothingThere,
    NotTrusted,
    TimedOut,
    Unreachable,
    Unreadable,
)
from .guard import Gate
from .pace import Pace

SECONDS = 10.0
MOST_BYTES = 5_000_000
MOST_REDIRECTS = 5
TRIES = 3
ANSWERS_LATER = {429, 503}
REDIRECTS = {301, 302, 303, 307, 308}
PACE = Pace()


@dataclass(frozen=True)
class Answer:
    """What came back from `url`, where the last redirect led; `body` is decompressed."""

    url: str
    status: int
    headers: httpx2.Headers
    body: bytes = b""


class Client:
    """`patience` is how many seconds to wait in all where a host asks to come back later.

    `mailto` is the owner's address for services that ask for one, or ''.
    """

    def __init__(
        self,
        user_agent: str,
        *,
        patience: float = 5.0,
        seconds: float = SECONDS,
        gate: Gate | None = None,
        mailto: str = "",
        pace: Pace = PACE,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.user_agent, self.mailto = user_agent, mailto
        self.patience, self.seconds = patience, seconds
        self.gate, self.pace, self.sleep = gate or Gate(), pace, sleep

    def get(self, url: str, *, accept: str = "*/*") -> Answer:
        """What stands at an address. Raises AskingFailed for whatever is not an answer 200."""
        patience = self.patience
        for tries_left in reversed(range(TRIES)):
            answer = self.follow(url, accept)
            if answer.status not in ANSWERS_LATER:
                break
            wait = to_seconds(answer.headers.get("retry-after", ""), default=2.0 ** (TRIES - tries_left - 1))
            if not tries_left or wait > patience:
                raise AskingFailed(too_busy(answer.url, wait))
            patience -= wait
            self.sleep(wait)
        if answer.status in {404, 410}:
            raise NothingThere(_("There is nothing at %(url)s.") % {"url": answer.url})
        if answer.status != 200:
            sentence = _("%(host)s answered with an error (%(status)s).")
            raise AskingFailed(sentence % {"host": host_of(answer.url), "status": answer.status})
        return answer

    def follow(self, url: str, accept: str) -> Answer:
        *_redirects, answer = self.hops(url, "GET", accept)
        return answer

    def trace(self, url: str, method: str) -> Iterator[Answer]:
        """The answers from an address to where its redirects lead, whatever their status; no body is read.

        Asked once, however busy a host says that it is. Raises AskingFailed where the next one does not come.
        """
        return self.hops(url, method, "*/*", is_read=False)

    def hops(self, url: str, method: str, accept: str, *, is_read: bool = True) -> Iterator[Answer]:
        left = self.seconds
        for _hop in range(MOST_REDIRECTS + 1):
            target = self.check(url)
            self.pace.wait_for(target.host)
            began = time.monotonic()
            answer = self.ask(target, method, accept, left, is_read=is_read)
            left -= time.monotonic() - began
            yield answer
            if answer.status not in REDIRECTS or "location" not in answer.headers:
                return
            url = redirected(target, answer.headers["location"])
        raise LeadsNowhere(_("%(host)s only leads from one address to the next.") % {"host": target.host})

    def check(self, url: str) -> httpx2.URL:
        """An address that may be asked at all; what it leads to is checked when it is connected to."""
        try:
            target = httpx2.URL(url)
        except (httpx2.InvalidURL, ValueError):
            raise NotAllowed(_("“%(url)s” is no address on the web.") % {"url": url[:200]}) from None
        port = target.port or (443 if target.scheme == "https" else 80)
        if target.scheme not in {"http", "https"} or not target.host or target.userinfo:
            raise NotAllowed(_("“%(url)s” is no address on the web.") % {"url": url[:200]})
        if not self.gate.lets_port(port):
            sentence = _("%(host)s is asked at a port that is not one of the web (%(port)s).")
            raise NotAllowed(sentence % {"host": target.host, "port": port})
        return target

    def ask(
        self, url: httpx2.URL, method: str, accept: str, seconds: float, *, is_read: bool = True
    ) -> Answer:
        headers = {"User-Agent": self.user_agent, "Accept": accept, "Accept-Encoding": "gzip"}
        deadline = Deadline(seconds)
        transport = GuardedTransport(GuardedBackend(self.gate, deadline), trusted())
        try:
            with (
                httpx2.Client(transport=transport, trust_env=False, timeout=self.seconds) as client,
                client.stream(method, url, headers=headers) as response,
            ):
                body = read(response, deadline) if is_read and response.status_code == 200 else b""
                return Answer(str(url), response.status_code, response.headers, body)
        except (httpcore2.TimeoutException, httpx2.TimeoutException) as error:
            sentence = _("%(host)s did not answer within %(seconds)d seconds.")
            raise TimedOut(sentence % {"host": url.host, "seconds": self.seconds}) from error
        except (httpx2.DecodingError, httpcore2.ProtocolError) as error:
            sentence = _("%(host)s answered with something that cannot be read.")
            raise Unreadable(sentence % {"host": url.host}) from error
        except (httpcore2.NetworkError, httpx2.HTTPError, OSError) as error:
            sentence = _("%(host)s cannot be reached: %(reason)s.")
            raise kind_of(error)(sentence % {"host": url.host, "reason": reason_of(error)}) from error


def read(response: httpx2.Response, deadline: Deadline) -> bytes:
    """The body, decompressed piece by piece so that a small one cannot become a large one."""
    if response.headers.get("content-encoding", "identity").strip().lower() not in {"identity", "gzip"}:
        raise httpx2.DecodingError("an encoding that was not asked for")
    body = bytearray()
    for piece in response.iter_bytes():
        deadline.left()
        body += piece
        if len(body) > MOST_BYTES:
            sentence = _("The answer of %(host)s is larger than 5 MB.")
            raise AskingFailed(sentence % {"host": host_of(str(response.url))})
    return bytes(body)


@cache
def trusted() -> ssl.SSLContext:
    """The certificates that the system trusts."""
    return httpx2.create_ssl_context(trust_env=False)


def host_of(url: str) -> str:
    return httpx2.URL(url).host


def kind_of(error: BaseException | None) -> type[AskingFailed]:
    """What kept us from a host; of certificates the errors know that this one was made of."""
    if isinstance(error, UnknownName):
        return NoSuchHost
    while error and not isinstance(error, ssl.SSLError):
        error = error.__cause__ or error.__context__
    return NotTrusted if error else Unreachable


def reason_of(error: Exception) -> str:
    """What the system says, without its number."""
    return re.sub(r"^\[Errno -?\d+\] ", "", str(error)).rstrip(".")


def redirected(url: httpx2.URL, location: str) -> str:
    try:
        return str(url.join(location))
    except (httpx2.InvalidURL, ValueError):
        sentence = _("%(host)s leads to something that is no address.")
        raise NotAllowed(sentence % {"host": url.host}) from None


def too_busy(url: str, seconds: float) -> str:
    sentence = _("%(host)s is busy and asks to come back in %(seconds)d seconds.")
    return sentence % {"host": host_of(url), "seconds": max(1, round(seconds))}


def to_seconds(retry_after: str, *, default: float) -> float:
    """What `Retry-After` says (RFC 9110, section 10.2.3): seconds, or a date; not negative."""
    text = retry_after.strip()
    if text.isascii() and text.isdigit() and len(text) < 10:
        return float(text)
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError):
        return default
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return max(0.0, (moment - datetime.now(UTC)).total_seconds())
