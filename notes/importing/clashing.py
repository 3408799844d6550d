"""What the owner is shown of a clash, and what they decide."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.text import capfirst

from history.diff import Part, diff
from history.rows import update_rows
from history.sitting import sitting
from passages.merging import as_remembered
from passages.models import Clash, Document, derive_again, referrers
from passages.saying import label_of

from .bindings import binding
from .documents import check, said_of
from .problems import ImportProblem
from .report import Report
from .wording import in_words

RELATED = {"authors", "has_other_authors"}


@dataclass(frozen=True)
class Sides:
    """A clash with both texts, and what is other in that of the source."""

    clash: Clash
    label: str
    ours: str
    theirs: str
    parts: Sequence[Part]


def clashes_of(document: Document) -> list[Sides]:
    """The clashes of a document whose sides still differ."""
    found = [sides_of(document, clash) for clash in document.clashes.order_by("line", "pk")]
    return [sides for sides in found if sides.parts]


def sides_of(document: Document, clash: Clash) -> Sides:
    ours = in_words(clash.name, binding(clash.name).read(document))
    theirs = in_words(clash.name, clash.value)
    label = capfirst(label_of(type(document), clash.name))
    return Sides(clash, label, ours, theirs, diff(ours, theirs))


def keep_ours(clash: Clash) -> None:
    """Let what stands here hold, until the source says something else again."""
    with transaction.atomic():
        settle(locked(clash), clash)


def take_theirs(clash: Clash, *, by: Any, note: str) -> None:
    """Let the document say what the source does. Raises ImportProblem where that cannot be saved."""
    bound = binding(clash.name)
    try:
        with sitting(by=by, note=note):
            document = locked(clash)
            bound.write(document, clash.value, Report(clash.file))
            check(document)
            document.save()
            if clash.name in RELATED:
                derive_again(referrers(document))
            settle(document, clash)
    except IntegrityError as error:
        raise ImportProblem(f"the database refuses it: {error}") from error


def locked(clash: Clash) -> Any:
    model: Any = clash.owner_type.model_class()
    return model._base_manager.select_for_update().get(pk=clash.owner_id)


def settle(document: Document, clash: Clash) -> None:
    """Remember the word of the source as one that was heard."""
    said = said_of(document) | {clash.name: as_remembered(clash.name, clash.value)}
    document.source_values = document.source_values | {"said": said}
    update_rows([document], ["source_values"])
    clash.delete()
