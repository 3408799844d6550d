"""One file of a Markdown site, read whole: a log, a page about one work, a topic, or entries alone."""

import hashlib
import re
from dataclasses import replace
from datetime import date
from pathlib import PurePosixPath
from typing import Any

from notes.importing.pages import EntriesPage, LogPage, PaperPage, TopicPage
from notes.importing.problems import Doubt, ImportProblem
from papers.issued import Issued

from .addresses import is_address_here, other_addresses, stated_address
from .blocks import Block, split_blocks
from .dates import heading_date
from .fields import (
    to_authors,
    to_day,
    to_file_title,
    to_paper_fields,
    to_permalink,
    to_published_on,
    to_slug,
    to_tags,
    to_text,
    to_visibility,
    to_words,
)
from .front_matter import split_front_matter, to_plain_values
from .lines import to_lines, without_blank_ends
from .links import to_plain
from .liquid import liquid_in
from .logs import is_log, read_log
from .posts import is_post, read_post
from .works import first_heading, heading_link, link_in_heading, read_head, to_issued

KINDS = ("log", "paper", "topic", "entries")
_ENDS_IN_YEAR = re.compile(r".*-[12]\d{3}")

Read = LogPage | PaperPage | TopicPage | EntriesPage


def read_page(name: str, text: str, *, kind: str | None, year: int | None, today: date) -> Read:
    """Read the file `name` (its path in the site, with slashes); `kind` and `year` are those of the command.

    A page of the kind `entries` is a log without a topic of its own; what is no entry of it is told of.

    Raises ImportProblem where the file cannot be taken in whole.
    """
    front, body, first_line = split_front_matter(text)
    asked: dict[str, Any] = {"kind": kind, "year": year, "today": today}
    lines = to_lines(body, first_line)
    page = read_body(name, text, to_plain_values(front), lines, first_line, **asked)
    return replace(page, doubts=(*page.doubts, *liquid_in(lines, first_line)))


def read_body(
    name: str,
    text: str,
    front: dict[str, Any],
    lines: list[str],
    first_line: int,
    *,
    kind: str | None,
    year: int | None,
    today: date,
) -> Read:
    """The same where the front matter has been read: `lines` are those below it, the first `first_line`."""
    try:
        return _read(_common(name, text, front, today), lines, first_line, kind=kind, year=year, today=today)
    except ImportProblem as problem:
        raise problem.at(_blamed_line(problem, text)) from problem


def _read(
    common: dict[str, Any],
    lines: list[str],
    first_line: int,
    *,
    kind: str | None,
    year: int | None,
    today: date,
) -> Read:
    front, name = common["front_matter"], common["name"]
    blocks = list(split_blocks(lines, first_line))
    heading = first_heading(blocks)
    common["title"] = to_text(front.get("title")) or _title(heading, name)
    day = to_day(front, name) if is_post(front, name) else None
    kind = kind or _stated_kind(front) or _kind(name, common["slug"], blocks, is_post=day is not None)
    if kind == "paper":
        return _paper(common, lines, first_line, blocks)
    if kind == "post" and day:
        return read_post(common, lines, first_line, blocks, day=day, today=today)
    if kind == "topic":
        return TopicPage(**common, body="\n".join(without_blank_ends(lines)))
    log = read_log(blocks, year=year or (day.year if day else None), today=today)
    common["doubts"] += log.doubts
    if kind == "entries":
        return EntriesPage(**common, body=log.body, entries=log.entries)
    return LogPage(**common, body=log.body, entries=log.entries)


