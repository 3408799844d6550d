"""What is known already of an address, or of a DOI or another number that stands for a work, and where."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Max, Q

from papers.identifiers import addresses, figures, identities_at, identities_of, places, same_as
from papers.models import Paper
from passages.addresses import canonical_url, page_of
from passages.models import Document, Link, Mention, document_models
from passages.models.kinds import type_id
from passages.visibility import Reader

LONGEST = 2000
MOST_PLACES = 5
Keys = set[tuple[str, str]]


@dataclass(frozen=True)
class Known:
    """The works at an address, and the newest documents that link to it or to such a work.

    `places` are a few of `count`, each with `known_on`, the day under which lists put the passage.
    Nothing in it that the reader may not see.
    """

    papers: Sequence[Paper] = ()
    places: Sequence[Any] = ()
    count: int = 0

    def __bool__(self) -> bool:
        return bool(self.papers or self.places)

    @property
    def others(self) -> int:
        """How many documents there are that `places` leaves out."""
        return self.count - len(self.places)


def known_at(url: str, user: Reader) -> Known:
    """What the user may know of an address, or of a number such as 10.1000/182 or arXiv:1706.03762."""
    url = url.strip()[:LONGEST]
    if not url or not url.isprintable():
        return Known()
    papers = list(dict.fromkeys(Paper.objects.visible_to(user).identified_in(url).order_by("pk")))
    to_papers = Q(target_type=type_id(Paper), target_id__in=[paper.pk for paper in papers])
    own_text = Q(passage__owner_type=type_id(Paper), passage__owner_id__in=[paper.pk for paper in papers])
    mentions = Mention.objects.visible_to(user).filter(Q(link__in=links_to(url)) | to_papers)
    owners = mentions.exclude(own_text).values_list("passage__owner_type", "passage__owner_id").order_by()
    by_day = owners.annotate(newest_on=Max("passage__dated_on")).order_by("-newest_on", "-passage__owner_id")
    newest = list(by_day)
    return Known(papers, documents(newest[:MOST_PLACES]), len(newest))


def links_to(url: str) -> list[int]:
    """The keys of links to the same page or the same work, in whatever spelling."""
    identities = {same for identity in identities_of(url) for same in same_as(identity)}
    exact = spellings(url).union(*map(addresses, identities))
    near = Q(url__in=exact)
    for identity in identities:
        if identity.scheme != "url" and figures(identity):
            near |= Q(domain__in=places(identity.scheme), url__contains=figures(identity))
    keys = {identity.key for identity in identities}
    found = Link.objects.filter(near).values_list("pk", "url")
    return [pk for pk, address in found if address in exact or is_one_of(keys, address)]


def is_one_of(keys: Keys, address: str) -> bool:
    return any(identity.key in keys for identity in identities_at(address))


def spellings(url: str) -> set[str]:
    """The address with http or https, with www. or without, and with a slash at its end or without."""
    address = canonical_url(url)
    if not address:
        return set()
    host, slash, path = page_of(address).partition("://")[2].removeprefix("www.").partition("/")
    ends = {slash + path}
    if path and not set(path) & {"?", "#"}:
        ends = {f"/{path.rstrip('/')}", f"/{path.rstrip('/')}/"}
    starts = [f"{scheme}://{www}{host}" for scheme in ("https", "http") for www in ("", "www.")]
    return {address} | {start + end for start in starts for end in ends}


def documents(rows: Sequence[tuple[int, int, Any]]) -> list[Any]:
    """The documents of rows of type, key and day, in that order, each with the day as `known_on`."""
    found: dict[tuple[int, int], Document] = {}
    for model in document_models():
        keys = [owner_id for owner_type, owner_id, _ in rows if owner_type == type_id(model)]
        of_kind = model.objects.filter(pk__in=keys).without_text() if keys else ()
        found |= {(type_id(model), document.pk): document for document in of_kind}
    known: list[Any] = []
    for owner_type, owner_id, newest_on in rows:
        document: Any = found.get((owner_type, owner_id))
        if document:
            document.known_on = newest_on
            known.append(document)
    return known
