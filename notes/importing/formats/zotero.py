"""A library of Zotero: works with notes and annotations, in Better BibTeX's JSON, BibTeX or CSL-JSON.

The works are records as `import_bibliography` reads them, and are written as those are.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from notes.importing.asked import Asked
from notes.importing.exports import beginning_of, read_json, read_text
from notes.importing.highlights import hash_of_text, seen_by
from notes.importing.html_to_markdown import to_markdown
from notes.importing.pages import Page, RecordsPage, Refusal
from notes.importing.problems import Doubt, ImportProblem
from notes.importing.zotero.items import is_export, read_items
from papers.bibliography import bibtex, csl_json
from papers.bibliography.bulk import batches
from papers.bibliography.record import Problem, Record

NAME = "zotero"
BIBTEX = (".bib", ".bibtex")
HTML = re.compile(r"<(?:p|div|ul|ol|h[1-6]|span|blockquote|br)\b[^>]*>")
# https://www.zotero.org/support/kb/rich_text_bibliography
RICH = re.compile(r"</?(?:i|b|sub|sup|sc)>|<span (?:class|style)=\"[^\"<>]*\">|</span>")
TITLES = ("title", "short_title", "container_title")
# Few enough for others to write in between.
CHUNK = 200


def match(path: Path) -> bool:
    if not path.is_file():
        return False
    ending = path.suffix.lower()
    if ending in (*BIBTEX, ".csljson"):
        return True
    beginning = beginning_of(path) if ending == ".json" else ""
    return is_export(beginning) or is_csl(beginning)


def is_csl(beginning: str) -> bool:
    return beginning.lstrip()[:1] == "[" and '"type"' in beginning and '"title"' in beginning


def read(path: Path, asked: Asked) -> Iterator[Page | Refusal]:
    doubts: list[Doubt] = []
    records = list(only_records(read_records(path), doubts))
    if not records:
        raise ImportProblem("this file holds no work", 1)
    for number, chunk in enumerate(batches(records, CHUNK), 1):
        yield RecordsPage(
            name=path.name if number == 1 else f"{path.name} ({number})",
            title=path.stem,
            slug="",
            visibility=seen_by("", asked.visibility),
            hash=hash_of_text(repr(chunk)),
            doubts=tuple(doubts) if number == 1 else (),
            path=path,
            records=tuple(chunk),
        )


def read_records(path: Path) -> Iterable[Record | Problem]:
    if path.suffix.lower() in BIBTEX:
        return map(without_html, bibtex.read(read_text(path)))
    if is_export(beginning_of(path)):
        return map(with_plain_titles, read_items(read_json(path)))
    return map(with_plain_titles, map(without_html, csl_json.read(read_text(path))))


def without_html(each: Record | Problem) -> Record | Problem:
    """The record with its note in Markdown, if that is in HTML."""
    if isinstance(each, Problem) or not HTML.search(each.annotation):
        return each
    return replace(each, annotation=to_markdown(each.annotation))


def with_plain_titles(each: Record | Problem) -> Record | Problem:
    """The record with titles in plain words, since Zotero marks italics and the like in them. As they were
    they stay besides."""
    if isinstance(each, Problem):
        return each
    said: dict[str, Any] = {name: getattr(each, name) for name in TITLES if RICH.search(getattr(each, name))}
    if not said:
        return each
    plain: dict[str, Any] = {name: RICH.sub("", text).strip() or text for name, text in said.items()}
    custom = each.more.get("custom", {}) | {f"zotero-{name}": text for name, text in said.items()}
    return replace(each, more={**each.more, "custom": custom}, **plain)


def only_records(found: Iterable[Record | Problem], doubts: list[Doubt]) -> Iterator[Record]:
    """The records, each citation key once; what was wrong is added to `doubts`."""
    lines: dict[str, int] = {}
    for each in found:
        if isinstance(each, Problem):
            doubts.append(Doubt.about(each.line, each.reason, ""))
        elif each.citation_key in lines:
            doubts.append(Doubt.about(each.line, "its key is that of another work", each.citation_key))
        else:
            if each.citation_key:
                lines[each.citation_key] = each.line
            yield each
