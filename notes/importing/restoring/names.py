"""Tags and authors of an export, under their own numbers where these are free."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from django.db.models import Model

from notes.importing.report import Report
from papers.models import Author, NameVariant
from papers.models.held import NAME_PARTS
from passages.models import Alias, Permalink, Tag
from passages.models.holding import set_fields
from passages.slugs import free_slug

Record = Mapping[str, Any]


def restore_tags(records: Sequence[Record]) -> None:
    """Make the tags that are not here by name, nor meant by an alias that is."""
    known = {name.casefold() for name in Tag.objects.values_list("name", flat=True)}
    known |= {name.casefold() for name in Alias.objects.values_list("name", flat=True)}
    new = [record for record in records if record["values"]["name"].casefold() not in known]
    made = make(Tag, new, lambda tag: free_slug(Tag._base_manager, tag.slug))
    names = known | {record["values"]["name"].casefold() for record in new}
    for record, tag in zip(new, made, strict=True):
        for alias in record["aliases"]:
            if alias["name"].casefold() not in names:
                names.add(alias["name"].casefold())
                Alias.objects.create(tag=tag, name=alias["name"])
        keep_paths(tag, record["permalinks"])


def restore_authors(records: Sequence[Record], report: Report) -> dict[int, int]:
    """Make the authors who are not here; answers with their keys here, by those of the export."""
    keys = {record["pk"]: author.pk for record in records if (author := author_here(record))}
    new = [record for record in records if record["pk"] not in keys]
    made = make(Author, new, lambda author: free_slug(Author._base_manager, author.slug))
    for record, author in zip(new, made, strict=True):
        keys[record["pk"]] = author.pk
        keep_paths(author, record["permalinks"])
        keep_variants(author, record.get("variants", []))
    report.count("authors", "made", len(new))
    report.count("authors", "unchanged", len(records) - len(new))
    return keys


def author_here(record: Record) -> Author | None:
    """The author of that name and address, of that ORCID iD, or who alone goes by that name."""
    values = record["values"]
    name = {part: values[part] for part in NAME_PARTS}
    own = Author.objects.filter(**name, slug=values["slug"]).first()
    if own is None and values["orcid"]:
        own = Author.objects.filter(orcid=values["orcid"]).first()
    return own


def keep_variants(author: Author, variants: Iterable[Record]) -> None:
    for each in variants:
        if not NameVariant.objects.filter(**each).exists():
            NameVariant.objects.create(author=author, **each)


def make(model: Any, records: Sequence[Record], to_slug: Callable[[Any], str]) -> list[Any]:
    """Rows of these values under their own keys, or new ones where the keys or addresses are taken."""
    keys = set(model._base_manager.values_list("pk", flat=True))
    slugs = set(model._base_manager.values_list("slug", flat=True))
    rows = []
    for record in records:
        row = model()
        set_fields(row, record["values"])
        row.pk = None if record["pk"] in keys else record["pk"]
        row.slug = to_slug(row) if row.slug in slugs else row.slug
        slugs.add(row.slug)
        row.clean_fields(exclude=["slug"])
        rows.append(row)
    return list(model._base_manager.bulk_create(rows))


def keep_paths(owner: Model, paths: Iterable[str]) -> None:
    """Let former addresses lead to their owner that lead nowhere else."""
    for path in paths:
        if not Permalink.objects.filter(path=path).exists():
            Permalink.objects.create(path=path, owner=owner)
