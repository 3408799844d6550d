"""What a work was before it was merged, as JSON."""

from typing import Any

from papers.models import Paper
from passages.models.holding import ORIGIN, set_fields, to_fields, written_fields

from .plan import Plan


def snapshot_of(plan: Plan) -> dict[str, Any]:
    """The fields and rows of the work that goes, and under `given` what it gives to the other.

    `values` hold what the other said before and says afterwards. Citation key and file stand at the top,
    since they are looked up.
    """
    gone = plan.gone
    names = [*written_fields(Paper), *ORIGIN]
    before, after = to_fields(plan.kept, names), to_fields(with_values(plan), names)
    return {
        "pk": gone.pk,
        "path": gone.path,
        "citation_key": gone.citation_key,
        "source_file": gone.source_file,
        "source_hash": gone.source_hash,
        "fields": to_fields(gone, names),
        "anchors": list(gone.passages.order_by("position").values_list("anchor", "kind", "text")),
        "byline": to_byline(gone),
        "identifiers": list(gone.identifiers.values("scheme", "value", "version", "role")),
        "tags": [tag.name for tag in gone.tags.all()],
        "topics": list(gone.topics.values_list("pk", flat=True)),
        "permalinks": list(gone.permalinks.values_list("path", flat=True)),
        "events": list(gone.reading_events.values_list("pk", flat=True)),
        "merges": list(gone.merges.values_list("pk", flat=True)),
        "differences": plan.differences(),
        "given": {
            "to": plan.kept.pk,
            "byline": plan.takes_byline,
            "values": {name: [before[name], after[name]] for name in plan.values if name != "body"},
            "visibility": after["visibility"],
            "part": plan.part,
            "tags": [tag.name for tag in plan.tags],
            "topics": [topic.pk for topic in plan.topics],
        },
    }


def with_values(plan: Plan) -> Paper:
    """The work that stays as it will be; not saved."""
    paper = Paper(**{name: getattr(plan.kept, name) for name in (*written_fields(Paper), *ORIGIN)})
    for name, value in plan.values.items():
        setattr(paper, name, value)
    return paper


def from_fields(fields: dict[str, Any]) -> Paper:
    """A work of these fields; not saved. A field that there is no more is left out."""
    paper = Paper()
    set_fields(paper, fields)
    return paper


def to_byline(paper: Paper) -> list[dict[str, Any]]:
    parts = ("given", "family", "suffix", "literal")
    return [
        {"author": line.author_id, "position": line.position}
        | {"name": {part: getattr(line.author, part) for part in parts}}
        for line in paper.authorships.select_related("author")
    ]
