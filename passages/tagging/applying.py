"""Suggested tags put on whole lists of documents, by the command `suggest_tags`."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Exists
from tqdm import tqdm

from passages.models import Document, document_models

from .suggesting import CHUNK, STRONG, Suggester, Suggestion
from .writing import add_tags


@dataclass(frozen=True)
class Choice:
    """Which documents, and from what strength on (0 to 1) a suggestion is taken."""

    at_least: float = STRONG
    is_untagged: bool = False
    since: date | None = None
    is_dry_run: bool = False


@dataclass
class Report:
    """What was put on which documents; `counts` is by tag, `seen` the number of documents looked at."""

    is_dry_run: bool
    rows: list[tuple[str, str, list[Suggestion]]] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    seen: int = 0

    def lines(self) -> Iterator[str]:
        if self.is_dry_run:
            yield "Dry run: nothing was written. This is what would have been done."
        for path, title, suggestions in self.rows:
            yield f"{path}  {title}"
            for each in suggestions:
                yield f"  + {each.tag.name}  ({each.strength * 100:.0f}: {each.why})"
        if self.rows:
            yield ""
        for name, number in sorted(self.counts.items(), key=lambda item: (-item[1], item[0].casefold())):
            yield f"{number:>6}  {name}"
        total = sum(self.counts.values())
        verb = "would be added" if self.is_dry_run else "added"
        yield f"{total} tags {verb} to {len(self.rows)} of {self.seen} documents."


def suggest_tags(choice: Choice) -> Report:
    """Put on what is suggested strongly enough, some documents at a time; nothing is written in a dry run."""
    report = Report(choice.is_dry_run)
    suggester = Suggester()
    for model in document_models():
        keys = chosen(model, choice)
        with tqdm(total=len(keys), desc=model.__name__, delay=1, disable=None, leave=False) as bar:
            for start in range(0, len(keys), CHUNK):
                suggest_chunk(model, keys[start : start + CHUNK], choice, suggester, report)
                bar.update(CHUNK)
    return report


def chosen(model: type[Document], choice: Choice) -> list[int]:
    documents = model.objects.order_by("pk")
    if choice.is_untagged:
        documents = documents.filter(~Exists(documents.taggings()))
    if choice.since:
        documents = documents.since(choice.since)
    return list(documents.values_list("pk", flat=True))


def suggest_chunk(
    model: type[Document], keys: Sequence[int], choice: Choice, suggester: Suggester, report: Report
) -> None:
    documents = list(model.objects.filter(pk__in=keys).for_suggesting().order_by("pk"))
    found = suggester.for_documents(documents, is_careful=True)
    wanted = []
    for document in documents:
        taken = [each for each in found.get(document.pk, ()) if each.strength >= choice.at_least]
        if taken:
            report.rows.append((document.get_absolute_url(), document.title, taken))
            report.counts.update(each.tag.name for each in taken)
            wanted += [(document.pk, each.tag.pk) for each in taken]
    report.seen += len(documents)
    if wanted and not choice.is_dry_run:
        add_tags(model, wanted, note="Tags that the text suggests")
