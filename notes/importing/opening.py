"""What stands here must not be opened by a page of another folder that only has its name or its words."""

from notes.models import LONGEST_FOLDER, Entry, SourceFile
from passages.merging import FROM_OPEN_TO_CLOSED
from passages.models import Document

from .pages import Page


def would_open(page: Page, document: Entry | Document, visibility: str) -> bool:
    """Whether a page from elsewhere would let more people see a document that came from another file.

    Within one folder a page may have moved while it was opened. What has vanished is private for that alone.
    """
    rank = FROM_OPEN_TO_CLOSED.index
    if rank(visibility) >= rank(document.visibility) or document.source_file in ("", page.name):
        return False
    if document.source_values.get("gone"):
        return False
    file = SourceFile.objects.named(document.source_file)
    return file is None or not file.folder or file.folder != folder_of(page)


def folder_of(page: Page) -> str:
    """The folder in which the name of a page is its path, '' where it has none."""
    path = page.path.resolve().as_posix() if page.path else ""
    folder = path.removesuffix(f"/{page.name}")
    return folder if folder != path and len(folder) <= LONGEST_FOLDER else ""
