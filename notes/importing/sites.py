"""Files of a Markdown site, found and read; the only part of reading that touches the disk."""

import os
from collections.abc import Iterator
from pathlib import Path

from .problems import ImportProblem

LARGEST_FILE = 50 * 1024 * 1024
_SUFFIXES = (".md", ".markdown")
_SKIPPED_FOLDERS = frozenset(("_site", "node_modules", "vendor"))
_ABOUT_THE_FOLDER = frozenset(
    (
        "readme",
        "license",
        "licence",
        "changelog",
        "contributing",
        "code_of_conduct",
        "security",
        "authors",
        "history",
    )
)


def find_pages(path: Path) -> list[tuple[str, Path]]:
    """The pages at `path`, a file or a whole folder: name (path in the folder, with slashes) and file.

    They come sorted. Left out are hidden files, what a site generator made or installed, links that lead out
    of the folder, and files about the folder (README, LICENSE) that no front matter makes a page. Raises
    ImportProblem where nothing is found.
    """
    if path.is_file():
        return [(path.name, path)]
    if not path.is_dir():
        raise ImportProblem(f"{path} is neither a file nor a folder")
    pages = sorted((file.relative_to(path).as_posix(), file) for file in _pages_below(path))
    if not pages:
        raise ImportProblem(f"{path} has no Markdown file ({' or '.join(_SUFFIXES)})")
    return pages


def has_pages(path: Path) -> bool:
    """Whether there is a page below a folder."""
    return next(_pages_below(path), None) is not None


def read_bytes(path: Path) -> bytes:
    """All of a file of at most 50 MB. Raises ImportProblem."""
    try:
        state = path.stat()
        size, changed = state.st_size, state.st_mtime_ns
        if size > LARGEST_FILE:
            limit = LARGEST_FILE // 1024 // 1024
            raise ImportProblem(f"the file has {size:,} bytes; the limit is {limit} MB")
        data = path.read_bytes()
        if len(data) != size or path.stat().st_mtime_ns != changed:
            raise ImportProblem("the file changed while it was read; import it again")
        return data
    except OSError as error:
        raise _unreadable(error) from error


def decoded(data: bytes) -> str:
    """The text of a UTF-8 file, newlines as they are. Raises ImportProblem with the line of a wrong byte."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise ImportProblem(f"byte {error.start} is no UTF-8; save the file as UTF-8", line) from error
    if not text.strip():
        raise ImportProblem("the file is empty", 1)
    return text


def _pages_below(root: Path) -> Iterator[Path]:
    inside = root.resolve()
    for folder, folders, files in os.walk(root, onerror=refuse):
        folders[:] = sorted(
            name for name in folders if name not in _SKIPPED_FOLDERS and not name.startswith(".")
        )
        for name in files:
            file = Path(folder, name)
            if (
                _is_markdown(file)
                and file.is_file()
                and file.resolve().is_relative_to(inside)
                and _is_page(file)
            ):
                yield file


def _is_markdown(file: Path) -> bool:
    return file.suffix.lower() in _SUFFIXES and not file.name.startswith(".")


def _is_page(file: Path) -> bool:
    return file.stem.lower() not in _ABOUT_THE_FOLDER or read_bytes(file)[:6].lstrip(b"\xef\xbb\xbf")[:3] in (
        b"---",
        b"+++",
    )


def refuse(error: OSError) -> None:
    """Raises ImportProblem: what is in a folder that cannot be read must not seem to be gone."""
    raise _unreadable(error) from error


def _unreadable(error: OSError) -> ImportProblem:
    return ImportProblem(f"{error.filename} cannot be read: {error.strerror}")
