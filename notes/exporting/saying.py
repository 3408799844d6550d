"""Whether two pages say the same of their documents. Pure.

What no file says is left out: the number of an entry in its day counts only as the order of the day, and
blank lines around a text do not count.
"""

from collections.abc import Mapping
from typing import Any

from notes.importing.entries import say_entry
from notes.importing.markdown.lines import without_blank_ends
from notes.importing.pages import EntriesPage, LogEntry, LogPage, Page, PaperPage
from notes.importing.report import Report
from notes.importing.rows import say_page, say_paper
from passages.merging import SETS, in_own_names, unsaid

from .bullets import can_stand_without_date, tag_word

Own = Mapping[str, str]


def differences(page: Page, other: Page, own: Own) -> set[str]:
    """The names of what two pages say otherwise; `own` has the names of tags by their aliases in no case.

    `entries` stands for all of them, `kind` for pages that become different things.
    """
    if kind_of(page) != kind_of(other):
        return {"kind"}
    ours, theirs = essence(said_by(page), own), essence(said_by(other), own)
    found = {name for name in ours.keys() | theirs.keys() if not is_same(name, ours, theirs)}
    if entries_of(page, own) != entries_of(other, own):
        found.add("entries")
    return found


def kind_of(page: Page) -> str:
    """What the front matter calls the kind of a page."""
    if isinstance(page, PaperPage):
        return "paper"
    if isinstance(page, EntriesPage):
        return "entries"
    return "log" if isinstance(page, LogPage) else "topic"


def said_by(page: Page) -> dict[str, Any]:
    """What a page says of its own document, or of all its entries, as plain values."""
    if isinstance(page, PaperPage):
        return say_paper(page, Report())
    if isinstance(page, EntriesPage):
        return {"visibility": page.visibility}
    return say_page(page)


def items_of(page: Page) -> tuple[LogEntry, ...]:
    return page.entries if isinstance(page, LogPage | EntriesPage) else ()


def entries_of(page: Page, own: Own) -> list[dict[str, Any]]:
    """What it says of each entry, by days, each day in its order.

    That a day is inherited counts where a bullet can leave it out: below another entry of the day.
    """
    if not isinstance(page, LogPage | EntriesPage):
        return []
    items = sorted(page.entries, key=lambda item: item.read_on)
    days = [None, *(item.read_on for item in items)]
    return [
        essence_of(item, page, own, can_inherit=above == item.read_on and can_stand_without_date(item))
        for item, above in zip(items, days, strict=False)
    ]


def essence_of(item: LogEntry, page: LogPage | EntriesPage, own: Own, *, can_inherit: bool) -> dict[str, Any]:
    said = essence(say_entry(item, page, []), own) | {"position": None}
    return said | {"is_date_inherited": item.is_date_inherited and can_inherit}


def essence(values: Mapping[str, Any], own: Own) -> dict[str, Any]:
    """Values as they are compared: sets without order or case, tags as they can be written, lines with LF."""
    said = in_own_names(values, own)
    if "tags" in said:
        said["tags"] = [tag_word(tag) or tag for tag in said["tags"]]
    return {name: compared(name, value) for name, value in said.items()}


def compared(name: str, value: Any) -> Any:
    if name in SETS:
        return frozenset(member.casefold() for member in value)
    if name == "body":
        return "\n".join(without_blank_ends(with_lf(value).split("\n"))).rstrip()
    return with_lf(value) if isinstance(value, str) else value


def is_same(name: str, ours: Mapping[str, Any], theirs: Mapping[str, Any]) -> bool:
    """Nothing, and what it means when a page does not say it, are the same."""
    nothing = frozenset() if name in SETS else unsaid(name)
    return (ours.get(name) or nothing) == (theirs.get(name) or nothing)


def with_lf(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")
