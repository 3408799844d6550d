"""Entries that are in their source no more: made private here, or deleted where the owner asked for that.

What was changed here since stays as it is. A vanished entry counts as one that its source calls private, so
that it is as visible as before when it comes back.
"""

from collections.abc import Sequence

from history.rows import update_rows
from notes.models import Entry
from passages.merging import SETS, as_remembered
from passages.models import Document, save_together
from passages.visibility import Visibility

from .bindings import binding
from .documents import said_of
from .report import Report

CHUNK = 200


def tell_vanished(rows: Sequence[Entry], report: Report, *, is_pruning: bool) -> None:
    """Bring entries of which nothing is left in their source in line with that."""
    if is_pruning and rows:
        prune(rows, report)
        return
    new = [row for row in rows if not row.source_values.get("gone")]
    if before := len(rows) - len(new):
        entries = "1 entry" if before == 1 else f"{before} entries"
        report.gone(None, f"{entries} that vanished before; with --prune such entries are deleted")
    for start in range(0, len(new), CHUNK):
        hide(new[start : start + CHUNK], report)


def hide(rows: Sequence[Entry], report: Report) -> None:
    """Make private what was not made something else here; no other text will take the place of any."""
    hidden = [row for row in rows if is_shown_as_said(row)]
    for row in rows:
        row.source_values |= {"gone": True}
    for row in hidden:
        row.visibility = Visibility.PRIVATE
        row.source_values["said"] = said_of(row) | {"visibility": Visibility.PRIVATE.value}
    for row in rows:
        report.gone(row.source_line, f"{'made private' if row in hidden else 'kept as it is'}: {row}")
    save_together(hidden, lambda: None)
    update_rows([row for row in rows if row not in hidden], ["source_values"])
    report.count("entries", "updated", len(hidden))


def prune(rows: Sequence[Entry], report: Report) -> None:
    """Delete what was not changed here."""
    kept = [row for row in rows if is_changed_here(row)]
    for row in rows:
        report.gone(row.source_line, f"{'changed here, so kept' if row in kept else 'deleted'}: {row}")
    Entry.objects.filter(pk__in=[row.pk for row in rows if row not in kept]).delete()
    hide([row for row in kept if not row.source_values.get("gone")], Report())


def is_shown_as_said(row: Entry) -> bool:
    """Whether everybody sees it just because its source said so."""
    return row.visibility == said_of(row).get("visibility") != Visibility.PRIVATE


def is_changed_here(document: Document) -> bool:
    """Whether anything but its tags and topics is not as its source said last."""
    said = said_of(document)
    return any(as_remembered(name, binding(name).read(document)) != said[name] for name in said.keys() - SETS)
