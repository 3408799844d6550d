"""Markdown files: a log, pages about works, topics, or a folder with all of them."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path, PurePosixPath

from notes.importing.asked import Asked
from notes.importing.generators import read_rules, settings_of
from notes.importing.markdown.addresses import Rules, made_addresses
from notes.importing.markdown.lines import to_lines
from notes.importing.markdown.pictures import pictures_in
from notes.importing.markdown.reading import read_page
from notes.importing.pages import Page, Refusal
from notes.importing.pictures import attachments_of
from notes.importing.problems import ImportProblem
from notes.importing.sites import decoded, find_pages, read_bytes

NAME = "markdown"
# Also where it is given by itself, so that no name says it.
DRAFTS = "_drafts"
ENDINGS = ("", ".md", ".markdown", ".mdown", ".mkd", ".txt", ".text")


def match(path: Path) -> bool:
    """Whatever is no file of something else; what is not there at all is told of when it is read."""
    return path.suffix.lower() in ENDINGS or not path.is_file()


def read(path: Path, asked: Asked) -> Iterator[Page | Refusal]:
    root = path if path.is_dir() else path.parent
    rules = Rules()
    settings = settings_of(root)
    if settings:
        try:
            rules = read_rules(settings)
        except ImportProblem as problem:
            yield Refusal(settings.relative_to(root).as_posix(), problem, settings)
    for name, file in find_pages(path):
        yield read_file(name, file, asked, root, rules if settings else None)


def read_file(name: str, file: Path, asked: Asked, root: Path, rules: Rules | None = None) -> Page | Refusal:
    """One page, which goes by its name; `rules` are those of a generator, by which it has an address."""
    try:
        data = read_bytes(file)
        text = decoded(data)
        page: Page = read_page(name, text, kind=asked.kind, year=asked.year, today=asked.today)
    except ImportProblem as problem:
        return Refusal(name, problem, file)
    is_draft = DRAFTS in file.absolute().parent.parts
    page = replace(page, path=file, data=data, visibility="private" if is_draft else page.visibility)
    if rules or "_posts" in PurePosixPath(name).parts:
        page = with_addresses(page, rules or Rules())
    return with_pictures(page, text, root)


def with_addresses(page: Page, rules: Rules) -> Page:
    """The page with the address that its generator gave it, unless it states one."""
    if page.permalink:
        return page
    made = made_addresses(page.front_matter, page.name, rules)
    return replace(page, former=tuple(dict.fromkeys([*page.former, *made])))


def with_pictures(page: Page, text: str, root: Path) -> Page:
    """The page with the pictures in its text that lie in the folder."""
    shown = pictures_in(to_lines(text), 1)
    found, doubts = attachments_of(shown, name=page.name, permalink=page.permalink, root=root)
    return replace(page, attachments=found, doubts=(*page.doubts, *doubts)) if found or doubts else page
