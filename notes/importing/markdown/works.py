"""The head of a page about one work: the heading that links to it, the bullets that say by whom and when."""

import re
from dataclasses import dataclass
from typing import Any

from papers.issued import Issued
from papers.names import Name, to_names

from .blocks import Block, Kind
from .dates import full_date
from .lines import without_blank_ends
from .links import InlineLink, links_in, sole_link, to_plain

_LABELLED = re.compile(r"(?P<label>[A-Za-z]+(?: [A-Za-z]+)?):[ \t]+(?P<value>\S.*)")
_AUTHOR_LABELS = ("author", "authors", "by")
_DATE_LABELS = ("published", "first published", "publication date", "date published", "issued")
_MONTH_YEAR = re.compile(r"(?:(?P<month>[A-Za-z]{3,9})\.?,?\s+)?(?P<year>[12]\d{3})")
_YEAR_MONTH = re.compile(r"(?P<year>[12]\d{3})-(?P<month>\d\d)")


@dataclass(frozen=True)
class WorkHead:
    """What the head of a page says of its work; `commentary` is all that was not wholly understood."""

    title: str
    url: str
    authors: tuple[Name, ...]
    has_other_authors: bool
    issued: Issued | None
    commentary: str


def heading_link(text: str) -> InlineLink | None:
    """The link to a work that a heading consists of; pages of the same site are no works."""
    link = sole_link(text)
    return link if link and is_work(link.url) else None


def link_in_heading(text: str) -> InlineLink | None:
    return next((link for link in links_in(text) if is_work(link.url)), None)


def is_work(url: str) -> bool:
    if url.startswith(("http://", "https://", "//", "doi:")):
        return True
    return url.startswith("/") and url.lower().partition("?")[0].endswith((".pdf", ".epub"))


def first_heading(blocks: list[Block]) -> Block | None:
    return next((block for block in blocks if block.kind is Kind.HEADING), None)


def read_head(
    lines: list[str],
    first_line: int,
    blocks: list[Block],
    *,
    reads_heading: bool,
    reads_authors: bool,
    reads_date: bool,
) -> WorkHead:
    """Read the first heading and the bullets directly under it; what is not asked for stays where it is.

    `blocks` are those of `lines`, numbered from `first_line`.
    """
    at = next((number for number, block in enumerate(blocks) if block.kind is Kind.HEADING), None)
    heading = None if at is None else blocks[at]
    bullets = [] if at is None else _bullets(blocks[at + 1 :])
    taken: list[Block] = []
    link = None
    if heading and reads_heading:
        sole = heading_link(heading.text)
        link = sole or link_in_heading(heading.text)
        taken += [heading] if sole and not sole.title else []  # a title would be lost
    names, has_others, who = _authors(bullets) if reads_authors else ((), False, None)
    issued, when = _issued(bullets) if reads_date else (None, None)
    taken += [bullet for bullet in (who, when) if bullet]
    title = to_plain(link.label) if link else ""
    return WorkHead(
        title, link.url if link else "", names, has_others, issued, _without(lines, first_line, taken)
    )


def to_issued(value: Any) -> Issued | None:
    """`2018`, "January, 2018", "March 1, 2023", "2023-03-01", [2023, 3], {"year": 2023}; else None."""
    if isinstance(value, dict):
        value = [value.get("year"), value.get("month"), value.get("day")]
    if isinstance(value, list):
        return _from_parts([part for part in value if part is not None])
    text = str(value).strip(" .")
    day = full_date(text)
    if day:
        return Issued(day.year, day.month, day.day)
    match = _MONTH_YEAR.fullmatch(text) or _YEAR_MONTH.fullmatch(text)
    return _from_month(match["year"], match["month"]) if match else None


def _from_parts(parts: list[Any]) -> Issued | None:
    if not 1 <= len(parts) <= 3 or not all(str(part).isdecimal() for part in parts):
        return None
    written = "-".join(f"{int(part):02}" for part in parts)
    return to_issued(f"{int(parts[0]):04}") if len(parts) == 1 else to_issued(written)


def _from_month(year: str, month: str | None) -> Issued | None:
    if month is None:
        return Issued(int(year))
    number = int(month) if month.isdecimal() else _month_number(month)
    return Issued(int(year), number) if 1 <= number <= 12 else None


def _month_number(name: str) -> int:
    day = full_date(f"1 {name} 2000")
    return day.month if day else 0


def _bullets(blocks: list[Block]) -> list[Block]:
    bullets = []
    for block in blocks:
        if block.kind is not Kind.ITEM:
            break
        bullets.append(block)
    return bullets


def _labelled(bullet: Block, labels: tuple[str, ...]) -> str:
    """What stands behind one of these labels; a bullet with more lines says more than its label."""
    match = _LABELLED.fullmatch(bullet.text.replace("**", "").strip()) if len(bullet.lines) == 1 else None
    return match["value"] if match and match["label"].lower() in labels else ""


def _authors(bullets: list[Block]) -> tuple[tuple[Name, ...], bool, Block | None]:
    for bullet in bullets:
        value = _labelled(bullet, _AUTHOR_LABELS)
        if value:
            is_one = bullet.text.lower().lstrip("*").startswith("author:")
            names, has_others = to_names(to_plain(value), is_one_person=is_one)
            return names, has_others, None if "](" in value else bullet
    return (), False, None


def _issued(bullets: list[Block]) -> tuple[Issued | None, Block | None]:
    for bullet in bullets:
        value = _labelled(bullet, _DATE_LABELS)
        issued = to_issued(value) if value else None
        if issued:
            return issued, bullet
    return None, None


def _without(lines: list[str], first_line: int, taken: list[Block]) -> str:
    numbers = {number for block in taken for number in range(block.line, block.line + len(block.lines))}
    left = [line for number, line in enumerate(lines, first_line) if number not in numbers]
    return "\n".join(without_blank_ends(left))
