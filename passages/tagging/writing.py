"""Tags put on and moved for many documents at once, with what the history and the search index must hear."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from history.sitting import sitting, touch
from passages.models import Document, Tagging, document_models, index_again
from passages.models.kinds import type_id

from .neighbours import Key

BATCH = 500


def add_tags(
    model: type[Document], wanted: Iterable[tuple[int, int]], *, by: Any = None, note: str = ""
) -> int:
    """Put tags on documents of one kind, as pairs of a document's key and a tag's; answers how many were new.

    One sitting, so that each document gets one version.
    """
    wanted = sorted(set(wanted))
    keys = sorted({key for key, _ in wanted})
    added = 0
    with sitting(by, note) as current:
        if keys:
            current.be_bulk(model)
        for chunk in batches(keys):
            here = set(chunk)
            added += add_chunk(model, chunk, [pair for pair in wanted if pair[0] in here])
    return added


def add_chunk(model: type[Document], keys: Sequence[int], wanted: Sequence[tuple[int, int]]) -> int:
    there = set(model._base_manager.filter(pk__in=keys).select_for_update().values_list("pk", flat=True))
    carried = Tagging.objects.filter(content_type=type_id(model), object_id__in=keys)
    has = set(carried.values_list("object_id", "tag"))
    new = [(key, tag) for key, tag in wanted if key in there and (key, tag) not in has]
    touch(model, {key for key, _ in new})
    rows = [Tagging(content_type_id=type_id(model), object_id=key, tag_id=tag) for key, tag in new]
    Tagging.objects.bulk_create(rows, batch_size=BATCH)
    index_again([(type_id(model), key) for key in sorted({key for key, _ in new})])
    return len(rows)


def touch_all(keys: Iterable[Key]) -> None:
    """Say of documents of any kind that they will change."""
    keys = list(keys)
    for model in document_models():
        ours = [key for owner_type, key in keys if owner_type == type_id(model)]
        if ours:
            touch(model, ours)


def batches(keys: Sequence[int]) -> Iterator[Sequence[int]]:
    return (keys[start : start + BATCH] for start in range(0, len(keys), BATCH))
