"""What a document holds that somebody can write, as plain JSON values by name: said here and nowhere else.

What it has besides is derived (`Holding.derived`) or says where it came from (`ORIGIN`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any, ClassVar, NamedTuple

from django.db import models, transaction
from django.db.models.functions import TruncDate
from django.utils.translation import gettext as _

from history.models import Version
from history.sitting import sitting
from passages.slugs import free_slug
from passages.visibility import Reader, is_owner

from .derivation import derive_again
from .kinds import type_id
from .once import once
from .passage import Passage
from .prepared import by_keys, prepared, show
from .referring import referrers
from .tags_of import fill_tags

MOST_UPDATES = 3
ORIGIN = ("created_at", "updated_at", "source_file", "source_line", "source_hash", "source_values")


class Holding(models.Model):
    """The part of `Document` that says what it holds, and takes it back."""

    # The fields that the program makes of the others.
    derived: ClassVar[frozenset[str]] = frozenset({"id", "body_html", "owners_html"})

    path: Any
    slug: Any
    tags: Any
    anchored: list[Any]  # of `fill_for_history` and `with_anchors`

    class Meta:
        abstract = True

    def updates(self) -> list[tuple[date, str]]:
        """Days and notes of the newest changes that readers are told of; whoever may see the document may see
        these."""
        return updates_of(kind=type_id(type(self)), key=self.pk)

    @classmethod
    def fetch_for_history(cls, keys: Sequence[int]) -> list[Any]:
        """Documents by their keys, with what `as_values` and `as_anchors` say of each."""
        documents = by_keys(cls, "for_history")(keys=list(keys))
        cls.fill_for_history(documents)
        return documents

    @classmethod
    def fill_for_history(cls, documents: Sequence[Any]) -> None:
        """Give documents what of that stands in other tables."""
        fill_tags(documents)
        keys = [document.pk for document in documents]
        show(documents, "anchored", map(Anchored._make, anchors_of(kind=type_id(cls), keys=keys)))

    @classmethod
    def fill_for_index(cls, documents: Sequence[Any]) -> None:
        """Give documents what `Document.described` says of each that stands in other tables."""
        fill_tags(documents)

    def as_values(self) -> dict[str, Any]:
        """All that somebody can write, as plain JSON values; of a document that was filled `for_history`."""
        tags = sorted(tag.name for tag in self.tags.all())
        return to_fields(self, written_fields(type(self))) | {"tags": tags}

    def as_anchors(self) -> list[str]:
        """The anchors of its blocks in their order; of a document that was filled `for_history`."""
        return [passage.anchor for passage in self.anchored]

    def take_values(self, values: Mapping[str, Any]) -> list[str]:
        """Be what `as_values` once said, as far as nothing else has taken it since, and save that.

        Answers with a sentence for each thing that could not be as it was.
        """
        with sitting(), transaction.atomic(), once():
            document: Any = self
            pointing = referrers(document)
            self._prefetched_objects_cache: dict[str, Any] = {}
            set_fields(self, values)
            remarks = [*self.take_free(), *self.take_rows(values)]
            self.save()
            derive_again(pointing | referrers(document))
        return remarks

    def take_free(self) -> list[str]:
        """Give up what another document has by now: its address."""
        others: Any = type(self)._base_manager.exclude(pk=self.pk)
        if not others.filter(slug=self.slug).exists():
            return []
        taken = self.path
        self.slug = free_slug(others, self.slug)
        return [_("Something else stands at %(path)s now.") % {"path": taken}]

    def take_rows(self, values: Mapping[str, Any]) -> list[str]:
        """Take what stands in other tables, before it is saved."""
        self.tags.set(values.get("tags", []))
        return []

    def give_rest(self) -> dict[str, Any]:
        """What goes with it when it is deleted and is none of its values, as plain JSON values."""
        return {}

    def take_rest(self, rest: Mapping[str, Any]) -> None:
        """Take that back, before it is saved."""


@cache
def written_fields(model: type[Holding]) -> tuple[str, ...]:
    """The names of the fields that somebody can write."""
    left_out = {*model.derived, *ORIGIN}
    return tuple(field.name for field in model._meta.concrete_fields if field.name not in left_out)


def to_fields(document: models.Model, names: Iterable[str]) -> dict[str, Any]:
    """The values of these fields as JSON has them, moments to the microsecond."""
    values = {name: getattr(document, name) for name in names}
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in values.items()}


def set_fields(document: models.Model, values: Mapping[str, Any]) -> None:
    """Set fields to what `to_fields` said of them; not saved. What is no field is left out."""
    fields = {field.name: field for field in document._meta.concrete_fields}
    for name in values.keys() & fields.keys():
        setattr(document, name, fields[name].to_python(values[name]))


def to_references(documents: Iterable[Any]) -> list[dict[str, Any]]:
    """Documents that something stands with: their keys, and what they are called for when these are gone."""
    named = [{"pk": each.pk, "slug": each.slug, "title": each.title} for each in documents]
    return sorted(named, key=lambda reference: reference["pk"])


def known_in(references: Iterable[Mapping[str, Any]], documents: models.QuerySet) -> list[Any]:
    """Those of the references that lead to one of the documents."""
    references = list(references)
    found = documents.filter(pk__in=[reference["pk"] for reference in references])
    keys = set(found.values_list("pk", flat=True))
    return [reference for reference in references if reference["pk"] in keys]


def values_for(reader: Reader, model: type[Any], values: Mapping[str, Any]) -> dict[str, Any]:
    """The values without the documents that the reader may not see, such as private topics."""
    told = dict(values)
    for field in model._meta.many_to_many:
        other: Any = field.related_model
        if field.name in told and getattr(other, "is_document", False) and not is_owner(reader, other):
            told[field.name] = known_in(told[field.name], other.objects.visible_to(reader))
    return told


def referred(model: type[Holding], references: Iterable[Mapping[str, Any]]) -> list[Any]:
    """The documents that references mean, by key, else by slug; those that are gone are left out."""
    documents: Any = model._base_manager.all()
    by_key = documents.in_bulk([reference["pk"] for reference in references])
    lost = [reference["slug"] for reference in references if reference["pk"] not in by_key]
    return [*by_key.values(), *documents.filter(slug__in=lost)]


class Anchored(NamedTuple):
    """The anchor of a block of a document."""

    owner_key: int
    anchor: str


@prepared
def anchors_of(*, kind: int, keys: list[int]) -> models.QuerySet:
    """Of the blocks of documents of one kind their `Anchored`, in the order of each text."""
    passages = Passage.objects.filter(owner_type=kind, owner_id__among=keys)
    return passages.order_by("owner_id", "position").values_list("owner_id", "anchor")


@prepared
def updates_of(*, kind: int, key: int) -> models.QuerySet:
    told = Version.objects.filter(owner_type=kind, owner_id=key).told()
    return told.values_list(TruncDate("saved_at"), "note")[:MOST_UPDATES]
