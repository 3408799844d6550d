"""Works that may be one and the same, offered to the owner."""

import re
import unicodedata
from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from django.db.models import Q

from papers.identifiers import Identity, places, recognise, same_as
from papers.models import Authorship, Identifier, Paper

MOST = 200
NO_LETTERS = re.compile(r"[\W_]+")

Pair = tuple[int, int]
# The year of publication, if it is known, and the number of a work.
Dated = tuple[int | None, int]


@dataclass(frozen=True)
class Duplicate:
    """Two works, and whether an identifier says that they are one; else title, year and an author do."""

    first: Paper
    second: Paper
    is_certain: bool


def fold(text: str) -> str:
    """The letters and figures of a text whatever its case, accents and punctuation; '' if it has none."""
    folded = text.casefold()
    if not folded.isascii():
        folded = unicodedata.normalize("NFKD", folded)
    return NO_LETTERS.sub("", folded)


def identity_key(scheme: str, value: str) -> tuple[str, str]:
    """What an identifier says in the usual spelling: an arXiv number for its DOI, or for its address."""
    given = Identity(scheme, value.lower() if scheme == "doi" else value)
    found = (recognise(value) if scheme == "url" else None) or given
    return next((same for same in same_as(found) if same.scheme == "arxiv"), found).key


def pairs_of(keyed: Iterable[tuple[Hashable, int]]) -> Iterator[Pair]:
    """Neighbours among the works of each key."""
    works: dict[Hashable, list[int]] = {}
    for key, work in keyed:
        works.setdefault(key, []).append(work)
    for same in works.values():
        yield from pairwise(sorted(set(same)))


def near_in_time(works: Iterable[Dated]) -> Iterator[Pair]:
    """Neighbours among works that appeared within a year of each other, or may have."""
    in_order = sorted(works, key=lambda work: (work[0] or -9999, work[1]))
    for (year, work), (next_year, next_work) in pairwise(in_order):
        if year is None or next_year is None or next_year - year <= 1:
            yield min(work, next_work), max(work, next_work)


def find_duplicates(papers: Any) -> tuple[list[Duplicate], int]:
    """The likely duplicates among works, the certain ones first and at most 200, and how many there are."""
    certain = set(by_identifier(papers))
    pairs = [*sorted(certain), *sorted(set(by_title(papers)) - certain)]
    shown = pairs[:MOST]
    works = papers.for_list().in_bulk({work for pair in shown for work in pair})
    found = [Duplicate(works[one], works[two], (one, two) in certain) for one, two in shown]
    return found, len(pairs)


def by_identifier(papers: Any) -> Iterator[Pair]:
    """Only what is another spelling is read: the database keeps two works from having the same one."""
    identifiers = Identifier.objects.filter(paper__in=papers.order_by().values("pk")).order_by()
    rows = identifiers.filter(may_be_respelled()).values_list("scheme", "value", "paper")
    keyed = [(identity_key(scheme, value), (scheme, value), work) for scheme, value, work in rows]
    respelled = {(key, work) for key, own, work in keyed if key != own}
    wanted = {value for (_, value), _ in respelled}
    usual = identifiers.filter(value__in=wanted).values_list("scheme", "value", "paper") if wanted else ()
    return pairs_of([*respelled, *(((scheme, value), work) for scheme, value, work in usual)])


def may_be_respelled() -> Q:
    domains = {domain for scheme in Identifier.Scheme.values for domain in places(scheme)}
    return Q(scheme="doi", value__startswith="10.48550/") | Q(scheme="url", link__domain__in=domains)


def by_title(papers: Any) -> Iterator[Pair]:
    """The same title, a year within one, and a family name that both have."""
    titles: dict[str, list[Dated]] = {}
    for work, title, year in papers.order_by().values_list("pk", "title", "issued_year"):
        titles.setdefault(fold(title), []).append((year, work))
    alike = {key: works for key, works in titles.items() if key and len(works) > 1}
    families = families_of(work for works in alike.values() for _, work in works)
    for works in alike.values():
        by_family: dict[str, list[Dated]] = {}
        for year, work in works:
            for family in families.get(work, ()):
                by_family.setdefault(family, []).append((year, work))
        for shared in by_family.values():
            yield from near_in_time(shared)


def families_of(works: Iterable[int]) -> dict[int, set[str]]:
    """The folded family names of each of these works, or the literal ones."""
    families: dict[int, set[str]] = {}
    lines = Authorship.objects.filter(paper__in=list(works)).order_by()
    for work, family, literal in lines.values_list("paper", "author__family", "author__literal"):
        families.setdefault(work, set()).add(fold(family or literal))
    return families
