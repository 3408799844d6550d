"""The folder that an export is written to: changed file by file, each of them whole at any moment."""

import hashlib
import json
import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import rmtree
from typing import Any

from passages.storage import StoreFailed

from .manifest import PROGRAM
from .names import MANIFEST
from .problems import ExportProblem

NEW = ".new-export"
# What is being put in its place, for the next run if this one is cut off.
UNDER_WAY = ".export-under-way.json"


class Folder:
    """A folder that is new, empty, or holds an earlier export, whose files are `before` with their hashes.

    `begun` are those that a run which was cut off was about to put there.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.new = path / NEW
        self.written: dict[str, str] = {}
        with told(path):
            self.begun = hashes_in(path / UNDER_WAY) if (path / UNDER_WAY).exists() else {}
            self.before = self.files_before()

    def files_before(self) -> dict[str, str]:
        if self.path.exists() and not self.path.is_dir():
            raise ExportProblem(f"{self.path} is no folder.")
        inside = [each.name for each in self.path.iterdir()] if self.path.exists() else []
        if not set(inside) - {NEW} or (MANIFEST not in inside and UNDER_WAY in inside):
            return {}
        if MANIFEST not in inside:
            raise ExportProblem(f"{self.path} is not empty and holds no export; choose another folder.")
        return hashes_in(self.path / MANIFEST)

    @contextmanager
    def opened(self) -> Iterator["Folder"]:
        """While it is open, files are written aside; what goes wrong leaves all as it was."""
        with told(self.path):
            try:
                rmtree(self.new, ignore_errors=True)
                self.new.mkdir(parents=True)
                yield self
            finally:
                rmtree(self.new, ignore_errors=True)

    def write(self, name: str, parts: Iterable[bytes]) -> str:
        """Write a file aside; answers with the SHA-256 of its bytes."""
        place, digest = self.new / name, hashlib.sha256()
        place.parent.mkdir(parents=True, exist_ok=True)
        with place.open("wb") as file:
            for part in parts:
                file.write(part)
                digest.update(part)
        self.written[name] = digest.hexdigest()
        return self.written[name]

    def finish(self, is_known: Callable[[str, bytes], bool]) -> None:
        """Put what was written in its place, the manifest last, and take away what is written no more.

        `is_known` says whether bytes that were changed here since the last export are known nevertheless.
        """
        for name in self.written:
            self.refuse_foreign(name, is_known)
        files = [{"name": name, "sha256": digest} for name, digest in self.written.items()]
        said = json.dumps({"program": PROGRAM, "files": files})
        (self.new / UNDER_WAY).write_text(said)
        os.replace(self.new / UNDER_WAY, self.path / UNDER_WAY)
        self.put_in_place()
        (self.path / UNDER_WAY).unlink()

    def put_in_place(self) -> None:
        for name in sorted(self.written, key=lambda name: name == MANIFEST):
            place = self.path / name
            if self.hash_now(place) != self.written[name]:
                place.parent.mkdir(parents=True, exist_ok=True)
                os.replace(self.new / name, place)
        for name in (self.begun | self.before).keys() - self.written.keys():
            self.remove(name)

    def refuse_foreign(self, name: str, is_known: Callable[[str, bytes], bool]) -> None:
        """Nothing that somebody else put here or has changed since is written over."""
        place = self.path / name
        if not place.parent.resolve().is_relative_to(self.path.resolve()):
            raise ExportProblem(f"{place.parent} leads out of the folder; nothing was written.")
        now = self.hash_now(place)
        if now in (None, self.written[name], self.before.get(name), self.begun.get(name)) or name == MANIFEST:
            return
        if name not in self.before and name not in self.begun:
            raise ExportProblem(f"{place} is no file of an export; move it away first.")
        if not is_known(name, place.read_bytes()):
            raise ExportProblem(f"{place} was changed since it was exported; import the folder first.")

    def remove(self, name: str) -> None:
        """A file of the earlier export goes if nobody has changed it, with folders that are empty then."""
        place = self.path / name
        is_inside = place.parent.resolve().is_relative_to(self.path.resolve())
        if (
            not is_inside
            or place.is_symlink()
            or self.hash_now(place) not in (self.before.get(name), self.begun.get(name))
        ):
            return
        place.unlink()
        for folder in place.parents:
            if folder == self.path or any(folder.iterdir()):
                break
            folder.rmdir()

    def hash_now(self, place: Path) -> str | None:
        return hashlib.sha256(place.read_bytes()).hexdigest() if place.is_file() else None


@contextmanager
def told(path: Path) -> Iterator[None]:
    try:
        yield
    except StoreFailed as error:
        raise ExportProblem(f"{error.filename} cannot be read: {error.strerror}.") from error
    except OSError as error:
        reason = error.strerror or error
        raise ExportProblem(f"{error.filename or path} cannot be written: {reason}.") from error


def hashes_in(manifest: Path) -> dict[str, str]:
    """The files of an earlier export by their hashes."""
    try:
        said: Any = json.loads(manifest.read_bytes())
        if said["program"] == PROGRAM:
            return {str(each["name"]): str(each["sha256"]) for each in said["files"]}
    except (ValueError, KeyError, TypeError, RecursionError):
        pass
    raise ExportProblem(f"{manifest} is no list of an export of this program; choose another folder.")
