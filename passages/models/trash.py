"""From versions back to documents. What is deleted is kept for 30 days as its last version."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from history.models import Version
from history.recording import chunks, keep_former, to_version
from history.sitting import CURRENT, sitting, touch
from markup import parse
from passages.merging import FROM_OPEN_TO_CLOSED

from .holding import ORIGIN, set_fields, to_fields
from .kinds import type_id
from .passage import Passage
from .permalink import Permalink

if TYPE_CHECKING:
    from .document import Document

CHUNK = 50


@dataclass
class Restored:
    """The document that is back, and sentences about what is not as it was."""

    document: Any
    remarks: list[str] = field(default_factory=list)


def throw_away(model: type[Document], keys: Sequence[int]) -> None:
    """Keep the last state of documents that are about to be deleted, within the sitting that deletes them."""
    Version.objects.purge()
    for name, field_name in members_of(model):
        members = named(name)._base_manager.filter(**{f"{field_name}__in": keys})
        touch(named(name), members.values_list("pk", flat=True), is_follow_up=True)
    for chunk in chunks(keys, CHUNK):
        keep_former(model, chunk)
        documents = list(model.objects.filter(pk__in=chunk).prefetch_related("permalinks"))
        model.fill_for_history(documents)
        Version.objects.bulk_create([to_last_version(document) for document in documents])


def to_last_version(document: Document) -> Version:
    current = CURRENT.get()
    rest = to_fields(document, ORIGIN) | document.give_rest()
    rest["permalinks"] = sorted(permalink.path for permalink in document.permalinks.all())
    rest["members"] = {
        name: sorted(named(name)._base_manager.filter(**{field_name: document}).values_list("pk", flat=True))
        for name, field_name in members_of(type(document))
    }
    return to_version(
        document,
        type_id(type(document)),
        kind=Version.Kind.DELETED,
        saved_by_id=current.saved_by if current else None,
        note=current.note if current else "",
        rest=rest,
    )


def members_of(model: type[Document]) -> Iterator[tuple[str, str]]:
    """The labels of models that stand in documents of this one, each with the field that says so."""
    for relation in model._meta.related_objects:
        if relation.many_to_many and relation.field.editable:
            yield relation.related_model._meta.label_lower, relation.field.name


def named(label: str) -> Any:
    owner_type = ContentType.objects.get_by_natural_key(*label.split("."))
    return owner_type.model_class()


def bring_back(version: Version) -> Restored:
    """Make a deleted document again, under its own number and address where nothing else has them now."""
    with sitting(note=_("Brought back")), transaction.atomic():
        model: Any = version.owner_type.model_class()
        document = model()
        set_fields(document, version.values | version.rest)
        document.pk = document.id = version.owner_id
        document.take_free()
        model._base_manager.bulk_create([document])  # not derived before its anchors are back
        plant_anchors(document, version.anchors)
        keep_paths(document, version.rest.get("permalinks", []))
        document.take_rest(version.rest)
        remarks = document.take_values(version.values)
        for label, keys in version.rest.get("members", {}).items():
            stand_in(document, named(label), keys)
        # Saving says that it was changed now.
        model._base_manager.filter(pk=document.pk).update(**to_dates(document, version))
    return Restored(document, remarks)


def go_back(document: Document, version: Version) -> list[str]:
    """Let a document be as in an earlier version, but never seen by more than may see it now.

    Answers with a sentence for each thing that could not be as it was.
    """
    said = {"date": date_format(timezone.localtime(version.saved_at), "SHORT_DATETIME_FORMAT")}
    with sitting(note=_("As it was on %(date)s") % said), transaction.atomic():
        current: Any = type(document)._base_manager.select_for_update().get(pk=document.pk)
        values = dict(version.values)
        values["visibility"] = max(
            current.visibility,
            values.get("visibility", current.visibility),
            key=FROM_OPEN_TO_CLOSED.index,
        )
        current.body = values.get("body", current.body)
        plant_anchors(current, version.anchors)
        remarks: list[str] = current.take_values(values)
    if values["visibility"] != version.values.get("visibility"):
        remarks.append(_("It was open to more then; who may see it stays as it is now."))
    return remarks


def to_dates(document: Document, version: Version) -> dict[str, Any]:
    set_fields(document, {"updated_at": version.rest["updated_at"]})
    return {"updated_at": document.updated_at}


def keep_paths(document: Document, paths: Sequence[str]) -> None:
    """Let its former addresses lead to it again that lead nowhere else."""
    taken = set(Permalink.objects.filter(path__in=paths).values_list("path", flat=True))
    for path in paths:
        if path not in taken:
            Permalink.objects.create(path=path, owner=document)


def stand_in(document: Document, model: Any, keys: Sequence[int]) -> None:
    """Let what stood in it, and is still there, stand in it again."""
    for name, field_name in members_of(type(document)):
        if named(name) is model:
            for member in model._base_manager.filter(pk__in=keys):
                getattr(member, field_name).add(document)


def plant_anchors(document: Document, anchors: Sequence[str]) -> None:
    """Let blocks of its text that are not there yet have the anchors that they once had, when it is saved."""
    blocks = parse(document.body).blocks
    if len(blocks) != len(anchors):
        return  # they were read by other rules then
    present = set(document.passages.values_list("anchor", flat=True))
    said = {"visibility": document.visibility, "dated_on": document.dated_on(), "depth": 0}
    Passage.objects.bulk_create(
        [
            Passage(
                owner=document, position=position, anchor=anchor, kind=block.kind, text=block.text, **said
            )
            for position, (anchor, block) in enumerate(zip(anchors, blocks, strict=True))
            if anchor not in present
        ],
        batch_size=500,
    )
