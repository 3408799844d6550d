"""Where a link of the site leads in the export."""

from collections.abc import Collection
from dataclasses import dataclass, field
from functools import lru_cache
from urllib.parse import unquote, urljoin, urlsplit

from django.conf import settings

from .addresses import Address, to_address, to_file, to_url
from .asking import Site
from .kinds import COMBINED, GATHERING, Key, is_off, key_of, match_of, of_one_tag

SEARCH = "/search/"
INDEX_OF_SEARCH = "/search/index.bin"
NOT_FOUND = "/404.html"
NO_JEKYLL = "/.nojekyll"
EXTRAS = {INDEX_OF_SEARCH, NOT_FOUND, NO_JEKYLL}
MOST_REDIRECTS = 5


@dataclass(frozen=True)
class Target:
    """Where a link leads below the root of the export, percent-encoded, and what must stand there."""

    url: str
    address: Address


@dataclass
class Ways:
    """The ways between exported pages. `listed` are the keys of the documents, tags and authors among them.

    What is unlisted has tags and authors that nobody sees: where the export `shows_unlisted`, links to these
    are taken off. `left_out` are the addresses of documents that links lead to and that are not exported.
    """

    site: Site
    listed: Collection[Key]
    shows_unlisted: bool = False
    left_out: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.find = lru_cache(maxsize=2**17)(self.find_target)

    def take_left_out(self) -> tuple[str, ...]:
        """Those that were met since this was asked last."""
        met = tuple(self.left_out)
        self.left_out.clear()
        return met

    def from_page(self, page: Address, href: str) -> Target | None:
        """The target of a link as it stands on a page, None where the export has nothing like it."""
        return self.find(href if href.startswith("/") else urljoin(page.path, href))

    def find_target(self, href: str) -> Target | None:
        parts = urlsplit(href)
        address = self.to_exported(unquote(parts.path), parts.query)
        if address is None:
            return None
        query = f"?{parts.query}" if address.path == SEARCH and parts.query else ""
        fragment = f"#{parts.fragment}" if parts.fragment else ""
        return Target(f"{to_url(to_file(address))}{query}{fragment}", address)

    def to_exported(self, path: str, query: str = "", redirects: int = 0) -> Address | None:
        if path in EXTRAS or path.startswith(settings.STATIC_URL):
            return Address(path)
        match = match_of(path)
        if match is None and not path.endswith("/"):
            path, match = f"{path}/", match_of(f"{path}/")
        if match is None:
            return self.to_unknown(path, redirects)
        if is_off(match):
            return None
        if match.view_name in COMBINED and "+" in path:
            return self.to_exported(of_one_tag(path, match), query, redirects)
        key = key_of(match)
        if key is None or key in self.listed:
            return to_address(path, query)
        return None if key[0] in GATHERING and self.shows_unlisted else self.to_unknown(path, redirects)

    def to_unknown(self, path: str, redirects: int) -> Address | None:
        """What the site says of an address that stands in no list: moved, left out, or not there."""
        answer = self.site.ask(Address(path), str)
        if answer.status in (301, 302) and redirects < MOST_REDIRECTS:
            moved = urlsplit(answer.headers["Location"])
            return self.to_exported(unquote(moved.path), moved.query, redirects + 1)
        if answer.status == 200:
            self.left_out.add(path)
            return None
        return Address(path)
