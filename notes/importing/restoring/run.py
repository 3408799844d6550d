"""An export in again: rows as they were, and the ground for what was edited in its files since.

What is here already stays as it is; nothing comes in twice. The numbers of documents, authors and tags are
those that they had where these are free.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.color import no_style
from django.db import connection
from tqdm import tqdm

from history.sitting import CURRENT, note_down, touch_new
from notes.importing.documents import Source, remember
from notes.importing.pages import ExportPage
from notes.importing.problems import ImportProblem
from notes.importing.report import Report
from notes.importing.sites import read_bytes
from notes.models import SourceFile
from papers.models import Author, Paper
from passages.models import Document, Image, Tag, derive, derive_again, document_models, referrers
from passages.models.kinds import type_id
from topics.models import Topic

from . import besides
from .documents import Documents
from .names import restore_authors, restore_tags

CHUNK = 100
_NOT_SO = (KeyError, TypeError, ValueError, AttributeError, OverflowError, ValidationError)


def restore(page: ExportPage, report: Report) -> None:
    """Bring back all that an export holds. One transaction, which the caller opens."""
    try:
        Restoring(page, report).run()
    except _NOT_SO as error:
        raise ImportProblem(f"it is not as this program writes it: {str(error)[:200]}") from error


class Restoring:
    def __init__(self, page: ExportPage, report: Report) -> None:
        self.page = page
        self.manifest = page.manifest
        self.folder: Any = page.path
        self.report = report
        self.documents = Documents(report)
        self.records = {(each["model"], each["pk"]): each for each in self.manifest["documents"]}

    def run(self) -> None:
        restore_tags(self.manifest["tags"])
        authors = restore_authors(self.manifest["authors"], self.report)
        besides.restore_images(self.manifest["images"], self.folder, self.report)
        besides.restore_links(self.manifest["links"])
        for model in sorted(document_models(), key=lambda model: model is not Topic):
            label = model._meta.label_lower
            self.documents.make(model, [each for key, each in self.records.items() if key[0] == label])
        self.documents.fill(authors)
        made = {(each.record["model"], each.record["pk"]): each.document.pk for each in self.documents.made}
        besides.restore_versions(self.manifest["versions"], made, self.documents.keys, authors)
        besides.restore_sources(self.manifest["sources"], self.page.files, self.folder)
        besides.restore_clashes(self.manifest["clashes"], made)
        self.claim()
        self.derive()
        self.tell_missing()

    def derive(self) -> None:
        """Make all that is made of texts, and take no note of it where the history came along."""
        documents = [each.document for each in self.documents.made]
        for document in documents:
            note_down(type_id(type(document)), {document.pk}, is_own=False)
        for chunk in tqdm(list(chunks(documents)), desc="Texts", delay=1, disable=None, leave=False):
            derive(type(chunk[0])._base_manager.filter(pk__in=[each.pk for each in chunk]))
        Paper.objects.filter(pk__in=[each.pk for each in documents if isinstance(each, Paper)]).cite_all()
        if not self.documents.was_empty:
            derive_again({key for document in documents for key in referrers(document)})
        self.documents.set_moments()
        count_on([*document_models(), Author, Tag, Image])
        for document in documents:
            self.take_note(document)

    def take_note(self, document: Document) -> None:
        current = CURRENT.get()
        if self.manifest["is_private"] and current:
            current.touched.pop((type_id(type(document)), document.pk), None)
        else:
            touch_new(document)

    def claim(self) -> None:
        """Let documents of files that were edited since remember what these files said when they went out."""
        for file in self.manifest["files"]:
            if file["name"] in self.page.edited or not self.manifest["is_private"]:
                placed = [each for each in file.get("documents", []) if "said" in each]
                for each in placed:
                    self.claim_document(file["name"], each)
                if placed:
                    self.keep_source(file["name"], placed)

    def claim_document(self, name: str, placed: dict[str, Any]) -> None:
        """One that was imported from that file since the export knows better what the file said."""
        key = placed["model"], placed["pk"]
        model: Any = next(each for each in document_models() if each._meta.label_lower == key[0])
        document = model._base_manager.filter(pk=self.documents.keys[key]).first()
        before = self.records[key]["origin"].get("source_values")
        if document.source_file == name and document.source_values != before:
            return
        source = Source(name, placed["line"], placed["hash"])
        text = {"text": self.records[key]["values"]["body"], "gone": False}
        is_entry = "read_on" in placed["said"]
        remember(document, source, {"said": placed["said"]} | (text if is_entry else {}))

    def keep_source(self, name: str, placed: list[dict[str, Any]]) -> None:
        """Which entries the file had, so that one that was deleted here does not come back."""
        hashes = [each["hash"] for each in placed if each["model"] == "notes.entry"]
        if not SourceFile.objects.filter(name=name).exists():
            is_as_exported = name in self.page.files and name not in self.page.edited
            data = read_bytes(self.folder / name) if is_as_exported else b""
            SourceFile.objects.create(name=name, data=data, hashes=hashes)

    def tell_missing(self) -> None:
        for file in self.manifest["files"]:
            if file["name"] not in self.page.files:
                name = file["name"]
                self.report.doubt(None, f"{name} is not in the folder; what it held came in as it was")


def chunks(documents: list[Any]) -> Iterator[list[Any]]:
    """Documents of one kind together, some at a time."""
    for model in document_models():
        ours = [each for each in documents if isinstance(each, model)]
        yield from (ours[start : start + CHUNK] for start in range(0, len(ours), CHUNK))


def count_on(models: Iterable[Any]) -> None:
    """Let the next numbers be above those that were given; SQLite sees to that itself."""
    statements = connection.ops.sequence_reset_sql(no_style(), list(models))
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
