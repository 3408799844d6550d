"""What the references in a text lead to, and where its HTML may lead everybody."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from markup import Reference, Target
from passages.addresses import canonical_url
from passages.visibility import Visibility

from .kinds import document_models, models_in_texts, type_id
from .permalink import Permalink, last_part, slugs_of

if TYPE_CHECKING:
    from .document import Document
    from .image import Image

NAMES = {"path", "wiki"}

Answers = dict[Reference, "Document | Image"]


def can_be_asked(reference: Reference) -> bool:
    """Whether every database takes what the reference says; PostgreSQL has no null characters."""
    return "\0" not in unquote(reference.value)


def find_answers(references: set[Reference]) -> Answers:
    """What each reference leads to, where there is such a thing."""
    answers: Answers = {}
    for model in models_in_texts():
        found = model.objects.answering_to(references - answers.keys())
        answers |= found
    return answers | find_former(references - answers.keys())


def find_former(references: set[Reference]) -> Answers:
    """What former addresses lead to, for paths and for the slugs that they end in."""
    slugs = {reference: slugs_of(reference) for reference in references if reference.kind in NAMES}
    if not slugs:
        return {}
    former: dict[str, list[Permalink]] = {}
    permalinks = Permalink.objects.filter(owner_type__in=map(type_id, document_models()))
    wanted = set(chain.from_iterable(slugs.values()))
    for permalink in permalinks.filter(slug__in=wanted).prefetch_related("owner"):
        former.setdefault(permalink.slug, []).append(permalink)
    answers = {
        ref: only_owner(ref, next(filter(None, map(former.get, own)), [])) for ref, own in slugs.items()
    }
    return {reference: document for reference, document in answers.items() if document}


def only_owner(reference: Reference, permalinks: Sequence[Permalink]) -> Any:
    """The document that stood at that very address or, for a bare slug, the only one that had it."""
    if "/" in reference.value:
        path = f"/{reference.value.strip('/')}/"
        permalinks = [permalink for permalink in permalinks if permalink.path == path]
    owners = {permalink.owner for permalink in permalinks}
    return owners.pop() if len(owners) == 1 else None


def to_link(reference: Reference) -> str | None:
    return canonical_url(reference.value) if reference.kind == "url" else None


def to_targets(answers: Answers) -> dict[Reference, Target]:
    """Where the HTML may lead everybody: to nothing private, and to what is unlisted only by its own slug."""
    targets = {}
    for reference, document in answers.items():
        url = document.get_absolute_url()
        if document.is_picture:
            targets[reference] = Target(url, reference.label, document.width, document.height)
        elif document.visibility == Visibility.PUBLIC:
            targets[reference] = Target(url, document.label_for(reference))
        elif document.visibility == Visibility.UNLISTED and says_slug(reference, document):
            targets[reference] = Target(url, reference.value)
    return targets


def says_slug(reference: Reference, document: Document) -> bool:
    """Whether the text has the slug of a document in it, so that the address gives nothing away."""
    return reference.kind in NAMES and last_part(reference.value) == document.slug
