"""Suggested tags put on whole lists of documents, by the command `suggest_tags`."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Exists
from tqdm import tqdm

from passages.models import Document, document_models
from passages.models.kinds import type_id

from .neighbours import Key
from .suggesting import CHUNK, STRONG, Suggester, Suggestion
from .writing import add_tags

MOST_ROUNDS = 5


@dataclass(frozen=True)
class Choice:
    """Which documents, and from what strength on (0 to 1) a suggestion is taken."""

    at_least: float = STRONG
    is_untagged: bool = False
    since: date | None = None
    is_dry_run: bool = False


@dataclass
class Report:
    """What each document gets, by its address and title; `seen` is the number of documents looked at."""

    is_dry_run: bool
    given: dict[tuple[str, str], list[Suggestion]] = field(default_factory=dict)
    seen: int = 0

    def lines(self) -> Iterator[str]:
        if self.is_dry_run:
            yield "Dry run: nothing was written. This is what would have been done."
        for (path, title), suggestions in self.given.items():
            yield f"{path}  {title}"
            for each in suggestions:
                yield f"  + {each.tag.name}  ({each.strength * 100:.0f}: {each.why})"
        counts = Counter(each.tag.name for suggestions in self.given.values() for each in suggestions)
        if counts:
            yield ""
        for name, number in sorted(counts.items(), key=lambda item: (-item[1], item[0].casefold())):
            yield f"{number:>6}  {name}"
        verb = "would be added" if self.is_dry_run else "added"
        yield f"{counts.total()} tags {verb} to {len(self.given)} of {self.seen} documents."


def suggest_tags(choice: Choice) -> Report:
    """Put on what is suggested strongly enough; nothing is written in a dry run.

    A tag that one document gets may speak for another, so all are looked at again until nothing is new: what
    was said once is all there is to say the next time.
    """
    suggester, report = Suggester(), Report(choice.is_dry_run)
    keys = {model: chosen(model, choice) for model in document_models()}
    report.seen = sum(map(len, keys.values()))
    for _round in range(MOST_ROUNDS):
        before = sum(map(len, suggester.given.values()))
        for model in keys:
            for chunk in chunks(keys[model], f"{model.__name__}"):
                look_at(model, chunk, choice, suggester, report)
        if sum(map(len, suggester.given.values())) == before:
            break
    if not choice.is_dry_run:
        write(suggester.given)
    return report


def look_at(
    model: type[Document], keys: Sequence[int], choice: Choice, suggester: Suggester, report: Report
) -> None:
    """Give some documents what is suggested for them."""
    documents = list(model.objects.filter(pk__in=keys).for_suggesting().order_by("pk"))
    found = suggester.for_documents(documents, is_careful=True)
    for document in documents:
        taken = [each for each in found.get(document.pk, ()) if each.strength >= choice.at_least]
        if taken:
            report.given.setdefault((document.get_absolute_url(), document.title), []).extend(taken)
            given = suggester.given.setdefault((type_id(model), document.pk), set())
            given |= {each.tag.pk for each in taken}


def write(given: dict[Key, set[int]]) -> None:
    for model in document_models():
        keys = sorted(key for owner_type, key in given if owner_type == type_id(model))
        for chunk in chunks(keys, f"{model.__name__}, writing"):
            wanted = [(key, tag) for key in chunk for tag in given[type_id(model), key]]
            add_tags(model, wanted, note="Tags that were suggested")


def chunks(keys: Sequence[int], what: str) -> Iterator[Sequence[int]]:
    with tqdm(total=len(keys), desc=what, delay=1, disable=None, leave=False) as bar:
        for start in range(0, len(keys), CHUNK):
            yield keys[start : start + CHUNK]
            bar.update(CHUNK)


def chosen(model: type[Document], choice: Choice) -> list[int]:
    documents = model.objects.order_by("pk")
    if choice.is_untagged:
        documents = documents.filter(~Exists(documents.taggings()))
    if choice.since:
        documents = documents.since(choice.since)
    return list(documents.values_list("pk", flat=True))
