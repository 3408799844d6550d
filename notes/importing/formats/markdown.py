"""Markdown files: a log, pages about works, topics, or a folder with all of them."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from notes.importing.asked import Asked
from notes.importing.markdown.reading import read_page
from notes.importing.pages import Page, Refusal
from notes.importing.problems import ImportProblem
from notes.importing.sites import decoded, find_pages, read_bytes

NAME = "markdown"


def match(path: Path) -> bool:
    return True


def read(path: Path, asked: Asked) -> Iterator[Page | Refusal]:
    for name, file in find_pages(path):
        try:
            data = read_bytes(file)
            page = read_page(name, decoded(data), kind=asked.kind, year=asked.year, today=asked.today)
        except ImportProblem as problem:
            yield Refusal(name, problem, file)
        else:
            yield replace(page, path=file, data=data)
