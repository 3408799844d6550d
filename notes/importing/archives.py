"""ZIP archives, unpacked into a folder of their own before they are read; nothing of them gets out of it.

What an archive says of itself is not believed: the format (APPNOTE.TXT, https://pkware.com/appnote) leaves
room for members that lie outside, overlap, or grow a thousand times and more.
"""

import os
import stat
import struct
import zipfile
import zlib
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from django.utils import timezone

from .problems import ImportProblem

ENDING = ".zip"
MOST_MEMBERS = 100_000
LARGEST = 2 * 1024**3
LARGEST_DIRECTORY = 32 * 1024**2
# No text is packed as tightly; below so many bytes it does not matter.
TIGHTEST = 100
HARMLESS = 50 * 1024**2
DEEPEST = 50
AT_ONCE = 1024**2
METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
# The record at the end of an archive, which a comment may follow; those before it in a large one.
END, END_SIZE, LONGEST_COMMENT = b"PK\x05\x06", 22, 65_535
END_64, END_64_SIZE, LOCATOR, LOCATOR_SIZE = b"PK\x06\x06", 56, b"PK\x06\x07", 20
MEMBER = b"PK\x01\x02"
LEFT_OUT = "__MACOSX"

BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, struct.error, ValueError, NotImplementedError)


def is_archive(path: Path) -> bool:
    return path.suffix.lower() == ENDING and path.is_file()


def unpack(path: Path, folder: Path) -> Path:
    """Unpack an archive into an empty folder; where its content begins: a folder, or the only file.

    Raises ImportProblem where the archive is broken, leads out of the folder, is encrypted, or has too many
    members or bytes.
    """
    try:
        with path.open("rb") as file:
            check_directory(file)
        with zipfile.ZipFile(path) as archive:
            members = [member for member in archive.infolist() if not member.is_dir()]
            names = checked(members, path.stat().st_size)
            for member, name in zip(members, names, strict=True):
                if name.parts[0] != LEFT_OUT:
                    write_member(archive, member, folder / name)
    except BROKEN as error:
        raise ImportProblem(f"the archive is broken: {error}") from error
    except OSError as error:
        raise ImportProblem(f"the archive cannot be unpacked: {error.strerror or error}") from error
    return beginning(folder)


def check_directory(file: BinaryIO) -> None:
    """Refuse too many members before anything of them is kept in memory."""
    end = file.seek(0, os.SEEK_END)
    file.seek(max(end - LONGEST_COMMENT - END_SIZE - LOCATOR_SIZE - END_64_SIZE, 0))
    tail = file.read()
    at = tail.rfind(END)
    if at < 0 or len(tail) < at + END_SIZE:
        raise ImportProblem("the archive is broken: it has no end")
    size, before = size_of_directory(tail, at)
    if size > LARGEST_DIRECTORY:
        raise ImportProblem(f"the archive has too many files; the limit is {MOST_MEMBERS:,}")
    file.seek(max(end - len(tail) + at - before - size, 0))
    if file.read(size).count(MEMBER) > MOST_MEMBERS:
        raise ImportProblem(f"the archive has too many files; the limit is {MOST_MEMBERS:,}")


def size_of_directory(tail: bytes, at: int) -> tuple[int, int]:
    """The bytes of the directory, and those of the records between it and the one at the end."""
    place = at - LOCATOR_SIZE - END_64_SIZE
    is_large = place >= 0 and tail.startswith(END_64, place) and tail.startswith(LOCATOR, at - LOCATOR_SIZE)
    if is_large:
        return struct.unpack_from("<Q", tail, place + 40)[0], LOCATOR_SIZE + END_64_SIZE
    return struct.unpack_from("<L", tail, at + 12)[0], 0


def checked(members: Sequence[zipfile.ZipInfo], size: int) -> list[PurePosixPath]:
    """The paths of the members within a folder. `size` is that of the archive in bytes."""
    unpacked = sum(member.file_size for member in members)
    if unpacked > LARGEST:
        raise ImportProblem(f"the archive unpacks to {unpacked:,} bytes; the limit is {LARGEST:,}")
    if unpacked > HARMLESS and unpacked > TIGHTEST * size:
        raise ImportProblem(f"the archive unpacks to {unpacked // size:,} times its size, which is no text")
    if sum(member.compress_size for member in members) > size:
        raise ImportProblem("the archive is broken: its files overlap")
    names = [name_of(member) for member in members]
    (name, times), *_ = [*Counter(names).most_common(1), ("", 0)]
    if times > 1:
        raise ImportProblem(f"the archive has {name} twice")
    return names


def name_of(member: zipfile.ZipInfo) -> PurePosixPath:
    """The path of one member, if it is a file that lies inside and can be read."""
    name = member.filename.replace("\\", "/")
    path = PurePosixPath(name)
    kind = stat.S_IFMT(member.external_attr >> 16)
    if path.is_absolute() or ".." in path.parts or name[1:2] == ":" or not path.parts:
        raise ImportProblem(f"the archive has a file that leads out of it: {member.filename[:80]}")
    if kind not in (0, stat.S_IFREG):
        raise ImportProblem(f"the archive has a link or a device: {member.filename[:80]}")
    if member.flag_bits & 0x1:
        raise ImportProblem("the archive is encrypted; unpack it first")
    if member.compress_type not in METHODS:
        raise ImportProblem(f"the archive is packed in an unusual way: {member.filename[:80]}")
    if len(path.parts) > DEEPEST:
        raise ImportProblem(f"the archive has folders nested more than {DEEPEST} times")
    return path


def write_member(archive: zipfile.ZipFile, member: zipfile.ZipInfo, path: Path) -> None:
    """Write one file that must not be there yet, with the time that the archive gives it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with archive.open(member) as packed, path.open("xb") as file:
        for chunk in iter(lambda: packed.read(AT_ONCE), b""):
            file.write(chunk)
    with suppress(ValueError, OverflowError):
        changed_at = timezone.make_aware(datetime(*member.date_time)).timestamp()
        os.utime(path, (changed_at, changed_at))


def beginning(folder: Path) -> Path:
    """The folder or file that all else lies in: it does not matter from where something was packed."""
    inside = list(folder.iterdir())
    if not inside:
        raise ImportProblem("the archive is empty")
    if len(inside) > 1 or inside[0].name.startswith((".", "_")):
        return folder
    return beginning(inside[0]) if inside[0].is_dir() else inside[0]
