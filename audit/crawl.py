"""Every kind of page that a reader can come to, a few of each."""

from collections import Counter, deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, urlsplit

from django.urls import Resolver404, resolve

from audit.answers import FEEDS, Answer, ask, links_of, on_site
from audit.feeds import next_page
from tests.addresses import PUBLIC, all_patterns

PLAIN, FILTERED = 12, 3  # pages of one URL pattern; of it with one combination of filters
SEVERAL = ("several",)

# Of these the sample has none.
WITHOUT_SAMPLE = {"passages:image"}


@dataclass
class Crawl:
    """What the site at `address` answers, breadth first from the timeline.

    `counts` holds, by URL name and filters, how many pages of a kind were asked for.
    """

    site: str
    answers: list[Answer] = field(default_factory=list)
    feeds: list[Answer] = field(default_factory=list)
    counts: Counter[tuple[str, tuple[str, ...]]] = field(default_factory=Counter)
    seen: set[str] = field(default_factory=set)

    def follow(self, addresses: Iterable[str]) -> None:
        waiting = deque(addresses)
        while waiting:
            address = waiting.popleft()
            if address in self.seen or not self.is_wanted(address):
                continue
            self.seen.add(address)
            answer = ask(address)
            kept, found = self.file(answer)
            kept.append(answer)
            waiting.extend(on_site(found, self.site))

    def is_wanted(self, address: str) -> bool:
        """Whether the address is a public page of the site of which there are not enough yet."""
        parts = urlsplit(address)
        try:
            match = resolve(parts.path)
        except Resolver404:
            return False
        if "admin" in match.app_names:
            return False
        kind = match.view_name, filters_of(parts.query)
        if self.counts[kind] >= (FILTERED if parts.query else PLAIN):
            return False
        self.counts[kind] += 1
        return True

    def file(self, answer: Answer) -> tuple[list[Answer], list[str]]:
        """Where the answer belongs, and the addresses in it."""
        if answer.kind in FEEDS:
            return self.feeds, next_page(answer)
        if answer.kind != "text/html" or answer.status != 200:
            return self.answers, [answer.headers["Location"]] if answer.headers["Location"] else []
        links = links_of(answer)
        return self.answers, [*links.feeds, *links.leads]

    def names(self) -> set[str]:
        return {name for name, _ in self.counts}

    def complete(self) -> None:
        """Ask for what no link leads to, by the rows of the privacy matrix."""
        values = self.values()
        for name in [name for name, _ in all_patterns() if name not in self.names()]:
            for row in PUBLIC.get(name, []):
                if (address := fill(row, values)) is not None:
                    self.follow([self.site + address])

    def values(self) -> dict[str, str]:
        """What stands for the placeholders of the matrix: the first entry, paper and so on that was met."""
        values: dict[str, str] = {}
        for answer in self.answers:
            match = resolve(urlsplit(answer.address).path)
            name = match.view_name.rpartition(":")[2]
            values.setdefault(f"{name}_address", urlsplit(answer.address).path)
            for value in match.kwargs.values():
                values.setdefault(name, str(value))
        if "entry_address" in values:
            values["entry"] = values["entry_address"]
        return values

    def unmet(self) -> list[str]:
        """The names of the URL patterns for readers that nothing was asked of."""
        return sorted(PUBLIC.keys() - self.names() - WITHOUT_SAMPLE)


def filters_of(query: str) -> tuple[str, ...]:
    names = tuple(sorted({name for name, _ in parse_qsl(query, keep_blank_values=True)}))
    return names if len(names) <= 1 else SEVERAL


def fill(row: str, values: dict[str, str]) -> str | None:
    """The address of a row of the matrix, or None if nothing stands for one of its placeholders."""
    try:
        return row.format(**values)
    except KeyError:
        return None


def crawl(site: str, paths: Iterable[str] = ()) -> Crawl:
    """From the timeline and from `paths`, which come first among the few that are asked of each kind."""
    found = Crawl(site)
    found.follow(site + path for path in [*paths, "/"])
    found.complete()
    return found


def broken(found: Crawl) -> Iterator[str]:
    for answer in [*found.answers, *found.feeds]:
        if answer.status >= 400:
            yield f"{answer.path} answers {answer.status}"
