"""The sitemap in parts (sitemaps.org, protocol 0.9): an index of parts, and the addresses in each.

It lists what everybody may see, whoever asks, and nothing that asks not to be indexed. A part is a range of
primary keys, so that the last costs what the first does and none changes but with its own rows.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import AnonymousUser
from django.core.cache import cache
from django.db.models import F, Max, QuerySet, Value
from django.db.models.fields import DateTimeField
from django.urls import reverse

from papers.models import Author, Paper
from passages.models import Tag
from topics.models import Topic

from .models import Entry

PART = 2_000  # keys; the protocol allows 50,000 addresses, which would take too long
SECONDS = 3600
PAGES = [
    "notes:timeline", "topics:topics", "papers:papers", "papers:authors", "papers:quotations", "notes:tags",
    "passages:domains",
]  # fmt: skip
NOBODY = AnonymousUser()
SECTIONS: dict[str, Callable[[], QuerySet]] = {
    "entries": lambda: Entry.objects.visible_to(NOBODY).only("read_on", "slug", "updated_at"),
    "papers": lambda: Paper.objects.visible_to(NOBODY).only("slug", "updated_at"),
    "topics": lambda: Topic.objects.visible_to(NOBODY).only("slug", "updated_at"),
    "tags": lambda: Tag.objects.visible_to(NOBODY).only("slug"),
    "authors": lambda: Author.objects.visible_to(NOBODY).only("slug"),
}


@dataclass(frozen=True)
class Location:
    """An address without scheme and host, and when what stands there was last changed, if that is known."""

    path: str
    updated_at: datetime | None = None


def parts() -> list[Location]:
    """The parts that hold anything, as of the last hour, since they are found by looking at every row."""
    return cache.get_or_set("sitemap", lambda: list(find_parts()), SECONDS) or []


def find_parts() -> Iterator[Location]:
    yield Location(reverse("notes:sitemap_pages"))
    for section, rows in SECTIONS.items():
        for part in ranges(rows()):
            yield Location(reverse("notes:sitemap_part", args=[section, part["part"]]), part["newest"])


def ranges(rows: QuerySet) -> QuerySet:
    """The number of each range of keys that holds rows, as `part`, with its `newest` change."""
    is_dated = hasattr(rows.model, "updated_at")
    newest = Max("updated_at") if is_dated else Max(Value(None, DateTimeField()))
    return rows.order_by().values(part=F("pk") / PART).annotate(newest=newest).order_by("part")


def locations(section: str, part: int) -> list[Location]:
    """What stands in one part; nothing where all of its keys are gone or hidden."""
    rows = SECTIONS[section]().filter(pk__gte=part * PART, pk__lt=(part + 1) * PART).order_by("pk")
    return [Location(row.get_absolute_url(), getattr(row, "updated_at", None)) for row in rows]


def pages() -> Iterator[Location]:
    """The lists, and the years and months of which there are entries."""
    yield from (Location(reverse(name)) for name in PAGES)
    months = Entry.objects.visible_to(NOBODY).months_read()
    yield from (Location(reverse("notes:year", args=[year])) for year in dict.fromkeys(y for y, _ in months))
    yield from (Location(reverse("notes:month", args=month)) for month in months)
