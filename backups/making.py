"""Make a backup: the rows of one moment and the files that they name, in one file, whole or not there."""

import os
import tomllib
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.db import connection
from django.utils import timezone
from tqdm import tqdm

from passages.storage import chunks_in, sync_folder

from .last import LastBackup
from .manifest import File, Manifest, Media, Table
from .media import measure, names_in
from .packing import END, Packer, append, append_manifest, chunks_of, unpacked, verified
from .problems import BackupError
from .progress import progress
from .reading import files_in
from .rows import columns_of, count_rows, highest_key, read_rows
from .snapshots import snapshot, work_folder
from .states import Key, applied_in, models_at, name_of, refuse_newer
from .values import to_line
from .verifying import verify


@dataclass
class Remarks:
    """The names of files that rows name but that are not there, and of those that are not what they were;
    sentences about whatever else."""

    missing: list[str] = field(default_factory=list)
    damaged: list[str] = field(default_factory=list)
    others: list[str] = field(default_factory=list)

    def lines(self) -> Iterator[str]:
        for name in self.missing:
            yield f"A row names the file {name}, which is not among the media and so not in the backup."
        for name in self.damaged:
            yield f"The file {name} was damaged. An earlier backup may have it whole."
        yield from self.others


@dataclass
class Made:
    """What was put into a backup."""

    path: Path
    manifest: Manifest
    remarks: Remarks
    is_verified: bool = False

    def lines(self) -> Iterator[str]:
        manifest, size = self.manifest, self.path.stat().st_size / 2**20
        said = "read back and compared" if self.is_verified else "not read back"
        yield (
            f"{self.path}: {manifest.rows} rows of {len(manifest.tables)} tables and "
            f"{manifest.media.files} files, {size:.1f} MB, {said}."
        )
        yield from self.remarks.lines()


def make_backup(target: Path, *, is_verified: bool, is_forced: bool) -> Made:
    """Back the site up into `target`, or under a name of this moment where that is a folder."""
    path = target / default_name() if target.is_dir() else target
    refuse_to_overwrite(path, is_forced)
    with work_folder(path.parent) as folder:
        made = Made(path, *write(folder))
        if is_verified:
            verify(folder / "backup.tar", folder)
            made.is_verified = True
        refuse_to_overwrite(path, is_forced)
        (folder / "backup.tar").replace(path)
        sync_folder(path.parent)
    problem = LastBackup(made.manifest.made_at, str(path.absolute()), made.is_verified).remember()
    made.remarks.others += [problem] if problem else []
    return made


def default_name() -> str:
    return f"commonplace-{timezone.localtime():%Y-%m-%d-%H%M%S}.tar"


def refuse_to_overwrite(path: Path, is_forced: bool) -> None:
    if path.exists() and not is_forced:
        raise BackupError(f"{path} is there already. Take another name, or --force to write over it.")


def write(folder: Path) -> tuple[Manifest, Remarks]:
    """Write `backup.tar` into the folder; what is in it, and what is wrong with files."""
    with snapshot(folder) as alias:
        migrations = applied_in(alias)
        refuse_newer(migrations, "The database")
        models = models_at(migrations)
        tables = dump_all(models, alias, folder)
        names = names_in(models, alias)
    media, remarks = list_media(names, folder / Media.member)
    manifest = describe(migrations, tables, media)
    with private(folder / "backup.tar") as archive:
        append_all(archive, manifest, folder)
    return manifest, remarks


def describe(migrations: Iterable[Key], tables: list[Table], media: Media) -> Manifest:
    return Manifest(
        program=program_version(),
        made_at=timezone.now().isoformat(),
        database=connection.vendor,
        migrations=tuple(sorted(migrations)),
        tables=tuple(tables),
        media=media,
    )


def program_version() -> str:
    return str(tomllib.loads((settings.BASE_DIR / "pyproject.toml").read_text())["project"]["version"])


def dump_all(models: list, alias: str, folder: Path) -> list[Table]:
    total = count_rows(models, alias)
    with progress("Reading", total) as bar:
        return [dump(model, alias, folder / f"{name_of(model)}.jsonl.gz", bar) for model in models]


def dump(model: type, alias: str, path: Path, bar: tqdm) -> Table:
    """Write the rows of a model as lines into a file; what they are."""
    packer, number = Packer(path), 0
    with closing(packer.file):
        for row in read_rows(model, alias):
            packer.write(to_line(row))
            number += 1
            bar.update()
        sums = packer.close()
    return Table(name_of(model), columns_of(model), number, highest_key(model, alias), *sums)


def list_media(names: list[str], path: Path) -> tuple[Media, Remarks]:
    """Write the list of the files into a file; what they are, and what is wrong with some."""
    packer, remarks, sizes = Packer(path), Remarks(), []
    with closing(packer.file):
        for file in measured(names, remarks):
            packer.write(to_line(file.to_row()))
            sizes.append(file.sum.size)
        sums = packer.close()
    return Media(len(sizes), sum(sizes), *sums), remarks


def measured(names: list[str], remarks: Remarks) -> Iterator[File]:
    """The files that are there."""
    for name in names:
        file = measure(name)
        if file is None:
            remarks.missing.append(name)
            continue
        if file.is_damaged:
            remarks.damaged.append(name)
        yield file


def private(path: Path) -> BinaryIO:
    """A new file for the eyes of its owner only: it holds private notes and the hashes of passwords."""
    return os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb")


def append_all(archive: BinaryIO, manifest: Manifest, folder: Path) -> None:
    append_manifest(archive, manifest)
    for table in manifest.tables:
        append(archive, table.member, chunks_of(folder / f"{table.name}.jsonl.gz"), table.packed.size)
    media = folder / Media.member
    append(archive, Media.member, chunks_of(media), manifest.media.packed.size)
    for file in files_in(unpacked(chunks_of(media), Media.member)):
        append_file(archive, file)
    archive.write(END)
    archive.flush()
    os.fsync(archive.fileno())


def append_file(archive: BinaryIO, file: File) -> None:
    try:
        chunks = verified(chunks_in(file.name), file.sum, file.name)
        append(archive, file.member, chunks, file.sum.size)
    except (BackupError, FileNotFoundError):
        text = f"The file {file.name} was deleted or changed while the backup was made. Make it again."
        raise BackupError(text) from None
