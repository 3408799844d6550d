"""The files that rows name, out of the media and into them."""

import hashlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.core.files.storage import default_storage
from django.db.models import FileField

from passages.storage import chunks_in, set_aside, take

from .manifest import File, Sum, is_safe
from .problems import BackupError
from .rows import fields_of, rows_of


def names_in(models: Iterable[Any], alias: str) -> list[str]:
    """The names of all files that rows of the models have, each once, in order."""
    names: set[str] = set()
    for model in models:
        for field in fields_of(model):
            if isinstance(field, FileField):
                names.update(rows_of(model, alias).values_list(field.attname, flat=True).iterator())
    return sorted(names - {""})


def measure(name: str) -> File | None:
    """The file of that name; none where it is missing."""
    if not is_safe(name):
        raise BackupError(f"A row names a file that would leave the media folder: {name!r}.")
    size, digest = 0, hashlib.sha256()
    try:
        for chunk in chunks_in(name):
            size += len(chunk)
            digest.update(chunk)
    except FileNotFoundError:
        return None
    return File(name, Sum(size, digest.hexdigest()))


@contextmanager
def put_in_place(new: Path, former: Path) -> Iterator[None]:
    """Put the files below `new` among the media; what fails in the context undoes it.

    What a file replaces waits below `former`. Files that no row names any more stay: `prune_images` has them.
    """
    moved: list[str] = []
    try:
        for path in sorted(each for each in new.rglob("*") if each.is_file()):
            name = path.relative_to(new).as_posix()
            if default_storage.exists(name):
                set_aside(name, former / name)
            moved.append(name)
            take(path, name)
        yield
    except BaseException:
        for name in reversed(moved):
            bring_back(name, former / name)
        raise


def bring_back(name: str, former: Path) -> None:
    if former.exists():
        take(former, name)
    else:
        default_storage.delete(name)
