from __future__ import annotations

from collections.abc import Collection
from typing import Any, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

LONGEST_FOLDER = 1000


class SourceFileQuerySet(models.QuerySet[Any]):
    def hashes_of(self, name: str) -> list[str]:
        """The hashes of the entries that a file had when it was imported last, in its order."""
        return next(iter(self.filter(name=name).values_list("hashes", flat=True)), [])

    def with_bytes(self) -> Self:
        """Those that are files in a folder, rather than the names under which a service is known."""
        return self.exclude(data=b"")

    def data_of(self, name: str) -> bytes | None:
        """The bytes of a file as it was imported last."""
        data = self.with_bytes().filter(name=name).values_list("data", flat=True).first()
        return None if data is None else bytes(data)

    def named(self, name: str) -> SourceFile | None:
        return self.filter(name=name).first()

    def missing(self, folders: Collection[str], names: Collection[str]) -> Self:
        """Files that came from these folders and are none of those that were found there now."""
        return self.filter(folder__in=folders).exclude(name__in=names).defer("data").order_by("name")

    def forget(self, name: str) -> None:
        self.filter(name=name).delete()


class SourceFile(models.Model):
    """A file as it was when it was imported last, so that a text which stayed can leave as it came.

    `name` is the `source_file` of its documents, its path in the `folder` on the machine that imported it,
    which is empty where it came otherwise. `hashes` are those of its entries in their order: an entry that
    was deleted here is known by them and does not come back.
    """

    name = models.CharField(_("file"), max_length=500, unique=True)
    folder = models.CharField(_("folder"), max_length=LONGEST_FOLDER, blank=True)
    data = models.BinaryField(_("bytes"))
    hashes = models.JSONField(default=list)
    imported_at = models.DateTimeField(_("imported at"), auto_now=True)

    objects = SourceFileQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        verbose_name = _("source file")
        verbose_name_plural = _("source files")

    def __str__(self) -> str:
        return self.name
