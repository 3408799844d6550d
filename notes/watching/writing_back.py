"""Writes what was changed here back into the files that it came from."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from notes.exporting.pages import page_of_file, whole_scope
from notes.exporting.weaving import woven
from notes.importing.documents import own_names
from notes.importing.pages import EntriesPage, LogPage, Page
from notes.models import SourceFile
from topics.models import Topic

from .replacing import FileChanged, replace_file

CHANGED = "not written, since it has changed and is read first"


def files_of(slugs: Iterable[str], folder: Path) -> Iterator[str]:
    """The names of the files in the folder that these topics came from."""
    for name in Topic.objects.files_of(slugs):
        place = (folder / name).resolve()
        if place.is_file() and place.is_relative_to(folder.resolve()):
            yield name


def write_back(name: str, folder: Path) -> str:
    """Let a file of the folder say what stands here; answers with what was done, '' where nothing was to do.

    Only a file that still holds what was read last is written; a link to it stays one.
    """
    source = SourceFile.objects.named(name)
    page = page_of_file(name, whole_scope())
    if source is None or page is None or not source.data:
        return ""
    before = bytes(source.data)
    after = woven(before, page, own_names(*tags_in(page)))
    if after == before:
        return ""
    try:
        replace_file((folder / name).resolve(), before, after)
    except FileChanged:
        return f"{name}: {CHANGED}"
    except OSError as error:
        return f"{name}: cannot be written: {error.strerror}"
    return f"{name}: written"


def tags_in(page: Page) -> Iterator[dict[str, list[str]]]:
    yield {"tags": list(page.tags)}
    if isinstance(page, LogPage | EntriesPage):
        yield from ({"tags": list(item.tags)} for item in page.entries)
