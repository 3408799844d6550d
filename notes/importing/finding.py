"""What a path holds: which format reads it, or each of the files in it."""

from collections.abc import Iterator
from pathlib import Path

from .archives import is_archive, unpack
from .formats import FORMATS, Format, format_of, markdown
from .problems import ImportProblem
from .sites import has_pages


def find_readings(path: Path, asked: Format | None, folder: Path) -> Iterator[tuple[Format, Path]]:
    """Formats, each with the file or folder that it reads. An archive is unpacked into the new `folder`.

    A folder is read as one where it looks like a site or vault, else file by file. Raises ImportProblem.
    """
    root = path
    if is_archive(path):
        folder.mkdir()
        root = unpack(path, folder)
    chosen = asked or format_of(root)
    exports = list(exports_in(root, asked)) if root.is_dir() and not is_whole(root, chosen) else []
    if root != path and root.is_dir() and not exports and not is_whole(root, chosen):
        raise ImportProblem("the archive has no file that can be imported")
    yield from exports or [(chosen, root)]


def is_whole(root: Path, chosen: Format) -> bool:
    """Whether a format reads this folder as one."""
    return has_pages(root) if chosen is markdown else chosen.match(root)


def exports_in(root: Path, asked: Format | None) -> Iterator[tuple[Format, Path]]:
    """The files below a folder that a service or program exported, sorted."""
    formats = [asked] if asked else FORMATS
    for file in sorted(path for path in root.rglob("*") if path.is_file() and not path.is_symlink()):
        found = next((each for each in formats if each is not markdown and each.match(file)), None)
        if found:
            yield found, file
