"""Works with what merging has changed of them into rows, many at once."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone

from history.sitting import touch, touch_new
from papers.models import Author, Authorship, Identifier, Paper, add_identifiers
from passages.merging import Merge
from passages.models import Tagging
from passages.models.kinds import type_id
from passages.slugs import to_slug

from .bulk import MOST, Slugs, Tags, batches
from .record import Record
from .saying import MORE, to_member

RELATIONS = {"authors", "identifiers", "tags"}


@dataclass
class Work:
    """A record with its work, the authors that its names are of, and what merging the two changes."""

    record: Record
    paper: Paper
    is_new: bool
    authors: list[Author] = field(default_factory=list)
    merged: Merge = field(default_factory=Merge)

    @property
    def changes(self) -> dict[str, Any]:
        return self.merged.changes

    @property
    def outcome(self) -> str:
        return "made" if self.is_new else "updated" if self.changes else "unchanged"

    @property
    def memory(self) -> dict[str, Any]:
        return {"key": self.record.citation_key, "said": self.merged.remembered}


def save(works: Sequence[Work], tags: Tags, slugs: Slugs) -> None:
    """Write the works, then their bylines, identifiers and tags. Nothing is derived yet."""
    new = [work for work in works if work.is_new]
    wanted = [to_slug(work.changes["title"]) for work in new]
    slugs.ask(wanted)
    for work, slug in zip(new, wanted, strict=True):
        set_fields(work)
        work.paper.slug = slugs.take(slug)
        work.paper.source_values = {"bibliography": work.memory}
    touch(Paper, [work.paper.pk for work in works if not work.is_new and work.changes])
    Paper.objects.bulk_create([work.paper for work in new], batch_size=MOST)
    for work in new:
        touch_new(work.paper)
    for work in works:
        if not work.is_new:
            update(work)
    save_bylines(works)
    save_identifiers(works)
    save_tags(works, tags)


def update(work: Work) -> None:
    """Write the fields that are changed; what the source said is no change of its own."""
    values: dict[str, Any] = {name: getattr(work.paper, name) for name in set_fields(work)}
    if work.changes.keys() - {f"{MORE}custom"}:
        values["updated_at"] = work.paper.updated_at = timezone.now()
    if work.paper.source_values.get("bibliography") != work.memory:
        work.paper.source_values = work.paper.source_values | {"bibliography": work.memory}
        values["source_values"] = work.paper.source_values
    if values:
        Paper._base_manager.filter(pk=work.paper.pk).update(**values)


def set_fields(work: Work) -> set[str]:
    """Set what is no relation; answers the names of the fields."""
    paper, names = work.paper, set()
    for name, value in work.changes.items():
        if name == "issued":
            paper.issued_year, paper.issued_month, paper.issued_day = value
            names |= {"issued_year", "issued_month", "issued_day"}
        elif name.startswith(MORE):
            paper.csl = paper.csl | {name.removeprefix(MORE): value}
            names.add("csl")
        elif name not in RELATIONS:
            setattr(paper, name, value)
            names.add(name)
    return names


def save_bylines(works: Sequence[Work]) -> None:
    changed = [work for work in works if "authors" in work.changes]
    for batch in batches(work.paper.pk for work in changed if not work.is_new):
        Authorship.objects.filter(paper__in=batch).delete()
    lines = [
        Authorship(paper=work.paper, author=author, position=position)
        for work in changed
        for position, author in enumerate(dict.fromkeys(work.authors))
    ]
    Authorship.objects.bulk_create(lines, batch_size=MOST)


def save_identifiers(works: Sequence[Work]) -> None:
    """Add those that are new; none is ever taken off, since another source may have said it."""
    rows = []
    for work in works:
        members = set(work.changes.get("identifiers", ()))
        has = set() if work.is_new else {to_member(each.identity) for each in work.paper.identifiers.all()}
        for identity in work.record.identifiers:
            member = to_member(identity)
            if member in members and member not in has:
                rows.append(
                    Identifier(
                        paper=work.paper,
                        scheme=identity.scheme,
                        value=identity.value,
                        version=identity.version,
                    )
                )
    for batch in batches(rows):
        add_identifiers(batch)


def save_tags(works: Sequence[Work], tags: Tags) -> None:
    paper_type = type_id(Paper)
    rows = []
    for work in works:
        if "tags" not in work.changes:
            continue
        wanted = tags.of(work.changes["tags"])
        has = set() if work.is_new else set(work.paper.tags.all())
        gone = has - set(wanted)
        if gone:
            Tagging.objects.filter(content_type=paper_type, object_id=work.paper.pk, tag__in=gone).delete()
        rows += [
            Tagging(content_type_id=paper_type, object_id=work.paper.pk, tag=tag)
            for tag in wanted
            if tag not in has
        ]
    Tagging.objects.bulk_create(rows, batch_size=MOST)
