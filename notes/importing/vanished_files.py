"""Files that are no longer in the folder that they came from: told of, and deleted where that was asked for.

Only a folder that is imported as a whole, from the same place as before, says that a file is gone; a part of
it or a copy elsewhere says nothing. A file may only have been put aside, so that what it held is touched
where the owner asks for it and nowhere else.
"""

from collections.abc import Collection, Iterator

from django.db.models import QuerySet

from history.sitting import sitting
from notes.models import Entry, SourceFile
from papers.models import Paper
from passages.models import Document
from topics.models import Topic

from .report import Report
from .vanished import is_changed_here, prune


def tell_vanished_files(
    folders: Collection[str], names: Collection[str], report: Report, *, is_pruning: bool
) -> None:
    """`folders` were read as a whole, and `names` are all files that were found there."""
    for file in SourceFile.objects.missing(folders, names):
        part = Report(file.name)
        with sitting(note=f"{file.name} is gone"):
            tell_vanished_file(file, part, is_pruning=is_pruning)
        report.add(part)


def tell_vanished_file(file: SourceFile, report: Report, *, is_pruning: bool) -> None:
    entries = Entry.objects.for_importing().filter(source_file=file.name)
    pages = list(pages_of(file.name))
    if is_pruning:
        prune(list(entries), report)
        for page in pages:
            prune_page(page, report)
        file.delete()
    elif pages or entries.exists():
        report.gone(None, f"no longer in the folder, kept as it is: {in_words(pages, entries)}")


def pages_of(file: str) -> Iterator[Document]:
    for model in (Paper, Topic):
        yield from model.objects.filter(source_file=file)


def prune_page(page: Document, report: Report) -> None:
    if is_changed_here(page):
        report.gone(None, f"changed here, so kept: {page}")
    else:
        report.gone(None, f"deleted: {page}")
        page.delete()


def in_words(pages: Collection[Document], entries: QuerySet) -> str:
    titles = [f"“{page}”" for page in pages]
    number = entries.count()
    told = [f"{number} entries" if number > 1 else "1 entry"] if number else []
    return ", ".join([*titles, *told])
