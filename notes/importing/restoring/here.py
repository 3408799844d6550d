"""Which documents of an export are here already, so that none comes in twice."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.utils.dateparse import parse_datetime

from notes.models import Entry
from papers.models import Identifier

Record = Mapping[str, Any]


class Here:
    """What stands here of one kind of document, before anything is made."""

    def __init__(self, model: Any) -> None:
        self.model: Any = model
        self.by_moment: dict[datetime, list[tuple[int, str]]] = defaultdict(list)
        self.keys: set[int] = set()
        for key, moment, slug in model._base_manager.values_list("pk", "created_at", "slug"):
            self.by_moment[moment].append((key, slug))
            self.keys.add(key)
        self.is_empty = not self.keys

    def same_as(self, record: Record) -> int | None:
        """The key of the document that was exported: it was made at the same moment."""
        moment = parse_datetime(record["origin"]["created_at"])
        found = self.by_moment.get(moment, []) if moment else []
        named = (key for key, slug in found if key == record["pk"] or slug == record["values"]["slug"])
        return next(named, None)

    def namesake_of(self, record: Record) -> int | None:
        """The key of another document that says to be the same one: by its address or an identifier."""
        if self.is_empty:
            return None
        values = record["values"]
        if issubclass(self.model, Entry):
            return self.same_entry(record)
        rows = self.model._base_manager.filter(slug=values["slug"])
        found = rows.values_list("pk", flat=True).first()
        return found or work_with(values.get("identifiers", []))

    def same_entry(self, record: Record) -> int | None:
        """Of the same day, with the same text or from the same lines of the same file."""
        values, origin = record["values"], record["origin"]
        rows = Entry.objects.read_on(date.fromisoformat(values["read_on"])).filter(body=values["body"])
        found = rows.values_list("pk", flat=True).first()
        if found is None and origin.get("source_hash"):
            lines = {"source_file": origin["source_file"], "source_hash": origin["source_hash"]}
            found = Entry.objects.filter(**lines).values_list("pk", flat=True).first()
        return found


def work_with(identifiers: list[Record]) -> int | None:
    for each in identifiers:
        known = Identifier.objects.filter(scheme=each["scheme"], value=each["value"]).first()
        if known:
            return int(known.paper_id)
    return None
