"""Which texts refer to works, asked for many works at once."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.db import models

from markup import Reference
from papers.identifiers import addresses, places, recognise
from papers.models import Identifier, Paper
from passages.models import Link, Mention
from passages.models.kinds import type_id

from .bulk import batches

Key = tuple[int, int]


class Referrers:
    """As `passages.models.referrers`, of many works; it reads the links to known places once.

    `spellings` are the addresses that stand in texts, by the identifier that they are of.
    """

    def __init__(self) -> None:
        self.last_link = 0
        self.spellings: dict[tuple[str, str], set[str]] = {}

    def of(self, papers: Sequence[Paper]) -> set[Key]:
        own = type_id(Paper)
        keys = {key for mentions in self.mentions(papers) for key in owners(mentions)}
        return keys - {(own, paper.pk) for paper in papers}

    def mentions(self, papers: Sequence[Paper]) -> Iterator[models.QuerySet[Any]]:
        for batch in batches(paper.pk for paper in papers):
            yield Mention.objects.filter(target_type=type_id(Paper), target_id__in=batch)
        for references in batches({reference for paper in papers for reference in names_of(paper)}):
            yield Mention.objects.naming(set(references))
        for urls in batches(self.urls(papers)):
            yield Mention.objects.linking_to(set(urls))

    def urls(self, papers: Sequence[Paper]) -> set[str]:
        self.read_links()
        urls: set[str] = set()
        for batch in batches(paper.pk for paper in papers):
            for identifier in Identifier.objects.filter(paper__in=batch):
                identity = identifier.identity
                urls |= {*addresses(identity), *self.spellings.get(identity.key, ())}
        return urls

    def read_links(self) -> None:
        """Learn how texts spell addresses that hold an identifier; of those links, only the new ones."""
        domains = {domain for scheme in Identifier.Scheme.values for domain in places(scheme)}
        rows = Link.objects.filter(domain__in=domains, pk__gt=self.last_link).order_by("pk")
        for pk, url in rows.values_list("pk", "url").iterator():
            self.last_link = pk
            identity = recognise(url)
            if identity:
                self.spellings.setdefault(identity.key, set()).add(url)


def names_of(paper: Paper) -> Iterable[Reference]:
    """What a text can say to mean a work; who says a former address of it points at it already."""
    yield Reference("path", paper.path)
    yield Reference("wiki", paper.slug)
    if paper.citation_key:
        yield Reference("citation", paper.citation_key)


def owners(mentions: models.QuerySet[Any]) -> Iterable[Key]:
    return mentions.values_list("passage__owner_type", "passage__owner_id")
