"""The files that rows name, out of the media folder and into it."""

import hashlib
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.core.files.storage import default_storage
from django.db.models import FileField

from passages.storage import sync_folder

from .manifest import File, Sum, is_safe
from .packing import chunks_of
from .problems import BackupError
from .rows import fields_of, rows_of


def media_folder() -> Path:
    folder = Path(default_storage.path(""))
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def names_in(models: Iterable[Any], alias: str) -> list[str]:
    """The names of all files that rows of the models have, each once, in order."""
    names: set[str] = set()
    for model in models:
        for field in fields_of(model):
            if isinstance(field, FileField):
                names.update(rows_of(model, alias).values_list(field.attname, flat=True).iterator())
    return sorted(names - {""})


def measure(name: str) -> File | None:
    """The file of that name in the media folder; none where it is missing."""
    if not is_safe(name):
        raise BackupError(f"A row names a file that would leave the media folder: {name!r}.")
    size, digest = 0, hashlib.sha256()
    try:
        for chunk in chunks_of(path_of(name)):
            size += len(chunk)
            digest.update(chunk)
    except FileNotFoundError:
        return None
    return File(name, Sum(size, digest.hexdigest()))


def path_of(name: str) -> Path:
    return Path(default_storage.path(name))


@contextmanager
def put_in_place(new: Path, former: Path) -> Iterator[None]:
    """Move the files below `new` into the media folder; what fails in the context undoes it.

    What a file replaces waits below `former`. Files that no row names any more stay: `prune_images` has them.
    """
    moved: list[Path] = []
    try:
        for path in sorted(each for each in new.rglob("*") if each.is_file()):
            moved.append(path.relative_to(new))
            exchange(path, path_of(str(moved[-1])), former / moved[-1])
        yield
    except BaseException:
        for name in reversed(moved):
            bring_back(path_of(str(name)), former / name)
        raise


def exchange(path: Path, place: Path, former: Path) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    if place.exists():
        former.parent.mkdir(parents=True, exist_ok=True)
        os.link(place, former)
    path.replace(place)
    sync_folder(place.parent)


def bring_back(place: Path, former: Path) -> None:
    if former.exists():
        former.replace(place)
    else:
        place.unlink(missing_ok=True)
