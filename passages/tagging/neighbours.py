"""What tags the documents carry that share links and papers with others; a fixed number of queries for many.

A point is what documents can share: a link, or a document that both mention or that one is.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.db import models
from django.db.models import Q

from markup import parse
from passages.models import Document, Link, Mention, Tagging, document_models
from passages.models.answering import can_be_asked, find_answers, to_link
from passages.models.kinds import type_id
from passages.visibility import Visibility

# Content type and primary key of a document; of a link, 0 and its primary key.
Key = tuple[int, int]
LINK = 0
MOST_AT_A_POINT = 200
"""A link that more documents have says nothing of what they are about."""

Choose = Callable[[type[Document]], models.QuerySet]


@dataclass
class Neighbours:
    """By point, the documents that share it; of each of them the visibility and the tags."""

    at: dict[Key, set[Key]] = field(default_factory=dict)
    visibilities: dict[Key, str] = field(default_factory=dict)
    tags: dict[Key, set[int]] = field(default_factory=dict)

    @classmethod
    def of(cls, points: Iterable[Key], choose: Choose) -> "Neighbours":
        """Those at any of the points, among the documents that are chosen of each kind."""
        at = documents_at(set(points))
        keys = {key for found in at.values() for key in found}
        visibilities = visibilities_of(keys, choose)
        return cls(at, visibilities, tags_of(visibilities))

    def around(self, points: Iterable[Key], own: Key | None, visibility: str) -> list[Key]:
        """Those at the points that are no less open than a document, but for itself."""
        near = {key for point in points for key in self.at.get(point, ())} - {own}
        closed = Visibility.values.index(visibility)
        return [
            key
            for key in near
            if key in self.visibilities and Visibility.values.index(self.visibilities[key]) <= closed
        ]

    def give(self, given: Mapping[Key, set[int]]) -> None:
        """Let them have these tags besides."""
        for key in given.keys() & self.visibilities.keys():
            self.tags[key] = self.tags.get(key, set()) | given[key]

    def count(self, near: Sequence[Key]) -> Counter[int]:
        """How many of these carry each tag."""
        return Counter(tag for key in near for tag in self.tags.get(key, ()))


def points_of(model: type[Document], keys: Sequence[int]) -> dict[int, set[Key]]:
    """The points of documents of one kind: their links, what they mention, and each itself."""
    owner_type = type_id(model)
    points: dict[int, set[Key]] = {key: {(owner_type, key)} for key in keys}
    mentions = Mention.objects.filter(passage__owner_type=owner_type, passage__owner_id__in=keys)
    for owner, link, target_type, target in mentions.values_list(
        "passage__owner_id", "link", "target_type", "target_id"
    ).distinct():
        points[owner] |= {(LINK, link)} if link else set()
        points[owner] |= {(target_type, target)} if target else set()
    return points


def points_in(body: str) -> set[Key]:
    """The same for a text that is not saved."""
    references = {reference for reference in parse(body).references if can_be_asked(reference)}
    urls = {url for url in map(to_link, references) if url}
    answers = find_answers(references).values()
    links = Link.objects.filter(url__in=urls).values_list("pk", flat=True) if urls else []
    return {(LINK, pk) for pk in links} | {(type_id(type(each)), each.pk) for each in answers}


def documents_at(points: set[Key]) -> dict[Key, set[Key]]:
    """The documents at each point, for those that not too many share."""
    by_type: dict[int, list[int]] = {}
    for point_type, key in points:
        by_type.setdefault(point_type, []).append(key)
    at: dict[Key, set[Key]] = {point: {point} for point in points if point[0] != LINK}
    owner = ("passage__owner_type", "passage__owner_id")
    links = Mention.objects.filter(link__in=by_type.pop(LINK, []))
    for link, *key in links.values_list("link", *owner).distinct():
        at.setdefault((LINK, link), set()).add((key[0], key[1]))
    targets = Q(pk__in=[])
    for target_type, keys in by_type.items():
        targets |= Q(target_type=target_type, target_id__in=keys)
    mentions = Mention.objects.filter(targets)
    for target_type, target, *key in mentions.values_list("target_type", "target_id", *owner).distinct():
        at[target_type, target].add((key[0], key[1]))
    return {point: keys for point, keys in at.items() if len(keys) <= MOST_AT_A_POINT}


def visibilities_of(keys: set[Key], choose: Choose) -> dict[Key, str]:
    found: dict[Key, str] = {}
    for model in document_models():
        model_type = type_id(model)
        ours = [key for owner_type, key in keys if owner_type == model_type]
        rows = choose(model).filter(pk__in=ours).values_list("pk", "visibility")
        found |= {(model_type, key): visibility for key, visibility in rows}
    return found


def tags_of(keys: Mapping[Key, str]) -> dict[Key, set[int]]:
    tags: dict[Key, set[int]] = {}
    for model_type in {owner_type for owner_type, _ in keys}:
        ours = [key for owner_type, key in keys if owner_type == model_type]
        rows = Tagging.objects.filter(content_type=model_type, object_id__in=ours)
        for key, tag in rows.values_list("object_id", "tag"):
            tags.setdefault((model_type, key), set()).add(tag)
    return tags
