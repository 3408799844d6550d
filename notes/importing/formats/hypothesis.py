"""Annotations of Hypothesis, as its API answers a search: https://h.readthedocs.io/en/latest/api-reference/v1/.

The file holds one answer (an object with `rows`), several in a list, or the rows alone. An annotation whose
target has a TextQuoteSelector is a highlight, one without is a note on the whole page, one with `references`
a reply. What `permissions` lets everybody read is public, all else private.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from notes.importing.asked import Asked
from notes.importing.exports import (
    beginning_of,
    changed_on,
    read_json,
    to_day_of_iso,
    to_line,
    to_text,
    to_words,
)
from notes.importing.highlights import Highlight, Work, to_pages
from notes.importing.pages import Page, Refusal
from notes.importing.problems import Doubt, ImportProblem
from papers.identifiers import recognise
from passages import addresses

NAME = "hypothesis"
EVERYBODY = "group:__world__"
AFTER_ALL = 1e12

Row = dict[str, Any]


def match(path: Path) -> bool:
    if path.suffix.lower() != ".json" or not path.is_file():
        return False
    beginning = beginning_of(path)
    return '"uri"' in beginning and ('"permissions"' in beginning or '"acct:' in beginning)


def read(path: Path, asked: Asked) -> Iterator[Page | Refusal]:
    rows = rows_of(read_json(path))
    annotations = [row for row in rows if isinstance(row, dict) and to_line(row.get("uri"))]
    if not annotations:
        raise ImportProblem("this JSON holds no annotation of Hypothesis", 1)
    works = list(to_works(annotations, path))
    if len(annotations) < len(rows):
        left = Doubt(1, "left out, since they name no page", f"{len(rows) - len(annotations)} annotations")
        works[0] = replace(works[0], doubts=(left,))
    yield from to_pages(works, asked.visibility)


def rows_of(data: Any) -> list[Any]:
    if isinstance(data, dict):
        rows = data.get("rows")
        return [*rows, *to_list(data.get("replies"))] if isinstance(rows, list) else []
    return [row for each in to_list(data) for row in (rows_of(each) if has_rows(each) else [each])]


def has_rows(value: Any) -> bool:
    return isinstance(value, dict) and isinstance(value.get("rows"), list)


def to_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def to_works(rows: Iterable[Row], path: Path) -> Iterator[Work]:
    by_page: dict[str, list[Row]] = {}
    for row in rows:
        by_page.setdefault(page_of(row), []).append(row)
    for name, of_page in by_page.items():
        yield to_work(name, of_page, path)


def page_of(row: Row) -> str:
    """What a page is known by: its address in canonical form and no section of it, else what it is called."""
    uri = to_line(row["uri"])
    identity = recognise(uri)
    return addresses.page_of(identity.value) if identity and identity.scheme == "url" else uri


def to_work(name: str, rows: list[Row], path: Path) -> Work:
    identity = recognise(name)
    return Work(
        service=NAME,
        name=name,
        title=next(filter(None, map(title_of, rows)), "") or name.rpartition("/")[2] or name,
        url=name if identity else "",
        fields={"type": "webpage"} if identity and identity.scheme == "url" else {},
        known_on=changed_on(path),
        highlights=tuple(to_highlights(rows)),
    )


def title_of(row: Row) -> str:
    document = row.get("document")
    titles = document.get("title") if isinstance(document, dict) else None
    return next(iter(to_words(titles)), "") or to_line(titles)


def to_highlights(rows: list[Row]) -> Iterator[Highlight]:
    """The annotations, each with the replies to it; one that others may not see stands apart."""
    roots: dict[str, Highlight] = {}
    replies: list[tuple[str, Highlight]] = []
    for number, row in enumerate(sorted(rows, key=lambda each: to_line(each.get("created"))), 1):
        parents = to_words(row.get("references"))
        highlight = to_highlight(row, number)
        if parents:
            replies.append((parents[0], highlight))
        elif highlight.text or highlight.note or highlight.tags:
            roots[to_line(row.get("id")) or str(number)] = highlight
    for parent, reply in replies:
        key = parent if parent in roots and roots[parent].visibility == reply.visibility else f"~{reply.line}"
        roots[key] = with_reply(roots[key], reply) if key in roots else apart(reply, roots.get(parent))
    yield from roots.values()


def to_highlight(row: Row, number: int) -> Highlight:
    selectors = selectors_of(row)
    quote = selectors.get("TextQuoteSelector", {})
    return Highlight(
        text=to_text(quote.get("exact")),
        note=to_text(row.get("text")),
        place=place_of(selectors),
        made_on=to_day_of_iso(row.get("created")),
        order=order_of(selectors),
        line=number,
        tags=to_words(row.get("tags")),
        visibility="public" if is_for_everybody(row) else "private",
        is_markdown=True,
        besides=besides(row, quote),
    )


def selectors_of(row: Row) -> dict[str, Row]:
    targets = to_list(row.get("target"))
    target = targets[0] if targets and isinstance(targets[0], dict) else {}
    selectors = [each for each in to_list(target.get("selector")) if isinstance(each, dict)]
    return {to_line(each.get("type")): each for each in selectors}


def place_of(selectors: dict[str, Row]) -> str:
    """The page, of a PDF."""
    label = to_line(selectors.get("PageSelector", {}).get("label"))
    return f"p. {label}" if label.isalnum() else ""


def order_of(selectors: dict[str, Row]) -> float:
    """Where it begins in the text of its page; what is on the whole page comes last."""
    start = selectors.get("TextPositionSelector", {}).get("start")
    return start if isinstance(start, int) and not isinstance(start, bool) else AFTER_ALL


def is_for_everybody(row: Row) -> bool:
    permissions = row.get("permissions")
    readers = permissions.get("read") if isinstance(permissions, dict) else None
    return EVERYBODY in to_words(readers) and not row.get("hidden")


def besides(row: Row, quote: Row) -> dict[str, str]:
    """What tells an annotation from others, and the words before and after."""
    said = {"id": row.get("id"), "prefix": quote.get("prefix"), "suffix": quote.get("suffix")}
    return {name: value for name, value in said.items() if isinstance(value, str) and value}


def with_reply(parent: Highlight, reply: Highlight) -> Highlight:
    notes = [note for note in (parent.note, reply.note) if note]
    return replace(parent, note="\n\n".join(notes), tags=(*parent.tags, *reply.tags))


def apart(reply: Highlight, parent: Highlight | None) -> Highlight:
    """A reply by itself, with the words that it is on where these are known."""
    return replace(reply, text=parent.text, place=parent.place, order=parent.order) if parent else reply
