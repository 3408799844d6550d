"""Several tags made one: what will change, and the change."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Self

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from history.sitting import sitting
from passages.models import Alias, Tag, Tagging, document_models, index_again, keep_address
from passages.models.kinds import type_id
from passages.models.tag import to_path

from .neighbours import Key
from .writing import touch_all


@dataclass(frozen=True)
class Row:
    """Of one kind of document, how many change, how many of these carry the tag that stays already, and how
    many will carry it."""

    kind: str
    changed: int
    has_both: int
    total: int


@dataclass
class Plan:
    """`aliases` will mean the tag that stays, `moved` are addresses that will lead to that of it."""

    kept: Tag
    gone: list[Tag]
    rows: list[Row] = field(default_factory=list)
    aliases: list[str] = field(default_factory=list)
    moved: list[str] = field(default_factory=list)
    description: str = ""

    @classmethod
    def of(cls, kept: Tag, gone: Sequence[Tag]) -> Self:
        has, goes = set(kept.carriers()), carriers_of(gone)
        plan = cls(kept, list(gone))
        for model in document_models():
            own = {key for key in has if key[0] == type_id(model)}
            new = {key for key in goes if key[0] == type_id(model)}
            if own or new:
                name = str(model._meta.verbose_name_plural)
                plan.rows.append(Row(name, len(new), len(own & new), len(own | new)))
        taken = Alias.objects.filter(tag__in=gone).values_list("name", flat=True)
        plan.aliases = sorted([tag.name for tag in gone] + list(taken), key=str.casefold)
        plan.moved = [to_path(tag.slug) for tag in gone]
        plan.description = join_descriptions([kept, *gone])
        return plan

    @property
    def changed(self) -> int:
        return sum(row.changed for row in self.rows)


def carriers_of(tags: Sequence[Tag]) -> set[Key]:
    rows = Tagging.objects.filter(tag__in=tags)
    return set(rows.values_list("content_type", "object_id"))


def join_descriptions(tags: Sequence[Tag]) -> str:
    """What any of them is described with, each once; the owner makes one text of it."""
    return "\n\n".join(dict.fromkeys(tag.description.strip() for tag in tags if tag.description.strip()))


@transaction.atomic
def merge_tags(kept: Tag, gone: Sequence[Tag], *, description: str, by: Any = None) -> int:
    """Let what carries any of the other tags carry the one that stays; answers how many documents changed.

    The others' names become its aliases and their addresses lead to it, so that a source which still says
    one of them means it.
    """
    gone = list(Tag.objects.select_for_update().filter(pk__in=[tag.pk for tag in gone]).exclude(pk=kept.pk))
    names = ", ".join(f"“{tag.name}”" for tag in gone)
    note = _("Tag %(names)s is “%(kept)s” now.") % {"names": names, "kept": kept.name}
    with sitting(by, note):
        carriers = carriers_of(gone)
        touch_all(carriers)
        for tag in gone:
            move_taggings(tag, kept)
            take_names(tag, kept)
        Tag.objects.filter(pk=kept.pk).update(description=description)
        index_again(sorted(carriers))
    return len(carriers)


def move_taggings(tag: Tag, kept: Tag) -> None:
    """A document that carries both keeps one."""
    same = {"content_type": OuterRef("content_type"), "object_id": OuterRef("object_id")}
    has_both = Exists(Tagging.objects.filter(tag=kept, **same))
    Tagging.objects.filter(~has_both, tag=tag).update(tag=kept)
    Tagging.objects.filter(tag=tag).delete()


def take_names(tag: Tag, kept: Tag) -> None:
    """The tag itself goes; its name and aliases mean the other, its addresses lead there."""
    Alias.objects.filter(tag=tag).update(tag=kept)
    tag.permalinks.update(owner_id=kept.pk)
    name, path = tag.name, to_path(tag.slug)
    tag.delete()
    Alias.objects.of([name]).delete()
    Alias.objects.create(tag=kept, name=name)
    keep_address(kept, path, to_path(kept.slug))
