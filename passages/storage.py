"""Where pictures and other media lie: in a folder, or in a store that is no disk of this machine.

Whatever touches them does so by Django's storage API and by what stands here. A storage must write over a
file of the same name, and have it whole or not at all; in a folder that holds also after a power cut.
"""

import os
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePosixPath
from shutil import copyfileobj
from tempfile import NamedTemporaryFile, gettempdir
from typing import Any
from uuid import uuid4

from django.core.files.base import ContentFile, File
from django.core.files.storage import FileSystemStorage, default_storage

CHUNK = 2**20


class StoreFailed(OSError):
    """The store of pictures, which is no folder, refuses something."""


class StoreAbsent(StoreFailed):
    """The store of pictures does not answer, or has too much to do."""


class DurableStorage(FileSystemStorage):
    """A file is written beside its place and put there once it is on the disk, over one of that name."""

    def get_available_name(self, name: str, max_length: int | None = None) -> str:
        return name

    def _save(self, name: str, content: Any) -> str:
        place = Path(self.path(name))
        place.parent.mkdir(parents=True, exist_ok=True)
        with NamedTemporaryFile(dir=place.parent, prefix=".", suffix=".part", delete=False) as part:
            try:
                for chunk in content.chunks():
                    part.write(chunk)
                part.flush()
                os.fsync(part.fileno())
                Path(part.name).chmod(self.file_permissions_mode or 0o644)
                Path(part.name).replace(place)
            except BaseException:
                Path(part.name).unlink(missing_ok=True)
                raise
        sync_folder(place.parent)
        return name

    def take(self, path: Path, name: str) -> None:
        """Move a file to this name that is on the same disk already, and written down there."""
        place = Path(self.path(name))
        place.parent.mkdir(parents=True, exist_ok=True)
        path.replace(place)
        sync_folder(place.parent)


def local_folder() -> Path | None:
    """The folder of the media; None where they lie in none."""
    return Path(default_storage.path("")) if isinstance(default_storage, FileSystemStorage) else None


def waiting_folder() -> Path:
    """Where files may lie that are to be put in their place: on the same disk, if that is one."""
    folder = local_folder() or Path(gettempdir())
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def chunks_in(name: str) -> Iterator[bytes]:
    """The bytes of a file. Raises `FileNotFoundError` and other kinds of `OSError`."""
    with default_storage.open(name) as file:
        yield from file.chunks(CHUNK)


def take(path: Path, name: str) -> None:
    """Put a file of `waiting_folder` in its place; where that is a folder it is gone from there."""
    if isinstance(default_storage, DurableStorage):
        default_storage.take(path, name)
        return
    with path.open("rb") as file:
        default_storage.save(name, File(file))


def set_aside(name: str, path: Path) -> None:
    """Let what has this name now have another one in `waiting_folder` as well."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if isinstance(default_storage, FileSystemStorage):
        os.link(default_storage.path(name), path)
        return
    with default_storage.open(name) as file, path.open("xb") as copy:
        copyfileobj(file, copy, CHUNK)


def files_in(folder: str) -> list[str]:
    """The names that files have in a folder, none where there is no such folder yet."""
    try:
        return list(default_storage.listdir(folder)[1])
    except FileNotFoundError:
        return []


def missing_of(names: Iterable[str]) -> list[str]:
    """Those of which there is no file, by one look at each folder."""
    paths = [PurePosixPath(name) for name in names]
    there = {folder: set(files_in(str(folder))) for folder in {path.parent for path in paths}}
    return [str(path) for path in paths if path.name not in there[path.parent]]


def write_and_delete() -> None:
    """Raise what forbids that files come and go."""
    name = default_storage.save(f".{uuid4().hex}.part", ContentFile(b"\0"))
    default_storage.delete(name)


def sync_folder(folder: Path) -> None:
    """Write down that a file has come or gone (rename(2) alone does not)."""
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
