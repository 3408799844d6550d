from collections.abc import Sequence
from typing import Any

from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils.translation import gettext_lazy as _

from markup import Reference
from passages.slugs import to_slug

from .kinds import type_id
from .prepared import prepared


class Permalink(models.Model):
    """A former address of a document or author on this site, which redirects to the one it has now.

    `slug` is the last part of the path, by which older texts may still name the document.
    """

    path = models.CharField(_("path"), max_length=255, unique=True)
    slug = models.CharField(max_length=255, editable=False)
    owner_type = models.ForeignKey(ContentType, models.CASCADE, related_name="+", db_index=False)
    owner_id = models.PositiveBigIntegerField()
    owner = GenericForeignKey("owner_type", "owner_id")

    class Meta:
        ordering = ["path"]
        verbose_name = _("former address")
        verbose_name_plural = _("former addresses")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(path__startswith="/", path__endswith="/"), name="permalink_path_whole"
            )
        ]
        indexes = [
            models.Index(fields=["owner_type", "owner_id"], name="permalink_owner"),
            models.Index(fields=["slug"], name="permalink_slug"),
        ]

    def __str__(self) -> str:
        return self.path

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.slug = last_part(self.path)
        super().save(*args, **kwargs)


def keep_address(owner: models.Model, former: str, current: str) -> None:
    """Let a former address of something redirect to the one it has now."""
    if former != current:
        Permalink.objects.update_or_create(path=former, defaults={"owner": owner})
        Permalink.objects.filter(path=current).delete()


def owner_of(path: str) -> Any:
    """What stood at an address, None where nothing did."""
    permalink: Any = next(iter(permalinks_at(path=path)), None)
    return permalink.owner if permalink else None


@prepared
def permalinks_at(*, path: str) -> models.QuerySet:
    return Permalink.objects.filter(path=path)


def former_paths(documents: Sequence[models.Model]) -> dict[int, list[str]]:
    """By the keys of some documents of one kind, the addresses that each had; one query."""
    keys = [document.pk for document in documents]
    paths: dict[int, list[str]] = {}
    for key, path in paths_of(kind=type_id(type(documents[0])), keys=keys):
        paths.setdefault(key, []).append(path)
    return paths


@prepared
def paths_of(*, kind: int, keys: list[int]) -> models.QuerySet:
    rows = Permalink.objects.filter(owner_type=kind, owner_id__among=keys)
    return rows.values_list("owner_id", "path")


def last_part(path: str) -> str:
    """The slug that a path, or a name in a text, ends in."""
    return path.strip("/").rpartition("/")[2]


def slugs_of(reference: Reference) -> list[str]:
    """By which slugs to find a document that a text names: as it is written, else as a title makes it."""
    slug = last_part(reference.value)
    if "/" in reference.value:
        return [slug]
    return list(dict.fromkeys([slug, to_slug(slug, slug)]))
