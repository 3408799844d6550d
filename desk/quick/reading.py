"""A text as it is typed into quick entry, as one entry or several. Pure; the importer's rules hold.

What does not say its day has None and takes that of the form.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from notes.importing.markdown.blocks import Block, Kind, split_blocks
from notes.importing.markdown.items import apart_from_tags, outdented, standing_alone
from notes.importing.markdown.lines import LONGEST_LINE, columns_of, is_blank, to_lines, without_blank_ends
from notes.importing.markdown.references import Text, complete
from notes.importing.problems import ImportProblem

from .days import AHEAD, opening_day

MARKS = ("*", "+", "-")
LONGEST_SHOWN = 20
NEST = 2  # columns from which on a line stands below another, as in an import


class BadText(Exception):
    """What is wrong with a text, as one sentence in the reader's language."""


@dataclass(frozen=True)
class Written:
    """One entry; its day is `is_date_inherited` from the bullet above where it says none of its own."""

    body: str
    tags: tuple[str, ...] = ()
    read_on: date | None = None
    is_date_inherited: bool = False


def read(text: str, today: date) -> tuple[Written, ...]:
    """The entries of a text; none of nothing. Raises BadText.

    Bullets at the margin and nothing else are an entry each; any other text is one. A day above all, and tags
    in a last line after an empty one, are those of all bullets.
    """
    lines = without_blank_ends(to_checked_lines(text))
    if not lines:
        return ()
    day, lines = split_day(lines, today)
    several = read_bullets(lines, day, today)
    if several is not None:
        return several
    body, tags = apart_from_tags(lines)
    above = read_bullets(body.split("\n"), day, today) if tags else None
    if above:
        return tuple(with_tags(written, tags) for written in above)
    return (Written("\n".join(nested_at_margin(body.split("\n"))), tags, day),)


def to_checked_lines(text: str) -> list[str]:
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    if any(len(line) > LONGEST_LINE for line in lines):
        raise BadText(_("A line has at most %(most)s characters.") % {"most": f"{LONGEST_LINE:,}"})
    if "\0" in text:
        raise BadText(_("There is a null character in the text."))
    return to_lines(text)


def split_day(lines: list[str], today: date) -> tuple[date | None, list[str]]:
    """The day that the text opens with, unless it says nothing else, and the lines without it."""
    found = find_day(lines[0], today)
    rest = without_blank_ends([found[1], *lines[1:]]) if found else []
    return (found[0], rest) if found and rest else (None, lines)


def find_day(text: str, today: date) -> tuple[date, str] | None:
    try:
        found = opening_day(text, today)
    except ImportProblem as problem:
        shown = text.split()[0][:LONGEST_SHOWN]
        raise BadText(
            _("The text begins with %(day)s, which is no day of the calendar.") % {"day": shown}
        ) from problem
    if found and found[0] > today + AHEAD:
        day = date_format(found[0], "DATE_FORMAT")
        raise BadText(_("The text begins with %(day)s, which is still to come.") % {"day": day})
    return found


def is_bullets(blocks: Sequence[Block]) -> bool:
    """Whether there are bullets, and nothing else but what they refer to; a numbered list is one text."""
    bullets = [block for block in blocks if block.kind is Kind.ITEM]
    others = [block for block in blocks if block.kind not in (Kind.ITEM, Kind.DEFINITION)]
    return bool(bullets) and not others and all(is_marked(block) for block in bullets)


def is_marked(block: Block) -> bool:
    return block.lines[0].lstrip().startswith(MARKS)


def read_bullets(lines: list[str], day: date | None, today: date) -> tuple[Written, ...] | None:
    """Each bullet with the definitions that it refers to, wherever they stand.

    None where there is more than bullets, and where none of them refers to one of the definitions.
    """
    blocks = list(split_blocks(lines, 1))
    if not is_bullets(blocks):
        return None
    written = list(to_entries([block for block in blocks if block.kind is Kind.ITEM], day, today))
    definitions = Text.of_blocks("", [block for block in blocks if block.kind is Kind.DEFINITION])
    (_rest, *bodies), unused = complete([definitions, *(Text.of(each.body, 1) for each in written)])
    if unused:
        return None
    return tuple(replace(each, body=body) for each, body in zip(written, bodies, strict=True))


def to_entries(bullets: Sequence[Block], day: date | None, today: date) -> Iterator[Written]:
    is_inherited = False
    for bullet in bullets:
        found = find_day(bullet.text, today)
        body, tags = standing_alone(bullet, found[1] if found else bullet.text)
        if found and not body:  # a day alone is what it says
            found, (body, tags) = None, standing_alone(bullet, bullet.text)
        if not body:
            continue
        if found:
            day = found[0]
        yield Written(body, tags, day, is_date_inherited=is_inherited and not found)
        is_inherited = is_inherited or found is not None


def nested_at_margin(lines: list[str]) -> list[str]:
    """A list that is indented below a first line stands at the margin: a paragraph would swallow it."""
    below = [line for line in lines[1:] if not is_blank(line)]
    if not below or any(columns_of(line) < NEST for line in below):
        return lines
    return outdented(Block(Kind.ITEM, 1, tuple(lines), lines[0]), lines[0])


def with_tags(written: Written, tags: tuple[str, ...]) -> Written:
    return replace(written, tags=tuple(dict.fromkeys([*written.tags, *tags])))
