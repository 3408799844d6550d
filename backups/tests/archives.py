"""Backups of a few rows and files that need no database, and what they are made of."""

import hashlib
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

from backups.manifest import Manifest, Media, Sum, Table
from backups.packing import END, Packer, append, append_manifest
from backups.values import to_line

ROWS = [[1, "Read “Was der Fall ist”", None], [2, "naïve\n𝔸\u2028\x7f", {"a": [1.5, True, 10**30]}]]
FILES = {"images/a.png": b"first", "images/b.png": bytes(range(256)) * 5}


def create_folder(case):
    """A folder that is gone after the test."""
    folder = TemporaryDirectory()
    case.addCleanup(folder.cleanup)
    return Path(folder.name)


def create_archive(*, rows=ROWS, files=FILES, **changes):
    """The bytes of a backup of one table; `changes` are values of the manifest that are not true."""
    with TemporaryDirectory() as folder:
        lines, table = pack(Path(folder) / "rows", [to_line(row) for row in rows])
        sums = [to_line([name, *vars(to_sum(data)).values()]) for name, data in files.items()]
        names, media = pack(Path(folder) / "media", sums)
    size = sum(map(len, files.values()))
    table = Table("notes.entry", ("id", "body", "csl"), len(rows), 7, *table)
    manifest = Manifest(
        "0.1.0", "2026-11-30T00:00:00+00:00", "sqlite", (), (table,), Media(len(files), size, *media)
    )
    manifest = Manifest(**vars(manifest) | changes)
    return assemble(manifest, {table.member: lines, Media.member: names, **in_media(files)})


def assemble(manifest, members):
    """The bytes of a tar with these members behind its manifest."""
    archive = BytesIO()
    append_manifest(archive, manifest)
    for name, data in members.items() if isinstance(members, dict) else members:
        append(archive, name, [data], len(data))
    archive.write(END)
    return archive.getvalue()


def in_media(files):
    return {f"media/{name}": data for name, data in files.items()}


def pack(path, lines):
    packer = Packer(path)
    for line in lines:
        packer.write(line)
    sums = packer.close()
    return path.read_bytes(), sums


def to_sum(data):
    return Sum(len(data), hashlib.sha256(data).hexdigest())
