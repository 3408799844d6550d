"""The folder of an export: what is in it, what is new, and how the new takes the place of the old.

Everything is written beside first, into a folder within, so that an export that fails leaves the one before
as it was. The manifest names the files that are the export's own; no other file is overwritten or removed.
"""

import json
import os
import shutil
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

MANIFEST = ".export.json"
BESIDE = ".export-new"
OURS = {MANIFEST, BESIDE}
# What a folder may hold that counts as empty: a checkout of the branch that is served.
UNCOUNTED = {".git", BESIDE}
VERSION = 1


class FolderError(Exception):
    """The folder cannot be written to as asked; the message is a sentence."""


@dataclass
class Folder:
    """A folder and the files that an earlier export wrote there, each with the etag of a picture, or ''."""

    root: Path
    is_forced: bool = False
    known: Mapping[str, str] = field(default_factory=dict)
    checked: set[Path] = field(default_factory=set)

    @property
    def beside(self) -> Path:
        return self.root / BESIDE

    def place_beside(self, file: str) -> Path:
        """Where a file waits: all in one folder, since to make folders and take them away takes longer."""
        return self.beside / sha256(file.encode("utf-8", "surrogatepass")).hexdigest()

    def etag(self, file: str) -> str:
        """The etag that the file had, if it is there."""
        return self.known.get(file, "") if (self.root / file).is_file() else ""

    def take(self, file: str, content: bytes) -> bool:
        """Write a file beside if it differs from what is there; says whether it does."""
        path = self.root / file
        self.check(file)
        if path.is_file() and path.stat().st_size == len(content) and path.read_bytes() == content:
            return False
        self.place_beside(file).write_bytes(content)
        return True

    def check(self, file: str) -> None:
        """See that the file may be written: below the folder, by no link, and over nothing of others."""
        path = self.root / file
        self.check_folder(path.parent)
        if path.is_symlink() or path.is_dir():
            raise FolderError(f"{path} stands where the export would write a file; remove it first.")
        if file not in self.known and not self.is_forced and path.exists():
            raise FolderError(
                f"{path} was not written by an export; remove it, or use --force to replace it."
            )

    def check_folder(self, folder: Path) -> None:
        if folder == self.root or folder in self.checked:
            return
        self.check_folder(folder.parent)
        if folder.is_symlink():
            raise FolderError(
                f"{folder} is a symbolic link, which an export does not follow; remove it first."
            )
        if folder.exists() and not folder.is_dir():
            raise FolderError(f"{folder} is a file where the export needs a folder; remove it first.")
        self.checked.add(folder)

    def put_in_place(self, files: Mapping[str, str], new: Collection[str], base: str) -> int:
        """Let the new files take their places and remove what the export has no more; says how many."""
        gone = sorted(self.known.keys() - files.keys())
        if gone or new:
            # Should this be interrupted, the next export still knows all of them for its own.
            write_manifest(self.root, {**self.known, **dict.fromkeys(files, "")}, base)
        for file in new:
            (self.root / file).parent.mkdir(parents=True, exist_ok=True)
            os.replace(self.place_beside(file), self.root / file)
        removed = sum(self.remove(file) for file in gone)
        write_manifest(self.root, files, base)
        self.clear()
        return removed

    def remove(self, file: str) -> bool:
        path = self.root / file
        if any(parent.is_symlink() for parent in path.parents if self.root in parent.parents):
            return False
        if not path.is_file() and not path.is_symlink():
            return False
        path.unlink()
        for parent in path.parents:
            if parent == self.root or any(parent.iterdir()):
                break
            parent.rmdir()
        return True

    def clear(self) -> None:
        shutil.rmtree(self.beside, ignore_errors=True)


def open_folder(root: Path, *, is_forced: bool = False) -> Folder:
    """The folder for an export, made if need be; one with files of others is refused unless forced."""
    if root.exists() and not root.is_dir():
        raise FolderError(f"{root} is no folder.")
    root.mkdir(parents=True, exist_ok=True)
    root = root.resolve()
    known = read_manifest(root)
    if known is None and not is_forced and any(path.name not in UNCOUNTED for path in root.iterdir()):
        raise FolderError(
            f"{root} holds files that no export wrote. Choose an empty folder, or use --force to export there"
            " all the same: files of the same name are replaced, others stay."
        )
    folder = Folder(root, is_forced, known or {})
    if folder.beside.is_symlink():
        raise FolderError(f"{folder.beside} is a symbolic link; remove it first.")
    folder.clear()
    folder.beside.mkdir()
    return folder


def read_manifest(root: Path) -> dict[str, str] | None:
    """The files of an earlier export, None where there was none."""
    path = root / MANIFEST
    if not path.is_file():
        return None
    try:
        files = json.loads(path.read_text(encoding="utf-8"))["files"]
        return {str(name): str(etag) for name, etag in files.items() if is_below(str(name))}
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise FolderError(f"{path} cannot be read; remove it and use --force.") from error


def is_below(name: str) -> bool:
    """Whether a name from a manifest is that of a file below the folder, and none of the export's own."""
    parts = name.split("/")
    return not {"", ".", ".."} & {*parts} and parts[0] not in OURS


def write_manifest(root: Path, files: Mapping[str, str], base: str) -> None:
    said = {"version": VERSION, "base_url": base, "files": dict(sorted(files.items()))}
    content = json.dumps(said, ensure_ascii=False, indent=0).encode("utf-8", "surrogatepass")
    path = root / MANIFEST
    if path.is_file() and not path.is_symlink() and path.read_bytes() == content:
        return
    new = root / BESIDE / MANIFEST
    new.write_bytes(content)
    os.replace(new, path)
