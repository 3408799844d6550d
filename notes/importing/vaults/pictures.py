"""The pictures of a vault: a note may name one without saying the folder that it lies in."""

import os
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from urllib.parse import unquote

from markup import embedded_names, is_picture_file
from notes.importing.markdown.blocks import Fence
from notes.importing.markdown.pictures import Shown, pictures_in
from notes.importing.pages import Attachment, Page
from notes.importing.pictures import attachments_of
from notes.importing.problems import Doubt

# The files by what they are called, in lower case, the nearest to the top first.
Pictures = dict[str, list[Path]]


def find_pictures(root: Path) -> Pictures:
    """All files of pictures in a vault that no link leads out of."""
    inside, found = root.resolve(), Pictures()
    for folder, folders, files in os.walk(root):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(files):
            path = Path(folder, name)
            if is_picture_file(name) and path.is_file() and path.resolve().is_relative_to(inside):
                found.setdefault(name.lower(), []).append(path)
    return found


def with_pictures(page: Page, lines: Sequence[str], first_line: int, root: Path, pictures: Pictures) -> Page:
    """The page with the pictures that its text shows, by their paths or by their names alone."""
    shown = list(pictures_in(lines, first_line))
    beside = (root / page.name).parent
    by_name = [
        Attachment(each.address, path, each.line)
        for each in shown
        if "/" not in each.address and not (beside / unquote(each.address)).is_file()
        if (path := _by_name(each.address, pictures))
    ]
    taken = {each.address for each in by_name}
    rest = (each for each in shown if each.address not in taken)
    found, doubts = attachments_of(rest, name=page.name, permalink="", root=root)
    embedded, missing = _embedded(lines, first_line, root, pictures)
    attachments, doubts = (*found, *by_name, *embedded), (*page.doubts, *doubts, *missing)
    return replace(page, attachments=attachments, doubts=doubts)


def _by_name(address: str, pictures: Pictures) -> Path | None:
    return next(iter(pictures.get(unquote(address).rpartition("/")[2].lower(), [])), None)


def _embedded(
    lines: Sequence[str], first_line: int, root: Path, pictures: Pictures
) -> tuple[list[Attachment], list[Doubt]]:
    found: dict[str, Attachment] = {}
    missing: dict[str, Doubt] = {}
    for each in _embeds(lines, first_line):
        path = _by_name(each.address, pictures)
        if path is None:
            missing.setdefault(
                each.address, Doubt.about(each.line, "no such picture is in the folder", each.address)
            )
        else:
            is_spelt_so = path.name == each.address.rpartition("/")[2]
            address = f"/{path.relative_to(root).as_posix() if is_spelt_so else each.address}"
            found.setdefault(address, Attachment(address, path, each.line))
    return list(found.values()), list(missing.values())


def _embeds(lines: Sequence[str], first_line: int) -> Iterator[Shown]:
    fence = Fence()
    for number, line in enumerate(lines, first_line):
        fence.read(line)
        if not fence.is_open and "![[" in line:
            yield from (Shown(name, number) for name in embedded_names(line))
