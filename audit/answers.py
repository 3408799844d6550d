"""Asking the site, and what its pages lead to and load."""

import gzip
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.message import Message
from html.parser import HTMLParser
from urllib.parse import urldefrag, urljoin, urlsplit

FEEDS = {"application/atom+xml", "application/feed+json"}
LEADS = {"a", "area"}


@dataclass(frozen=True)
class Answer:
    address: str
    status: int
    headers: Message
    body: bytes

    @property
    def kind(self) -> str:
        """The content type, without parameters."""
        return self.headers.get_content_type()

    @property
    def text(self) -> str:
        return self.body.decode("utf-8")

    @property
    def path(self) -> str:
        return urlsplit(self.address)._replace(scheme="", netloc="").geturl()


class NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *arguments: object) -> None:
        return None


OPENER = urllib.request.build_opener(NoRedirect)


def ask(address: str, *, method: str = "GET") -> Answer:
    """The answer to an anonymous reader, whatever its status; redirects are not followed."""
    request = urllib.request.Request(address, method=method, headers={"Accept-Encoding": "gzip"})
    try:
        response = OPENER.open(request, timeout=30)
    except urllib.error.HTTPError as error:
        response = error
    with response:
        body = response.read()
    if response.headers.get("Content-Encoding") == "gzip":
        body = gzip.decompress(body)
    return Answer(address, response.status, response.headers, body)


@dataclass
class Links(HTMLParser):
    """Addresses in a page: where it leads, and which feeds it names."""

    base: str
    leads: list[str] = field(default_factory=list)
    feeds: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = dict(attrs)
        address = attributes.get("href")
        if address is None:
            return
        address = urldefrag(urljoin(self.base, address)).url
        if tag in LEADS:
            self.leads.append(address)
        elif tag == "link" and "alternate" in (attributes.get("rel") or "").split():
            (self.feeds if attributes.get("type") in FEEDS else self.leads).append(address)


def links_of(answer: Answer) -> Links:
    links = Links(answer.address)
    links.feed(answer.text)
    links.close()
    return links


def on_site(addresses: list[str], site: str) -> Iterator[str]:
    """Those of the same site, as they are asked for."""
    for address in addresses:
        parts = urlsplit(address)
        if f"{parts.scheme}://{parts.netloc}" == site:
            yield address if parts.path else f"{address}/"
