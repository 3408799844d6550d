"""Export everything that somebody may see, into a folder or as one document a line."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser, User
from django.core.files.storage import default_storage
from django.db import connection, transaction
from tqdm import tqdm

from notes.importing.entries import say_entry
from notes.importing.pages import EntriesPage, LogEntry, LogPage
from notes.importing.site import hash_of
from notes.models import SourceFile
from papers.bibliography import bibtex
from papers.bibliography.rows import for_everybody, to_record
from papers.models import Paper
from passages.merging import as_remembered
from passages.models import Alias, Image
from passages.models.image import FOLDER
from passages.visibility import Reader
from topics.models import Topic

from .composing import reading, sayable
from .files import OutFile, Plan, bytes_of
from .folder import Folder
from .manifest import label_of, lines
from .names import MANIFEST, MEDIA, REFERENCES
from .pages import Scope
from .problems import ExportProblem
from .saying import items_of, said_by


@dataclass
class Exported:
    """How much left, for the report: files in all, and those that are as they came in."""

    files: int = 0
    as_they_came: int = 0
    documents: int = 0

    def __str__(self) -> str:
        same = f"{self.as_they_came} of them as they came in"
        return f"{self.documents} documents in {self.files} files, {same}."


def scope_for(*, is_private: bool) -> Scope:
    """What the owner takes along, or what everybody may."""
    if settings.SITE_PRIVATE and not is_private:
        raise ExportProblem("This site is private as a whole; nothing leaves it without --include-private.")
    reader: Reader = User(is_superuser=True) if is_private else AnonymousUser()
    slugs = Topic.objects.visible_to(reader).values_list("slug", flat=True)
    return Scope(reader, is_private, frozenset(slugs))


def export_notes(path: Path, *, is_private: bool) -> Exported:
    """Write the folder anew. Raises ExportProblem; the earlier export is whole then."""
    folder = Folder(path)
    with transaction.atomic():
        as_of_now()
        scope = scope_for(is_private=is_private)
        with folder.opened():
            exported = write_all(folder, scope)
            folder.finish(is_known)
    return exported


def as_of_now() -> None:
    """Let all queries of the transaction see the same rows, also while others write. SQLite does."""
    if connection.vendor == "postgresql" and not connection.savepoint_ids:
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")


def is_known(name: str, data: bytes) -> bool:
    """Whether a file that was changed outside has been imported since."""
    return SourceFile.objects.data_of(name) == data


def write_all(folder: Folder, scope: Scope) -> Exported:
    own = Alias.objects.all().own_names()
    files = Plan(scope, own).make()
    exported, records = Exported(), []
    for file in tqdm(files, desc="Exporting", unit="file", delay=1, disable=None, leave=False):
        records.append(write_file(folder, file, own, scope, exported))
        exported.documents += len(file.entries) + (file.document is not None)
    records += [{"name": name, "sha256": sha} for name, sha in write_others(folder, scope)]
    folder.write(MANIFEST, (line.encode() for line in lines(scope, records)))
    return exported


def write_file(
    folder: Folder, file: OutFile, own: dict[str, str], scope: Scope, exported: Exported
) -> dict[str, Any]:
    """Write one page and count it; answers with its record in the manifest."""
    source = SourceFile.objects.data_of(file.name)
    data = file.data
    if data is None:
        data = bytes_of(file.page, source, own, scope)
    exported.files += 1
    exported.as_they_came += data == source
    sha = folder.write(file.name, [data])
    placed = as_they_were(file) if file.is_as_it_came else list(placed_in(file, data))
    return {"name": file.name, "sha256": sha, "documents": placed}


def as_they_were(file: OutFile) -> list[dict[str, Any]]:
    rows = [*([file.document] if file.document else []), *file.entries]
    return [{"model": label_of(row), "pk": row.pk} for row in rows]


def placed_in(file: OutFile, data: bytes) -> Iterator[dict[str, Any]]:
    """Where each document stands in a file, and what the file says of it, for when it comes in edited."""
    read = reading(file.name, data)
    if read is None:
        return
    if file.document:
        yield place(file.document, 1, read.hash, said_by(read))
    rows = {id(item): row for item, row in zip(items_of(file.page), file.entries, strict=True)}
    items = sorted(items_of(sayable(file.page)), key=lambda item: item.read_on)
    found = sorted(items_of(read), key=lambda item: item.read_on)
    if isinstance(read, LogPage | EntriesPage) and len(items) == len(found):
        for item, each in zip(items, found, strict=True):
            yield place(rows[id(item)], each.line, hash_of(each), said_of(each, read))


def said_of(item: LogEntry, page: LogPage | EntriesPage) -> dict[str, Any]:
    return say_entry(item, page, [page.slug] if isinstance(page, LogPage) else [])


def place(row: Any, line: int, digest: str, said: dict[str, Any]) -> dict[str, Any]:
    remembered = {name: as_remembered(name, value) for name, value in said.items()}
    return {"model": label_of(row), "pk": row.pk, "line": line, "hash": digest, "said": remembered}


def write_others(folder: Folder, scope: Scope) -> Iterator[tuple[str, str]]:
    """References and pictures."""
    records = (to_record(paper) for paper in Paper.objects.visible_to(scope.reader).for_export())
    shown = records if scope.is_private else map(for_everybody, records)
    yield REFERENCES, folder.write(REFERENCES, [bibtex.write(shown).encode()])
    for image in Image.objects.leaving_for(scope.reader):
        name = f"{FOLDER}/{image.name}"
        if default_storage.exists(name):
            with default_storage.open(name) as file:
                yield f"{MEDIA}/{image.name}", folder.write(f"{MEDIA}/{image.name}", file.chunks())
