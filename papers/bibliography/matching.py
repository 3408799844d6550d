"""Which work here a record is of: the one that it made, one with its identifier or key, or none yet."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q

from papers.models import Identifier, Paper

from .bulk import batches
from .record import Record
from .saying import is_key

# By an identifier of one of these, two works are told apart.
TELLING = {"doi", "arxiv", "pmid"}


@dataclass
class Candidates:
    """The works here that records may be of, by all that they can be known by."""

    by_key: dict[str, Paper] = field(default_factory=dict)
    by_slug: dict[str, Paper] = field(default_factory=dict)
    by_identity: dict[tuple[str, str], Paper] = field(default_factory=dict)
    by_former_key: dict[str, Paper] = field(default_factory=dict)
    by_title: dict[tuple[str, int | None], list[Paper]] = field(default_factory=dict)

    @classmethod
    def of(cls, records: Sequence[Record]) -> "Candidates":
        found = cls()
        papers = fetch(records)
        for paper in papers:
            if paper.citation_key:
                found.by_key[paper.citation_key] = paper
            found.by_slug[paper.slug] = paper
            for identifier in paper.identifiers.all():
                found.by_identity[identifier.scheme, identifier.value] = paper
            found.by_title.setdefault((paper.title, paper.issued_year), []).append(paper)
        keys = {record.citation_key for record in records if is_key(record.citation_key)}
        for batch in batches(keys - found.by_key.keys()):
            found.by_former_key |= {each.former_key: each for each in Paper.objects.formerly_cited_by(batch)}
        return found

    def for_record(self, record: Record) -> Iterator[Paper]:
        """The best first."""
        named = self.by_key.get(record.citation_key) or self.without_key(record.citation_key)
        if named and remembered(named).get("key") == record.citation_key:
            yield named
        for identity in record.identifiers:
            if identity.key in self.by_identity:
                yield self.by_identity[identity.key]
        if named and not contradicts(record, named):
            yield named
        if not is_key(record.citation_key):
            named_alike = self.by_title.get((record.title, record.issued.year), [])
            yield from (paper for paper in named_alike if not contradicts(record, paper))

    def without_key(self, key: str) -> Paper | None:
        """The work that was written out under its slug, since it has no key."""
        paper = self.by_slug.get(key)
        return paper if paper and not paper.citation_key else None


def fetch(records: Sequence[Record]) -> list[Paper]:
    keys = {record.citation_key for record in records if is_key(record.citation_key)}
    titles = {record.title for record in records if not is_key(record.citation_key)}
    found: set[int] = set()
    for batch in batches(keys):
        named = Paper.objects.filter(Q(citation_key__in=batch) | Q(slug__in=batch))
        found |= set(named.values_list("pk", flat=True))
    for batch in batches(titles):
        found |= set(Paper.objects.filter(title__in=batch).values_list("pk", flat=True))
    for scheme, values in values_of(records).items():
        for batch in batches(values):
            identified = Identifier.objects.filter(scheme=scheme, value__in=batch)
            found |= set(identified.values_list("paper", flat=True))
    papers: list[Paper] = []
    for batch in batches(sorted(found)):
        papers += Paper.objects.for_merging().filter(pk__in=batch)
    return sorted(papers, key=lambda paper: paper.pk)


def values_of(records: Sequence[Record]) -> dict[str, set[str]]:
    """The identifiers of records by their schemes."""
    values: dict[str, set[str]] = {}
    for record in records:
        for identity in record.identifiers:
            values.setdefault(identity.scheme, set()).add(identity.value)
    return values


def remembered(paper: Paper) -> Mapping[str, Any]:
    """What a bibliography said of a work last time: the `key` of its record, and the values as `said`."""
    return paper.source_values.get("bibliography", {})


def contradicts(record: Record, paper: Paper) -> bool:
    """Whether one has a DOI and the other another one, so that only their keys are the same."""
    own = {identifier.scheme: identifier.value for identifier in paper.identifiers.all()}
    said = {identity.scheme: identity.value for identity in record.identifiers if identity.scheme in TELLING}
    shared = own.keys() & said.keys()
    return bool(shared) and all(own[scheme] != said[scheme] for scheme in shared)
