"""What a work holds in rows of other tables, as plain values: byline, identifiers, works merged into it.

The models of these rows stand above `Paper`, hence `related`.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.contrib.auth import get_user_model
from django.utils.translation import gettext as _

from papers.names import Name
from passages.models import related
from passages.models.holding import set_fields

NAME_PARTS = ("given", "family", "suffix", "literal")
IDENTIFIER = ("scheme", "value", "version", "role")
EVENT = ("kind", "happened_on", "locator", "locator_kind", "locator_sort")
MERGE = ("title", "snapshot", "merged_at", "merged_by_id")


def to_byline(paper: Any) -> list[dict[str, Any]]:
    """The places in order, each with the key and name of its author."""
    return [
        {"pk": line.author_id, "position": line.position}
        | {part: getattr(line.author, part) for part in NAME_PARTS}
        for line in paper.authorships.all()
    ]


def to_identifiers(paper: Any) -> list[dict[str, Any]]:
    return [{part: getattr(each, part) for part in IDENTIFIER} for each in paper.identifiers.all()]


def take_byline(paper: Any, said: Sequence[Mapping[str, Any]]) -> None:
    """Let the byline be as it was; whoever is gone is made again by name."""
    lines = related(type(paper), "authorships")
    places_now = list(paper.authorships.values_list("author", "position"))
    if places_now == [(line["pk"], line["position"]) for line in said]:
        return
    paper.authorships.all().delete()
    authors = related(lines.model, "author")
    places = {author_of(authors, line): line["position"] for line in reversed(said)}
    rows = [lines.model(paper=paper, author=author, position=place) for author, place in places.items()]
    lines.bulk_create(list(reversed(rows)))


def author_of(authors: Any, line: Mapping[str, Any]) -> Any:
    """The author of a place in a byline, or whoever goes by that name now."""
    name = {part: line[part] for part in NAME_PARTS}
    known = authors.filter(pk=line["pk"]).first()
    return known or authors.called(Name(**name)) or authors.create(**name)


def take_identifiers(paper: Any, said: Sequence[Mapping[str, Any]]) -> list[str]:
    """Let the identifiers be as they were, but for those that another work has by now."""
    if list(paper.identifiers.values(*IDENTIFIER)) == list(said):
        return []
    paper.identifiers.all().delete()
    identifiers, remarks = related(type(paper), "identifiers"), []
    for each in said:
        known = identifiers.filter(scheme=each["scheme"], value=each["value"]).select_related("paper").first()
        if known:
            belongs = _("%(identifier)s belongs to “%(title)s” now.")
            remarks.append(belongs % {"identifier": known, "title": known.paper})
        else:
            identifiers.create(paper=paper, **each)
    return remarks


def give_absorbed(paper: Any) -> dict[str, Any]:
    """Reading that was entered by hand, and works that became part of it, with their keys as `absorbed`."""
    merges = [to_plain(row) for row in paper.merges.order_by("pk").values(*MERGE)]
    events = [to_plain(row) for row in paper.reading_events.by_hand().order_by("pk").values(*EVENT)]
    return {"events": events, "merges": merges, "absorbed": [each["snapshot"].get("pk") for each in merges]}


def take_absorbed(paper: Any, rest: Mapping[str, Any]) -> None:
    for name, accessor in (("events", "reading_events"), ("merges", "merges")):
        rows = related(type(paper), accessor)
        rows.bulk_create([from_plain(rows.model, paper, row) for row in rest.get(name, [])])


def to_plain(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in row.items()}


def from_plain(model: Any, paper: Any, row: Mapping[str, Any]) -> Any:
    """A row of it, without the account of somebody who has none any more; not saved."""
    made = model(paper=paper)
    set_fields(made, row)
    if "merged_by_id" in row:
        made.merged_by = get_user_model().objects.filter(pk=row["merged_by_id"]).first()
    return made
