"""Read a backup from its beginning to its end, and believe nothing that its sums do not bear out."""

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import disk_usage
from typing import Any

from .manifest import File, Sum, Table
from .packing import Archive, chunks_of, unpacked, verified
from .problems import BackupError
from .progress import progress
from .values import LONGEST_LINE, from_line, to_lines


@contextmanager
def open_archive(path: Path) -> Iterator[Archive]:
    with path.open("rb") as file:
        yield Archive(file)


def check(archive: Archive, folder: Path, media: Path | None = None) -> None:
    """Compare every member with its sum; the files of the media folder are written below `media`, if given.

    `folder` is where to work. Nothing is kept in memory.
    """
    refuse_if_full(archive, folder)
    archive.rewind()
    with progress("Checking", archive.size, "B") as bar:
        for table in archive.manifest.tables:
            check_lines(lines_of(archive, table), table)
            bar.update(archive.file.tell() - bar.n)
        files = list_files(archive, folder)
        for file in files:
            chunks = verified(archive.member(file.member, file.sum.size), file.sum, file.member)
            write_file(media / file.name, chunks) if media else exhaust(chunks)
            bar.update(archive.file.tell() - bar.n)
    archive.finish()


def refuse_if_full(archive: Archive, folder: Path) -> None:
    needed, free = archive.manifest.unpacked_size, disk_usage(folder).free
    if needed > free:
        raise BackupError(
            f"The backup needs at least {needed / 2**20:.0f} MB in {folder.parent}, "
            f"where {free / 2**20:.0f} MB are free."
        )


def lines_of(archive: Archive, table: Table) -> Iterator[bytes]:
    """The bytes of the lines of a table, which is the next member."""
    return contents(archive, table.member, table.packed, table.lines)


def contents(archive: Archive, member: str, packed: Sum, lines: Sum) -> Iterator[bytes]:
    chunks = verified(archive.member(member, packed.size), packed, member)
    return verified(unpacked(chunks, member), lines, member)


def check_lines(chunks: Iterable[bytes], table: Table) -> None:
    number, length = 0, 0
    for chunk in chunks:
        number += chunk.count(b"\n")
        length = len(chunk) - chunk.rfind(b"\n") - 1 + (0 if b"\n" in chunk else length)
        if length > LONGEST_LINE:
            raise BackupError(f"The backup is broken: {table.member} has a row without an end.")
    if number != table.rows or length:
        raise BackupError(f"The backup is broken: {table.member} has not the rows that it should have.")


def rows_of_table(archive: Archive, table: Table) -> Iterator[list[Any]]:
    """The rows of a table, which is the next member, as JSON has them."""
    for line in to_lines(lines_of(archive, table)):
        yield from_line(line, len(table.columns))


def list_files(archive: Archive, folder: Path) -> Iterator[File]:
    """The files that the list of the media names, which is the next member."""
    media, path = archive.manifest.media, folder / "media.jsonl"
    chunks = contents(archive, media.member, media.packed, media.lines)
    with path.open("wb") as file:
        file.writelines(chunks)
    number, size = 0, 0
    for each in files_in(chunks_of(path)):
        number, size = number + 1, size + each.sum.size
        if number > media.files or size > media.size:
            break
        yield each
    if (number, size) != (media.files, media.size):
        raise BackupError("The backup is broken: it has not the files that it should have.")


def files_in(chunks: Iterable[bytes]) -> Iterator[File]:
    """The files that a list names, each once and in order."""
    last = ""
    for line in to_lines(chunks):
        file = File.from_row(from_line(line, 3))
        if file.name <= last:
            raise BackupError(f"The backup is broken: it has {file.name} twice or out of order.")
        last = file.name
        yield file


def write_file(path: Path, chunks: Iterable[bytes]) -> None:
    """A new file as the media folder has them, on the disk."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("xb") as file:
        for chunk in chunks:
            file.write(chunk)
        file.flush()
        os.fsync(file.fileno())
    path.chmod(0o644)


def exhaust(chunks: Iterable[bytes]) -> None:
    for _ in chunks:
        pass
