"""How many links of each domain everybody may see, so that the list of domains needs no look at the mentions.

The number is brought in line in the transaction that writes the mentions, at its end: only links whose public
mentions have changed are looked at.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Self

from django.db import models
from django.db.models import Count, F

from history.rows import insert_rows, update_rows
from history.sitting import at_end
from passages.filters import Filter
from passages.paging import Page
from passages.visibility import Reader, visibilities_for

from .kinds import type_id, types_owned_by
from .link import LARGEST_FIRST, Link
from .mention import Mention
from .prepared import by_keys, prepared

CHUNK = 500
PAGE_OF_DOMAINS = 100


class DomainQuerySet(models.QuerySet[Any]):
    def visible_to(self, reader: Reader) -> Self:
        """Domains of what is public, for whoever may see that."""
        return self.filter(links__gt=0) if visibilities_for(reader, at_address=False) else self.none()

    def page(self, asked: Filter) -> Page:
        """One row a `domain` with its number of `links` that the reader may see and asked for, the largest
        first. Whoever owns something sees more than what is public, so theirs are counted."""
        if asked.kind or asked.about_documents() or types_owned_by(asked.reader):
            return Link.objects.mentioned_in(asked.reader, asked).page_of_domains(asked)
        rows = self.visible_to(asked.reader).values("links", domain=F("name"))
        return LARGEST_FIRST.page(rows, asked, size=PAGE_OF_DOMAINS)

    def lock(self, names: Iterable[str]) -> dict[str, Domain]:
        """The rows of these domains, made where they are new; nobody else counts there until the end of the
        transaction. Everybody takes them in the same order."""
        wanted = sorted(names)
        new = set(wanted) - set(names_among(names=wanted))
        insert_rows([Domain(name=name) for name in sorted(new)], ignore_conflicts=True)
        return {domain.name: domain for domain in domains_to_lock(names=wanted)}

    def count_anew(self) -> None:
        """Count all of them."""
        changed = Link.objects.known_otherwise().values_list("pk", flat=True)
        count_public(list(changed))
        self.update(links=0)
        counted = Link.objects.filter(is_public=True).order_by().values_list("domain").annotate(Count("pk"))
        numbers = dict(counted)
        rows = list(self.lock(numbers).values())
        for row in rows:
            row.links = numbers[row.name]
        update_rows(rows, ["links"])


class Domain(models.Model):
    """A domain with the number of its links that stand in something public."""

    name = models.CharField(max_length=255, unique=True)
    links = models.PositiveIntegerField(default=0)

    objects = DomainQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        indexes = [models.Index(fields=["-links", "name"], name="domain_largest")]

    def __str__(self) -> str:
        return self.name


def recount(links: Iterable[int]) -> None:
    """Say that public mentions of these links come or go."""
    keys = set(links)
    if keys:
        at_end(count_public, keys)


def recount_in(model: type[models.Model], keys: Sequence[int]) -> None:
    """Say that documents go, or become visible to others."""
    for chunk in chunks(keys):
        mentions = Mention.objects.filter(passage__owner_type=type_id(model), passage__owner_id__in=chunk)
        recount(mentions.filter(link__isnull=False).values_list("link", flat=True))


def count_public(keys: Sequence[int]) -> None:
    """Bring the numbers of domains in line with what became of links.

    The domains are locked before anybody looks, so that of two who each take away one of the last two
    mentions the second finds none.
    """
    domains = {domain for chunk in chunks(keys) for domain in domains_of(keys=list(chunk))}
    rows = Domain.objects.lock(domains)
    changes: Counter[str] = Counter()
    for chunk in chunks(keys):
        changed = by_keys(Link, "known_otherwise")(keys=list(chunk))
        for link in changed:
            link.is_public = link.is_public_now
            changes[link.domain] += 1 if link.is_public else -1
        update_rows(changed, ["is_public"])
    for name, number in changes.items():
        rows[name].links = max(0, rows[name].links + number)
    update_rows([rows[name] for name in sorted(changes)], ["links"])


@prepared
def domains_of(*, keys: list[int]) -> models.QuerySet:
    """The domains of links."""
    return Link.objects.filter(pk__among=keys).values_list("domain", flat=True).order_by()


@prepared
def names_among(*, names: list[str]) -> models.QuerySet:
    return Domain.objects.filter(name__among=names).values_list("name", flat=True).order_by()


@prepared
def domains_to_lock(*, names: list[str]) -> models.QuerySet:
    return Domain.objects.filter(name__among=names).order_by("name").select_for_update()


def chunks(keys: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(keys), CHUNK):
        yield keys[start : start + CHUNK]