def _common(name: str, text: str, front: dict[str, Any], today: date) -> dict[str, Any]:
    permalink = to_permalink(stated_address(front, name))
    published_on = to_published_on(front)
    doubts = [] if permalink is not None else [_odd_permalink(front, text)]
    if published_on and published_on > today:
        doubts.append(_to_come(published_on, text))
    return {
        "name": name,
        "slug": to_slug(permalink or "", name, to_text(front.get("slug"))),
        "permalink": permalink or "",
        "permalink_line": _line_of("permalink", text) if permalink else None,
        "former": other_addresses(front),
        "tags": to_tags(front, name),
        "topics": to_words(front.get("topics")),
        "visibility": "private" if published_on and published_on > today else to_visibility(front, name),
        "hash": hashlib.sha256(text.encode()).hexdigest(),
        "front_matter": front,
        "doubts": tuple(doubts),
    }


def _odd_permalink(front: dict[str, Any], text: str) -> Doubt:
    permalink = to_text(front.get("permalink")) or to_text(front.get("url"))
    return Doubt.about(
        _line_of("permalink", text), "this permalink is no plain path; it redirects nowhere", permalink
    )


def _to_come(day: date, text: str) -> Doubt:
    reason = "the day from which this page is shown is still to come, so it is private"
    return Doubt.about(_line_of("publishDate", text), reason, day.isoformat())


def _stated_kind(front: dict[str, Any]) -> str:
    stated = (to_text(front.get(key)).lower() for key in ("kind", "layout"))
    return next((kind for kind in stated if kind in KINDS), "")


def _kind(name: str, slug: str, blocks: list[Block], *, is_post: bool) -> str:
    heading = first_heading(blocks)
    if heading and heading_link(heading.text):
        return "paper"
    if "_papers" in PurePosixPath(name).parts[:-1]:
        return "paper"
    if heading and _ENDS_IN_YEAR.fullmatch(slug) and link_in_heading(heading.text):
        return "paper"
    if is_log(blocks):
        return "log"
    return "post" if is_post else "topic"


def _title(heading: Block | None, name: str) -> str:
    text = to_plain(heading.text) if heading else ""
    return text if text and not _is_date(text) else to_file_title(name)


def _is_date(text: str) -> bool:
    try:
        return heading_date(text, None) is not None
    except ImportProblem:
        return True


def _paper(common: dict[str, Any], lines: list[str], first_line: int, blocks: list[Block]) -> PaperPage:
    """What the front matter has, empty or not, is not sought in the text, which then stays as it is."""
    front = common["front_matter"]
    states_url = "url" in front and not is_address_here(to_text(front["url"]))
    head = read_head(
        lines,
        first_line,
        blocks,
        reads_heading=not states_url,
        reads_authors="authors" not in front,
        reads_date="issued" not in front,
    )
    authors, has_others = (
        to_authors(front["authors"]) if "authors" in front else (head.authors, head.has_other_authors)
    )
    page_title = common["title"]
    common["title"] = head.title or page_title
    short_title = to_text(front.get("short_title"))
    if "short_title" not in front and common["title"] != page_title:
        short_title = page_title
    return PaperPage(
        **common,
        body=head.commentary,
        url=to_text(front["url"]) if states_url else head.url,
        short_title=short_title,
        authors=authors,
        has_other_authors=has_others,
        issued=_stated_issued(front) if "issued" in front else head.issued,
        fields=to_paper_fields(front),
    )


def _stated_issued(front: dict[str, Any]) -> Issued | None:
    if front["issued"] in (None, ""):
        return None
    issued = to_issued(front["issued"])
    if issued is None:
        raise ImportProblem(f"issued is {to_text(front['issued'])!r}; it can be 2018, 2018-01 or 2018-01-31")
    return issued


def _blamed_line(problem: ImportProblem, text: str) -> int:
    """The line of the front matter whose key a problem without a line begins with."""
    return problem.line or _line_of(problem.message.partition(" ")[0], text)


def _line_of(key: str, text: str) -> int:
    """The line on which YAML, TOML or JSON says a key, else the first."""
    said = re.compile(rf"\s*\"?{re.escape(key)}\"?\s*[:=]", re.I)
    return next((number for number, line in enumerate(to_lines(text), 1) if said.match(line)), 1)
