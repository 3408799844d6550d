"""Finds the files of the pictures that pages of a folder show; nothing outside the folder is one."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from markup import path_from, picture_reference

from .markdown.pictures import Shown
from .pages import Attachment
from .problems import Doubt

# Where generators keep the files that they copy to the top of the site.
_TOPS = ("", "static", "assets", "content", "source", "docs")


def attachments_of(
    shown: Iterable[Shown], *, name: str, permalink: str, root: Path
) -> tuple[tuple[Attachment, ...], tuple[Doubt, ...]]:
    """The pictures that the page `name` of the site at `root` shows, and those whose file is not there.

    An address without a slash at its beginning is sought beside the file, then below the page's own address.
    """
    found: list[Attachment] = []
    doubts: list[Doubt] = []
    folder = name.rpartition("/")[0]
    inside = root.resolve()
    for each in shown:
        reference = picture_reference(each.address, folder)
        if reference is None:
            continue  # on another site
        paths = [reference.value, path_from(permalink, each.address)]
        path = next(_files(paths if not each.address.startswith("/") else paths[:1], root), None)
        if path is None:
            doubts.append(Doubt.about(each.line, "no such picture is in the folder", each.address))
        elif not path.resolve().is_relative_to(inside):
            doubts.append(Doubt.about(each.line, "this picture is a link out of the folder", each.address))
        else:
            found.append(Attachment(each.address, path, each.line))
    return tuple(found), tuple(doubts)


def _files(paths: Iterable[str], root: Path) -> Iterator[Path]:
    for path in paths:
        parts = [part for part in path.split("/") if part]
        if any(part.startswith(".") or "\0" in part for part in parts):
            continue
        for top in _TOPS:
            file = root.joinpath(top, *parts)
            if _is_file(file):
                yield file


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:  # a name too long for the disk
        return False
