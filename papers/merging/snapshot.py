"""What a work was before it was merged, as JSON."""

import json
from typing import Any

from django.core import serializers

from papers.models import Paper

from .plan import Plan

DERIVED = {"id", "body_html", "owners_html", "citations"}


def snapshot_of(plan: Plan) -> dict[str, Any]:
    """The fields and rows of the work that goes, and under `given` what it gives to the other.

    `values` hold what the other said before and says afterwards. Citation key and file stand at the top,
    since they are looked up.
    """
    gone = plan.gone
    fields = to_fields(gone)
    before, after = to_fields(plan.kept), to_fields(with_values(plan))
    return {
        "pk": gone.pk,
        "path": gone.path,
        "citation_key": gone.citation_key,
        "source_file": gone.source_file,
        "source_hash": gone.source_hash,
        "fields": fields,
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
    paper = Paper(**{name: getattr(plan.kept, name) for name in field_names()})
    for name, value in plan.values.items():
        setattr(paper, name, value)
    return paper


def field_names() -> list[str]:
    return [each.name for each in Paper._meta.concrete_fields if each.name not in DERIVED]


def to_fields(paper: Paper) -> dict[str, Any]:
    """Its own values as JSON has them, moments to the microsecond."""
    fields = json.loads(serializers.serialize("json", [paper], fields=field_names()))[0]["fields"]
    return fields | {name: getattr(paper, name).isoformat() for name in ("created_at", "updated_at")}


def from_fields(fields: dict[str, Any]) -> Paper:
    """A work of these fields; not saved. A field that there is no more is left out."""
    row = {"model": Paper._meta.label_lower, "pk": None, "fields": fields}
    found: Any = next(iter(serializers.deserialize("python", [row], ignorenonexistent=True)))
    return found.object


def to_byline(paper: Paper) -> list[dict[str, Any]]:
    parts = ("given", "family", "suffix", "literal")
    return [
        {"author": line.author_id, "position": line.position}
        | {"name": {part: getattr(line.author, part) for part in parts}}
        for line in paper.authorships.select_related("author")
    ]
