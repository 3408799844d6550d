"""From an address to its file: the answer of the site, with links that hold among files."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.template.loader import render_to_string

from .addresses import Address, BadAddressError, relative, to_file, to_url
from .asking import Answer, Site, read_asset
from .folder import Folder
from .kinds import companions
from .links import links_of_asset, locations, with_links, with_policy
from .ways import EXTRAS, INDEX_OF_SEARCH, NO_JEKYLL, NOT_FOUND, SEARCH, Ways

PAGE = "text/html"
POLICY = "Content-Security-Policy"


@dataclass(frozen=True)
class Made:
    """What became of an address; `trouble` is empty where a file stands for it, and `is_fault` says that the
    program is to blame for it, rather than who wrote a link there.

    `leads` are the addresses that it leads to, `broken` what could be no address, `left_out` the documents
    that were first met here and are not exported.
    """

    address: Address
    file: str = ""
    size: int = 0
    is_new: bool = False
    etag: str = ""
    leads: tuple[Address, ...] = ()
    broken: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()
    trouble: str = ""
    is_fault: bool = False


@dataclass
class Draft:
    """What one answer turns out to lead to while its file is made."""

    address: Address
    leads: dict[Address, None] = field(default_factory=dict)
    broken: list[str] = field(default_factory=list)

    @cached_property
    def url(self) -> str:
        return to_url(to_file(self.address))


@dataclass
class Maker:
    """Makes files in a folder for a site that will stand at `base`, which ends in a slash."""

    base: str
    site: Site
    ways: Ways
    folder: Folder
    words: Callable[[], bytes]

    def make(self, address: Address) -> Made:
        try:
            return self.make_at(address, to_file(address))
        except BadAddressError:
            return Made(address, trouble="is no path that a file can have")

    def make_at(self, address: Address, file: str) -> Made:
        draft = Draft(address)
        if address.path in EXTRAS:
            return self.made(draft, file, self.made_up(draft))
        if address.path.startswith(settings.STATIC_URL):
            return self.asset(draft, file)
        etag = self.folder.etag(file)
        answer = self.site.ask(address, lambda path: self.absolute(draft, path), etag)
        return self.answered(draft, file, answer, etag)

    def answered(self, draft: Draft, file: str, answer: Answer, etag: str) -> Made:
        if answer.status == 304 and etag:
            size = (self.folder.root / file).stat().st_size
            return Made(draft.address, file, size, etag=etag)
        if answer.status in (301, 302):
            return self.moved(draft, answer)
        if answer.status != 200:
            return Made(draft.address, trouble=f"answers {answer.status}", is_fault=answer.status >= 500)
        is_picture = answer.kind.startswith("image/")
        return self.made(
            draft, file, self.content(draft, answer), answer.headers.get("ETag", "") if is_picture else ""
        )

    def made(self, draft: Draft, file: str, content: bytes, etag: str = "") -> Made:
        is_new = self.folder.take(file, content)
        leads, left_out = tuple(draft.leads), self.ways.take_left_out()
        return Made(draft.address, file, len(content), is_new, etag, leads, tuple(draft.broken), left_out)

    def content(self, draft: Draft, answer: Answer) -> bytes:
        """What the file holds: pages with links among files, sitemaps and all else as it is answered."""
        if answer.kind == PAGE:
            return self.page(draft, answer)
        if answer.kind == "application/xml":
            for address in locations(answer.content.decode()):
                self.note(draft, f"/{address.removeprefix(self.base)}")
        return answer.content

    def page(self, draft: Draft, answer: Answer) -> bytes:
        for path in companions(draft.address.path) if not draft.address.cursor else []:
            draft.leads[Address(path)] = None
        html = with_links(answer.content.decode(), lambda href: self.lead(draft, href))
        return with_policy(html, answer.headers.get(POLICY, "")).encode()

    def made_up(self, draft: Draft) -> bytes:
        if draft.address.path == INDEX_OF_SEARCH:
            return self.words()
        if draft.address.path == NO_JEKYLL:
            return b""
        answer = self.site.ask(Address(NOT_FOUND), lambda path: self.absolute(draft, path))
        return self.content(draft, answer)

    def asset(self, draft: Draft, file: str) -> Made:
        path = draft.address.path
        content = read_asset(path.removeprefix(settings.STATIC_URL))
        if content is None:
            return Made(draft.address, trouble="is no static file", is_fault=True)
        if path.endswith((".css", ".js")):
            for found in links_of_asset(path, content.decode()):
                draft.leads[Address(unquote(found))] = None
        return self.made(draft, file, content)

    def moved(self, draft: Draft, answer: Answer) -> Made:
        """A page that leads on, as far as a file can."""
        url = self.lead(draft, answer.headers["Location"])
        if url is None or not draft.leads:
            return Made(draft.address, trouble="leads to what is not exported")
        canonical = self.absolute(draft, answer.headers["Location"])
        page = Address(f"{draft.address.path.rstrip('/')}/", draft.address.cursor)
        html = render_to_string("notes/moved.html", {"url": url, "canonical": canonical})
        return self.made(draft, to_file(page), html.encode())

    def note(self, draft: Draft, href: str) -> str | None:
        """Where a link leads below the root, once it is noted that this page leads there."""
        try:
            target = self.ways.from_page(draft.address, href)
        except (BadAddressError, ValueError):
            draft.broken.append(href)
            return None
        if target is None:
            return None
        draft.leads[target.address] = None
        return target.url

    def lead(self, draft: Draft, href: str) -> str | None:
        """A link as it stands in a file; the page for what is not found is shown at any depth."""
        url = self.note(draft, href)
        if url is None:
            return None
        if draft.address.path == NOT_FOUND:
            return f"{urlsplit(self.base).path}{url}"
        return relative(draft.url, url)

    def absolute(self, draft: Draft, location: str) -> str:
        """An address of the site as others are told of it; the front page where the export has nothing."""
        parts = urlsplit(location)
        if parts.scheme or location == "/":
            return location if parts.scheme else self.base
        return f"{self.base}{self.note(draft, location) or ''}"


def first_addresses(has_search: bool = True) -> list[Address]:
    """Where a crawl of the site begins."""
    paths = ["/", "/robots.txt", "/sitemap.xml", SEARCH, NOT_FOUND, NO_JEKYLL]
    return [Address(path) for path in [*([INDEX_OF_SEARCH] if has_search else []), *paths]]
