"""The entries of a log woven into its lines: what changed is replaced, what is new added at its day. Pure."""

from collections.abc import Sequence

from notes.importing.markdown.lines import is_blank
from notes.importing.pages import EntriesPage, LogEntry, LogPage

from .bullets import body_lines, can_stand_without_date, indented, tag_words, to_bullet
from .lines import Lines, aligned, changes
from .saying import with_lf

Log = LogPage | EntriesPage


def weave_log(lines: Lines, first: int, was: Log, page: Log) -> None:
    """Note down the edits that let the lines say the entries and the text of `page`."""
    old = {item.line: item for item in was.entries}
    stay = {item.line: item for item in page.entries if item.line in old}
    orphans = orphans_of(was.entries, stay)
    for line, item in old.items():
        if line not in stay:
            take_out(lines, item)
        elif line in orphans or not is_same(item, stay[line]):
            weave_item(lines, item, stay[line], is_orphan=line in orphans)
    for item in page.entries:
        if item.line not in old:
            add_item(lines, item, was.entries)
    if with_lf(page.body) != was.body and isinstance(page, LogPage):
        weave_rest(lines, first, was, page)


def is_same(item: LogEntry, other: LogEntry) -> bool:
    ours, theirs = (item.read_on, item.is_date_inherited), (other.read_on, other.is_date_inherited)
    return ours == theirs and item.body == with_lf(other.body) and has_same_tags(item, other)


def has_same_tags(item: LogEntry, other: LogEntry) -> bool:
    return {tag.casefold() for tag in item.tags} == {tag.casefold() for tag in other.tags}


def range_of(item: LogEntry) -> tuple[int, int]:
    """Where its lines stand: from, to."""
    return item.line - 1, item.line - 1 + len(item.source.split("\n"))


def take_out(lines: Lines, item: LogEntry) -> None:
    """Its lines go, and a blank one below if another stands above."""
    start, end = range_of(item)
    above_is_blank = start == 0 or is_blank(lines.texts[start - 1])
    if above_is_blank and end < len(lines.texts) - 1 and is_blank(lines.texts[end]):
        end += 1
    lines.replace(start, end, [])


def weave_item(lines: Lines, was: LogEntry, item: LogEntry, *, is_orphan: bool) -> None:
    """Change its lines, with the mark, the writing of the date and the indentation that it has."""
    start, end = range_of(was)
    source = was.source.split("\n")
    opening = opening_of(source[0], was)
    has_other_date = (was.read_on, was.is_date_inherited) != (item.read_on, item.is_date_inherited)
    if opening is None or is_orphan or has_other_date:
        is_dated = is_orphan or was.read_on != item.read_on or not item.is_date_inherited
        lines.replace(start, end, bullet_like(source, item, is_dated=is_dated))
    else:
        lines.replace(start, end, reworded(source, opening, was, item))


def bullet_like(source: Sequence[str], item: LogEntry, *, is_dated: bool) -> list[str]:
    """A new bullet with the mark and the indentation of an old one."""
    mark = source[0].lstrip()[:1]
    return to_bullet(item, is_dated=is_dated, mark=mark if mark in "*+-" else "*", indent=indent_of(source))


def reworded(source: Sequence[str], opening: str, was: LogEntry, item: LogEntry) -> list[str]:
    """The lines of an item with those changed whose words did, and the line of tags where they did."""
    has_tag_line = bool(was.tags) and len(source) > 1
    count = len(source) - (1 if has_tag_line else 0)
    own = was.body.split("\n")[:count]
    new = without_definitions(was, own, item)
    below = woven_lines(own[1:], source[1 : len(own)], new[1:], indent_of(source))
    words = tag_words(item.tags)
    new_tags = [f"{indent_of(source)}{words}"] if words else []
    return [f"{opening}{new[0]}", *below, *(source[count:] if has_same_tags(was, item) else new_tags)]


def opening_of(line: str, item: LogEntry) -> str | None:
    """What stands before the text in the first line of an item: its mark and its day."""
    text = item.body.split("\n")[0]
    return line.removesuffix(text) if text and line.endswith(text) and line != text else None


def without_definitions(was: LogEntry, own: Sequence[str], item: LogEntry) -> list[str]:
    """The new text without the definitions that stand elsewhere in the log and come along by themselves."""
    behind = was.body.split("\n")[len(own) :]
    new = body_lines(item)
    if behind and new[-len(behind) :] == behind:
        new = new[: -len(behind)]
        while new and is_blank(new[-1]):
            new.pop()
    return new or [""]


def woven_lines(own: Sequence[str], raw: Sequence[str], new: Sequence[str], indent: str) -> list[str]:
    """The new lines of a text; those that it had before as they were written."""
    made, at = list[str](), 0
    for start, end, new_start, new_end in changes(own, new):
        made += raw[at:start]
        made += indented(new[new_start:new_end], indent)
        at = end
    return [*made, *raw[at : len(own)]]


def indent_of(source: Sequence[str]) -> str:
    """How lines below the first are indented at least."""
    below = [line[: len(line) - len(line.lstrip(" \t"))] for line in source[1:] if not is_blank(line)]
    return min((each for each in below if each), key=len, default="  ")


def orphans_of(items: Sequence[LogEntry], stay: dict[int, LogEntry]) -> set[int]:
    """The lines of undated items that must say their day: the one above is gone, or has another now."""
    found, day = set[int](), None
    for item in items:
        now = stay.get(item.line)
        if now is None or now.read_on != item.read_on:
            continue
        if item.is_date_inherited and day != item.read_on and not is_first(items, item):
            found.add(item.line)
        day = item.read_on
    return found


def is_first(items: Sequence[LogEntry], item: LogEntry) -> bool:
    """Whether no entry of its day stands above, so that a heading gives it the day."""
    return not any(each.read_on == item.read_on and each.line < item.line for each in items)


def add_item(lines: Lines, item: LogEntry, old: Sequence[LogEntry]) -> None:
    """Add its bullet behind the last entry of its day, else between the days around it."""
    at, is_in_day = place_of(item, old, len(lines.texts))
    is_undated = is_in_day and item.is_date_inherited and can_stand_without_date(item)
    lines.edits.append((at, at, to_bullet(item, is_dated=not is_undated)))


def place_of(item: LogEntry, old: Sequence[LogEntry], length: int) -> tuple[int, bool]:
    """Before which line a new entry stands, and whether entries of its day stand above."""
    if not old:
        return length - 1, False
    of_day = [each for each in old if each.read_on == item.read_on]
    if of_day:
        return range_of(of_day[-1])[1], True
    is_rising = old[0].read_on <= old[-1].read_on
    before = [each for each in old if (each.read_on < item.read_on) == is_rising]
    return (range_of(before[-1])[1] if before else range_of(old[0])[0]), False


def weave_rest(lines: Lines, first: int, was: Log, page: Log) -> None:
    """Change the text of a log that is no entry. Blank lines in it are not counted."""
    taken = {place for item in was.entries for place in range(*range_of(item))}
    places = [place for place in range(first, len(lines.texts)) if place not in taken]
    before = [line for line in was.body.split("\n") if not is_blank(line)]
    after = [line for line in with_lf(page.body).split("\n") if not is_blank(line)]
    found = aligned(before, lines.texts, places)
    if found is not None:
        lines.change(found or [first], after) if found else lines.replace(first, first, ["", *after, ""])
