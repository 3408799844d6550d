"""Versions written down: what a document says that was changed, and before the first what it said before.

A document here is anything with `as_values()`, `as_anchors()`, `are_news()`, `list_again()`, `updated_at` and
`fetch_for_history(keys)`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import compress
from typing import TYPE_CHECKING, Any

from django.contrib.contenttypes.models import ContentType
from django.utils import timezone

from .comparing import changed_names
from .models import BulkChange, Version
from .models.version import LONGEST_NOTE, LONGEST_TITLE
from .rows import insert_rows

if TYPE_CHECKING:
    from .sitting import Sitting

CHUNK = 100
# Texts may be long, and all of a batch are in memory at once.
WRITTEN_AT_ONCE = 50


def keep_former(model: type[Any], keys: Collection[int]) -> None:
    """Before documents change that have no version yet, keep what they say, as saved by nobody."""
    if not keys:
        return
    owner_type = ContentType.objects.get_for_model(model)
    for chunk in chunks(sorted(keys), CHUNK):
        new = set(chunk) - Version.objects.owners(owner_type.pk, chunk)
        for part in chunks(sorted(new), WRITTEN_AT_ONCE):
            documents = model.fetch_for_history(part)
            versions = [to_version(each, owner_type.pk, saved_at=each.updated_at) for each in documents]
            insert_rows(versions)


def record(sitting: Sitting) -> None:
    """Write a version of each touched document that is not as its newest version says."""
    by_type: dict[int, list[int]] = {}
    number = 0
    for owner_type, key in sitting.touched:
        by_type.setdefault(owner_type, []).append(key)
    for owner_type, keys in by_type.items():
        model: Any = ContentType.objects.get_for_id(owner_type).model_class()
        for chunk in chunks(keys, WRITTEN_AT_ONCE):
            newest = Version.objects.newest(owner_type, chunk)
            documents = model.fetch_for_history(chunk)
            versions = list(to_versions(sitting, owner_type, documents, newest))
            insert_rows(versions)
            number += sum(each.bulk_id is not None for each in versions)
            move_on(model, of_unmoved(sitting, documents, versions), newest)
        # What lists keep of documents follows from the same changes as their versions.
        sitting.at_end(model.list_again, keys)
    if sitting.bulk:
        keep_bulk(sitting.bulk, number)


def keep_bulk(bulk: BulkChange, number: int) -> None:
    """Nobody needs to be told of a change of nothing."""
    bulk.number = number
    if number:
        bulk.save(update_fields=["number"])
    else:
        bulk.delete()


def to_versions(
    sitting: Sitting, owner_type: int, documents: Iterable[Any], newest: Mapping[int, Version]
) -> Iterator[Version]:
    now = timezone.now()
    for document in documents:
        last, is_own = newest.get(document.pk), sitting.touched[owner_type, document.pk]
        version = to_version(document, owner_type, saved_at=now, saved_by_id=sitting.saved_by)
        version.changed = changed_names(last.values, version.values) if last else []
        if is_own:
            version.note, version.is_told = sitting.note[:LONGEST_NOTE], sitting.is_told
            version.bulk = sitting.bulk if is_part_of(sitting.bulk, owner_type) else None
        is_back = last is not None and last.kind == Version.Kind.DELETED
        if last is None or version.changed or is_back or version.is_told:
            yield version


def is_part_of(bulk: BulkChange | None, owner_type: int) -> bool:
    return bulk is not None and bulk.owner_type_id == owner_type


def of_unmoved(sitting: Sitting, documents: Iterable[Any], versions: Iterable[Version]) -> list[Version]:
    """The versions of documents that were not saved themselves. What only follows from another text is not
    among them, since it is no news."""
    unmoved = {document.pk for document in documents if document.updated_at < sitting.opened_at}
    return [
        each
        for each in versions
        if each.owner_id in unmoved and sitting.touched[each.owner_type_id, each.owner_id]
    ]


def move_on(model: Any, versions: Sequence[Version], newest: Mapping[int, Version]) -> None:
    """Say when documents were changed that were not saved themselves, such as by tags: feeds tell it."""
    if versions:
        news = news_of(model, versions, newest)
        model._base_manager.filter(pk__in=news).update(updated_at=timezone.now())


def news_of(model: Any, versions: Iterable[Version], newest: Mapping[int, Version]) -> list[int]:
    """The keys of documents of which readers are told something new."""
    told = [each.owner_id for each in versions if each.is_told]
    changed = [each for each in versions if each.changed and not each.is_told]
    news = model.are_news([(newest[each.owner_id].values, each.values) for each in changed])
    return [*told, *(each.owner_id for each in compress(changed, news))]


def to_version(document: Any, owner_type: int, **fields: Any) -> Version:
    return Version(
        owner_type_id=owner_type,
        owner_id=document.pk,
        title=str(document)[:LONGEST_TITLE],
        values=document.as_values(),
        anchors=document.as_anchors(),
        **fields,
    )


def chunks(keys: Sequence[int], size: int) -> Iterator[Sequence[int]]:
    return (keys[start : start + size] for start in range(0, len(keys), size))
