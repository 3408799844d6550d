"""The same change made to many documents of one kind, some at a time and in one sitting.

A change is made of parts. Each knows which documents are not yet as it wants them, so that a change that was
made already does nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from django.db import models
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from history.models import BulkChange
from history.sitting import sitting, touch

from .models import (
    Document,
    Excerpt,
    Mention,
    Passage,
    Tag,
    Tagging,
    derive,
    derive_again,
    index_again,
    recount_in,
)
from .models.kinds import type_id
from .visibility import Visibility

CHUNK = 100

# Content type and primary key of a document.
Key = tuple[int, int]


class Part(Protocol):
    """One thing that is changed; `note` says it in the past, for the history."""

    @property
    def note(self) -> str: ...

    @property
    def ordering(self) -> tuple[str, ...]:
        """In which order the documents must be changed, if that matters."""

    @property
    def is_indexed(self) -> bool:
        """Whether a search finds the documents otherwise, and `write` does not see to that itself."""

    def differing(self, documents: Any) -> Any:
        """Those of the documents that are not yet so."""

    def write(self, model: type[Document], keys: Sequence[int]) -> set[Key]:
        """Change documents that differ; answers which others refer to them, to be derived again."""


@dataclass(frozen=True)
class Outcome:
    changed: int
    same: int
    bulk: BulkChange


def change_many(documents: Any, parts: Sequence[Part], *, by: Any = None) -> Outcome:
    """Make the change to each document that differs. The search index and what refers to them follow."""
    model: type[Document] = documents.model
    ordering = next((part.ordering for part in parts if part.ordering), ("pk",))
    keys = list(dict.fromkeys(documents.order_by(*ordering).values_list("pk", flat=True)))
    changed, referring = 0, set()
    with sitting(by, note_of(parts)) as current:
        bulk = current.be_bulk(model)
        for start in range(0, len(keys), CHUNK):
            number, found = change_chunk(model, keys[start : start + CHUNK], parts)
            changed += number
            referring |= found
        derive_again(referring)
    return Outcome(changed, len(keys) - changed, bulk)


def note_of(parts: Sequence[Part]) -> str:
    return _("Changed many: %(changes)s") % {
        "changes": get_text_list([part.note for part in parts], _("and"))
    }


def change_chunk(model: type[Document], keys: Sequence[int], parts: Sequence[Part]) -> tuple[int, set[Key]]:
    place = {key: number for number, key in enumerate(keys)}
    there: Any = model.objects.filter(pk__in=keys)
    list(there.select_for_update().values_list("pk", flat=True))
    # Asked before anything is written, so that no part answers for what another has done.
    wanted = [
        sorted(part.differing(there).values_list("pk", flat=True), key=place.__getitem__) for part in parts
    ]
    changed = sorted({key for some in wanted for key in some})
    referring: set[Key] = set()
    touch(model, changed)
    for part, some in zip(parts, wanted, strict=True):
        if some:
            referring |= part.write(model, some)
    index_again((type_id(model), key) for key in found_otherwise(parts, wanted))
    return len(changed), referring


def found_otherwise(parts: Sequence[Part], wanted: Sequence[Sequence[int]]) -> list[int]:
    """Those of the changed documents of which the search index must hear."""
    return sorted({key for part, some in zip(parts, wanted, strict=True) if part.is_indexed for key in some})


@dataclass(frozen=True)
class AddTag:
    tag: str
    is_indexed = True
    ordering: tuple[str, ...] = ()

    @property
    def note(self) -> str:
        return _("added the tag %(tag)s") % {"tag": self.tag}

    def differing(self, documents: Any) -> Any:
        return documents.exclude(carrying(documents.model, self.tag))

    def write(self, model: type[Document], keys: Sequence[int]) -> set[Key]:
        tag = tags_called(self.tag).first() or Tag.objects.create(name=self.tag)
        rows = [Tagging(content_type_id=type_id(model), object_id=key, tag=tag) for key in keys]
        Tagging.objects.bulk_create(rows, ignore_conflicts=True)
        return set()


@dataclass(frozen=True)
class RemoveTag:
    tag: str
    is_indexed = True
    ordering: tuple[str, ...] = ()

    @property
    def note(self) -> str:
        return _("removed the tag %(tag)s") % {"tag": self.tag}

    def differing(self, documents: Any) -> Any:
        return documents.filter(carrying(documents.model, self.tag))

    def write(self, model: type[Document], keys: Sequence[int]) -> set[Key]:
        taggings = Tagging.objects.filter(tag__in=tags_called(self.tag))
        taggings.filter(content_type=type_id(model), object_id__in=keys).delete()
        return set()


def tags_called(name: str) -> models.QuerySet:
    """The tag of that name, whatever its case."""
    return Tag.objects.filter(name__iexact=name)


def carrying(model: type[Document], name: str) -> Exists:
    taggings = Tagging.objects.filter(content_type=type_id(model), object_id=OuterRef("pk"))
    return Exists(taggings.filter(tag__in=tags_called(name)))


@dataclass(frozen=True)
class AddTopic:
    """Put documents that have topics into one."""

    topic: Any
    is_indexed = False
    ordering: tuple[str, ...] = ()

    @property
    def note(self) -> str:
        return _("added the topic %(topic)s") % {"topic": self.topic}

    def differing(self, documents: Any) -> Any:
        return documents.exclude(standing_in(documents.model, self.topic))

    def write(self, model: type[Document], keys: Sequence[int]) -> set[Key]:
        rows: Any = places_in_topics(model)
        made = [rows.model(**place_of(model, key, self.topic.pk)) for key in keys]
        rows.bulk_create(made, ignore_conflicts=True)
        return set()


@dataclass(frozen=True)
class RemoveTopic:
    topic: Any
    is_indexed = False
    ordering: tuple[str, ...] = ()

    @property
    def note(self) -> str:
        return _("removed the topic %(topic)s") % {"topic": self.topic}

    def differing(self, documents: Any) -> Any:
        return documents.filter(standing_in(documents.model, self.topic))

    def write(self, model: type[Document], keys: Sequence[int]) -> set[Key]:
        places_in_topics(model).filter(**place_of(model, keys, self.topic.pk, "__in")).delete()
        return set()


def places_in_topics(model: Any) -> Any:
    """The rows that say which document stands in which topic."""
    return model._meta.get_field("topics").remote_field.through.objects


def place_of(model: Any, key: Any, topic: int, lookup: str = "") -> dict[str, Any]:
    field = model._meta.get_field("topics")
    return {f"{field.m2m_field_name()}_id{lookup}": key, f"{field.m2m_reverse_field_name()}_id": topic}


def standing_in(model: Any, topic: Any) -> Exists:
    return Exists(places_in_topics(model).filter(**place_of(model, OuterRef("pk"), topic.pk)))


@dataclass(frozen=True)
class SetVisibility:
    visibility: str
    is_indexed = False
    ordering: tuple[str, ...] = ()

    @property
    def note(self) -> str:
        return _("set the visibility to “%(visibility)s”") % {"visibility": Visibility(self.visibility).label}

    def differing(self, documents: Any) -> Any:
        return documents.exclude(visibility=self.visibility)

    def write(self, model: type[Document], keys: Sequence[int]) -> set[Key]:
        """Their own HTML says nothing of it, so that only those are derived again that tell of reading."""
        documents: Any = model._base_manager.filter(pk__in=keys)
        documents.update(visibility=self.visibility, updated_at=timezone.now())
        telling = list(model.objects.filter(pk__in=keys).telling())
        told = {document.pk for document in telling}
        silent = {"owner_type": type_id(model), "owner_id__in": set(keys) - told}
        Passage.objects.filter(**silent).update(visibility=self.visibility)
        Excerpt.objects.filter(**silent).update(visibility=self.visibility)
        recount_in(model, keys)
        derive(telling)
        return pointing_at(model, keys)


def pointing_at(model: type[Document], keys: Sequence[int]) -> set[Key]:
    """The documents whose texts lead to any of these, themselves included where they do."""
    mentions = Mention.objects.filter(target_type=type_id(model), target_id__in=keys)
    return set(mentions.values_list("passage__owner_type", "passage__owner_id"))
