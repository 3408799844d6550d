"""The notes of a vault: all Markdown files, also those that a site would leave out."""

import os
from collections.abc import Collection, Iterator
from pathlib import Path

from notes.importing.problems import ImportProblem
from notes.importing.sites import refuse


def find_notes(root: Path, *, skipped: Collection[str], suffixes: tuple[str, ...]) -> list[tuple[str, Path]]:
    """Path in the vault (with slashes) and file of each note, sorted; `skipped` are folders by their path.

    Hidden folders and links that lead out of the vault are left out. Raises ImportProblem where nothing is,
    or where a folder cannot be read.
    """
    notes = sorted((file.relative_to(root).as_posix(), file) for file in _files(root, skipped, suffixes))
    if not notes:
        raise ImportProblem(f"{root} has no note ({' or '.join(suffixes)})")
    return notes


def _files(root: Path, skipped: Collection[str], suffixes: tuple[str, ...]) -> Iterator[Path]:
    inside = root.resolve()
    for folder, folders, files in os.walk(root, onerror=refuse):
        here = Path(folder)
        folders[:] = sorted(
            name
            for name in folders
            if not name.startswith(".") and (here / name).relative_to(root).as_posix() not in skipped
        )
        for name in files:
            file = here / name
            if (
                file.suffix.lower() in suffixes
                and not name.startswith(".")
                and file.is_file()
                and file.resolve().is_relative_to(inside)
            ):
                yield file
