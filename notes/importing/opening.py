"""What stands here is neither opened nor replaced by a page of another folder that only looks the same."""

from pathlib import Path

from notes.models import LONGEST_FOLDER, Entry, SourceFile
from passages.merging import FROM_OPEN_TO_CLOSED
from passages.models import Document

from .documents import said_of
from .pages import Page
from .problems import ImportProblem


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


def refuse_namesake(page: Page, document: Document) -> None:
    """Raises ImportProblem where the page is another than the one of that name, which is still in its folder.

    A folder that was moved, and a copy of it, hold the same pages.
    """
    file = SourceFile.objects.named(page.name)
    if file is None or file.folder in ("", folder_of(page)) or page.hash == document.source_hash:
        return
    if page.title != said_of(document).get("title") and Path(file.folder, page.name).is_file():
        raise ImportProblem(
            f"{Path(file.folder, page.name)} is “{document}” here; call one of the files something else"
        )


def folder_of(page: Page) -> str:
    """The folder in which the name of a page is its path, '' where it has none."""
    path = page.path.resolve().as_posix() if page.path else ""
    folder = path.removesuffix(f"/{page.name}")
    return folder if folder != path and len(folder) <= LONGEST_FOLDER else ""
