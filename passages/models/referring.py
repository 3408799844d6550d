"""Which texts refer to a document, and so must be derived again when it changes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import reduce
from itertools import product
from operator import or_
from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet

from .kinds import document_models, type_id
from .link import Link
from .mention import Mention, to_name
from .permalink import former_paths
from .prepared import prepared

if TYPE_CHECKING:
    from .document import Document
    from .image import Image

CHUNK = 100
OWNER = ("passage__owner_type", "passage__owner_id")

# Content type and primary key of a document.
Key = tuple[int, int]


def referrers(document: Document | Image) -> set[Key]:
    """The keys of documents whose text refers to this one, or may do so once it is derived again.

    A name that leads to something else so far counts, too: this one may have the better claim to it.
    """
    return referrers_of([document])


def referrers_of(documents: Sequence[Document | Image]) -> set[Key]:
    """The `referrers` of some documents of one kind, without these themselves."""
    return found_referring(documents) - {(type_id(type(each)), each.pk) for each in documents}


def referrers_and_itself(document: Document) -> set[Key]:
    """The `referrers` of a document, and itself where its own text refers to it or may do so.

    The margins of its text make no mentions, so that all of them count.
    """
    own = {(type_id(type(document)), document.pk)} if document.owners_html else set()
    return found_referring([document]) | own


def found_referring(documents: Sequence[Document | Image]) -> set[Key]:
    if not documents:
        return set()
    former = former_paths(documents)
    names = {to_name(name) for each in documents for name in each.references(former.get(each.pk, ()))}
    urls = {url for each in documents for url in each.urls()}
    # Asked one by one, since each has an index of its own.
    return {
        *texts_pointing_at(kind=type_id(type(documents[0])), keys=[each.pk for each in documents]),
        *texts_naming(names=sorted(names)),
        *(texts_linking_to(urls=sorted(urls)) if urls else ()),
    }


@prepared
def texts_pointing_at(*, kind: int, keys: list[int]) -> QuerySet:
    return Mention.objects.filter(target_type=kind, target_id__among=keys).values_list(*OWNER)


@prepared
def texts_naming(*, names: list[str]) -> QuerySet:
    return Mention.objects.named().filter(reference__among=names).values_list(*OWNER)


@prepared
def texts_linking_to(*, urls: list[str]) -> QuerySet:
    return Mention.objects.filter(link__url__among=urls).values_list(*OWNER)


def margins_leading_to(documents: Iterable[Document]) -> set[Key]:
    """The keys of documents of whose private margins one leads to any of these, at the address that it has.

    Margins make no mentions, so that their HTML is asked; few texts have any.
    """
    links = [Q(owners_html__contains=f'href="{each.get_absolute_url()}') for each in documents]
    keys: set[Key] = set()
    for start, model in product(range(0, len(links), CHUNK), document_models()):
        is_leading = reduce(or_, links[start : start + CHUNK])
        texts = model.objects.with_margins().filter(is_leading).order_by()
        keys |= {(type_id(model), key) for key in texts.values_list("pk", flat=True)}
    return keys


def texts_with(link: Link) -> set[Key]:
    """The keys of the documents in whose text a link stands."""
    return set(link.mentions.values_list("passage__owner_type", "passage__owner_id"))
